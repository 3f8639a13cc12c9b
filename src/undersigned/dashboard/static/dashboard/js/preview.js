// Draws the page anew in the pane beside the form, a moment after somebody stops typing.
const form = document.querySelector("form[data-preview]");
const frame = document.querySelector("iframe[name=preview]");
let timer;
let asked = 0;

async function draw() {
  const mine = ++asked;
  const typed = new FormData(form);
  for (const [name, value] of [...typed]) if (value instanceof File) typed.delete(name);
  const answer = await fetch(form.dataset.preview, { method: "POST", body: typed }).catch(() => null);
  if (!answer || !answer.ok || mine !== asked) return;
  const at = frame.contentWindow.scrollY;
  frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, at), { once: true });
  frame.srcdoc = await answer.text();
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(draw, 700);
});
