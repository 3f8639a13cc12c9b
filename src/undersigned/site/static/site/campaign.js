// Keeps the number of signatures on the campaign page fresh; the page works without it.
(() => {
  const card = document.querySelector("[data-count-url]");
  if (!card || "preview" in card.dataset) return;
  const places = document.querySelectorAll("[data-count]");
  if (!places.length) return;
  const meter = card.querySelector("progress");
  const words = new Intl.NumberFormat(document.documentElement.lang || undefined);

  const show = (count) => {
    for (const place of places) place.textContent = words.format(count);
    if (meter) meter.value = Math.min(count, meter.max);
  };
  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(card.dataset.countUrl, { credentials: "omit" });
      if (!answer.ok) return;
      const { count } = await answer.json();
      if (Number.isInteger(count)) show(count);
    } catch {
      // No network for a moment: the number that stands there stays.
    }
  };
  refresh();
  setInterval(refresh, 15000);
  document.addEventListener("visibilitychange", refresh);
})();
