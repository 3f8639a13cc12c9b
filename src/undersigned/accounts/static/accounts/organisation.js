// Shows the chosen colour in the preview before it is saved.
(() => {
  const input = document.getElementById("id_accent");
  const preview = document.getElementById("accent-preview");
  if (!input || !preview) return;
  const show = () => {
    // Words in the dark are lighter, as in the style sheet that the server makes of the colour.
    const light = `color-mix(in srgb, ${input.value} 45%, #fff)`;
    preview.style.setProperty("--accent", input.value);
    preview.style.setProperty("--accent-ink", `light-dark(${input.value}, ${light})`);
  };
  input.addEventListener("input", show);
  show();
})();
