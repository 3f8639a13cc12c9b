// Solves ALTCHA's challenge (version 2, PBKDF2) beside the page: which counter gives a key that
// begins as the challenge says? Answers {counter, derivedKey, time}, or null where
// the browser cannot.
const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
const hex = (found) => Array.from(found, (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive(parameters, nonce, salt, counter) {
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  new DataView(password.buffer).setUint32(nonce.length, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const hash = parameters.algorithm.split("/")[1];
  const asked = { name: "PBKDF2", hash, salt, iterations: parameters.cost };
  return hex(new Uint8Array(await crypto.subtle.deriveBits(asked, key, 8 * parameters.keyLength)));
}

async function solve(parameters) {
  const started = performance.now();
  const nonce = bytes(parameters.nonce);
  const salt = bytes(parameters.salt);
  for (let counter = 0; ; counter++) {
    const derivedKey = await derive(parameters, nonce, salt, counter);
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      return { counter, derivedKey, time: Math.round(performance.now() - started) };
    }
  }
}

onmessage = ({ data: parameters }) => solve(parameters).then(postMessage, () => postMessage(null));
