// Buttons that copy the text of the element they name.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const label = button.querySelector("[data-done]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).innerText);
    label.textContent = label.dataset.done;
  });
}
