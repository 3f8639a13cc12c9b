// Shows the chosen colour in the preview before it is saved.
(() => {
  const input = document.getElementById("id_accent");
  const preview = document.getElementById("accent-preview");
  if (!input || !preview) return;
  const show = () => {
    for (const name of ["--accent", "--accent-ink"]) preview.style.setProperty(name, input.value);
  };
  input.addEventListener("input", show);
  show();
})();
