// Does the work that the page asks for, then sends the form. Where it cannot (no script, an old
// browser, a page without https), pressing "Sign" sends the form as it is, and that is taken too.
const form = document.querySelector("form[data-work]");
const status = document.querySelector("[data-work-status]");
const PATIENCE = 90_000; // milliseconds; a slow phone needs ten thousand

function fail() {
  status.querySelector("[data-working]").hidden = true;
  status.querySelector("[data-failed]").hidden = false;
  form.removeEventListener("submit", wait);
}

function wait(event) {
  event.preventDefault(); // it goes off by itself in a moment
}

function solve() {
  const challenge = JSON.parse(form.dataset.work);
  const solver = new Worker(form.dataset.solver);
  const timer = setTimeout(() => { solver.terminate(); fail(); }, PATIENCE);
  solver.onerror = () => { clearTimeout(timer); fail(); };
  solver.onmessage = ({ data: solution }) => {
    clearTimeout(timer);
    if (!solution) return fail();
    form.elements.altcha.value = btoa(JSON.stringify({ challenge, solution }));
    form.removeEventListener("submit", wait);
    form.requestSubmit();
  };
  solver.postMessage(challenge.parameters);
}

if (form && window.Worker && window.crypto?.subtle) {
  status.hidden = false;
  document.querySelector("[data-work-none]").hidden = true;
  form.addEventListener("submit", wait);
  solve();
}
