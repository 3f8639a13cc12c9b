// Checks a receipt where its owner sits: what is typed here is sent nowhere. The log's files,
// which are public, are fetched as everybody fetches them.
(() => {
  "use strict";
  const form = document.getElementById("check");
  if (!form) return;
  const find = (selector) => document.querySelector(selector);
  const {
    subtle, utf8, hash, fromBase64, toBase64, same, node, purpose, readNote, leafHash, readLeaf,
    WIDTH, TOGETHER, get, tile, entries, isSigned, number,
  } = globalThis.signatureLog;
  if (!subtle) {
    find("[data-cannot=crypto]").hidden = false;
    return;
  }
  form.hidden = false;

  // Files: a receipt, a signed note, a link's fragment.
  const RECEIPT =
    /^c2sp\.org\/tlog-proof@v1\n(?:extra ([A-Za-z0-9+/=]+)\n)?index (0|[1-9]\d{0,14})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n([^]+)$/;
  const readReceipt = (text) => {
    const found = RECEIPT.exec(`${text.replaceAll("\r", "").trim()}\n`);
    if (!found) return null;
    const secrets = fromBase64(found[1] || "");
    const note = readNote(found[4]);
    if (secrets.length !== 96 || !note) return null;
    const lines = note.text.split("\n");
    if (lines.length !== 4 || !/^(0|[1-9]\d{0,14})$/.test(lines[1])) return null;
    return {
      index: Number(found[2]),
      path: found[3].split("\n").filter(Boolean).map(fromBase64),
      s1: secrets.slice(0, 32),
      s2: secrets.slice(32, 64),
      tag: secrets.slice(64),
      note,
      origin: lines[0],
      size: Number(lines[1]),
      root: fromBase64(lines[2]),
    };
  };
  const readFragment = (text) => {
    try {
      const encoded = text.trim().split("#").pop().replaceAll("-", "+").replaceAll("_", "/");
      const bytes = fromBase64(encoded);
      const opening = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
      return opening && typeof opening.name === "string" ? opening : null;
    } catch {
      return null;
    }
  };

  // Hashes of the format.
  // White space as the log's own code knows it: JavaScript's \s is another set.
  const SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;
  const tidy = (text) => text.normalize("NFC").split(SPACE).filter(Boolean).join(" ");
  const commitment = async (receipt, person) => {
    const who = utf8(`${person.email}\n${person.name}\n${person.locality}\n`);
    const identity = await hash(purpose("id"), receipt.s2, who);
    return hash(purpose("commit"), receipt.s1, receipt.tag, identity);
  };
  const signLeaf = (leaf) =>
    `petition-log/v1 sign\np ${leaf.p}\nx ${leaf.x}\nt ${leaf.t}\nr ${leaf.r}\nc ${leaf.c}\n`;
  // The addresses under which the format may have kept what was typed.
  const addresses = (typed) => {
    const plain = tidy(typed).toLowerCase();
    const [local, domain] = [plain.slice(0, plain.lastIndexOf("@")), plain.split("@").pop()];
    const short = local.split("+")[0];
    return [...new Set([
      plain, `${short}@${domain}`, `${short.replaceAll(".", "")}@${domain}`,
      `${short.replaceAll(".", "")}@gmail.com`,
    ])];
  };

  // RFC 9162: from a leaf to the root.
  const inclusionRoot = async (index, size, leaf, path) => {
    // Higher places lead the same way up: a removed entry must not pass under another number.
    if (index >= size) return null;
    let [at, last, found] = [index, size - 1, leaf];
    for (const step of path) {
      if (last <= 0) return null;
      if (at % 2 || at === last) {
        found = await node(step, found);
        while (at % 2 === 0 && at) [at, last] = [at / 2, Math.floor(last / 2)];
      } else {
        found = await node(found, step);
      }
      [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    }
    return last ? null : found;
  };

  const entry = async (index, size) =>
    (await entries(Math.floor(index / WIDTH), size))[index % WIDTH];
  // The root over the leaves start…end of the tree of `size`, from its tiles.
  const rangeRoot = async (start, end, size) => {
    let span = 1;
    while (span * 2 <= end - start) span *= 2;
    if (span < end - start) {
      return node(await rangeRoot(start, start + span, size), await rangeRoot(start + span, end, size));
    }
    let [level, inner] = [0, span];
    while (inner >= WIDTH) [level, inner] = [level + 1, inner / WIDTH];
    const first = (start / span) * inner;
    const number = Math.floor(first / WIDTH);
    const all = await tile(level, number, Math.floor(size / WIDTH ** level) - number * WIDTH);
    let hashes = [];
    for (let at = 0; at < inner; at += 1) {
      const from = (first - number * WIDTH + at) * 32;
      hashes.push(all.slice(from, from + 32));
    }
    while (hashes.length > 1) {
      hashes = await Promise.all(
        Array.from({ length: hashes.length / 2 }, (_, at) => node(hashes[2 * at], hashes[2 * at + 1])),
      );
    }
    return hashes[0];
  };
  // The root of the tree as it comes out with this leaf at its place.
  const rootWith = async (index, leaf, start, end, size) => {
    if (end - start === 1) return leaf;
    let span = 1;
    while (span * 2 < end - start) span *= 2;
    const middle = start + span;
    return index < middle
      ? node(await rootWith(index, leaf, start, middle, size), await rangeRoot(middle, end, size))
      : node(await rangeRoot(start, middle, size), await rootWith(index, leaf, middle, end, size));
  };

  // The page.
  const value = (name, text) => {
    for (const place of document.querySelectorAll(`[data-value=${name}]`)) place.textContent = text;
  };
  const mark = (step, state) => {
    find(`[data-step=${step}]`).dataset.state = state;
    return state === "right";
  };
  const outcome = (which) => {
    for (const place of document.querySelectorAll("[data-outcome]")) {
      place.hidden = place.dataset.outcome !== which;
    }
  };

  let opening = null; // what the link said, beside the receipt
  const take = (text) => {
    const found = readFragment(text);
    if (!found) return false;
    opening = found;
    for (const id of ["name", "email", "locality"]) {
      document.getElementById(id).value = typeof found[id] === "string" ? found[id] : "";
    }
    document.getElementById("receipt").value = found.proof || "";
    find("[data-filled]").hidden = false;
    return true;
  };

  const words = (leaf) =>
    [...document.querySelectorAll("[data-texts] > div")].find((text) => text.dataset.leaf === leaf.x);
  const checkText = async (receipt, leaf) => {
    const text = words(leaf);
    if (!text) return mark("text", "wrong");
    const digest = toBase64(await hash(purpose("text"), utf8(text.dataset.words)));
    const data = `petition-log/v1 petition\np ${leaf.p}\nn ${text.dataset.number}\nh ${digest}\n`;
    try {
      const root = await rootWith(Number(leaf.x), await leafHash(data), 0, receipt.size, receipt.size);
      const shown = find("[data-step=text] pre");
      shown.hidden = false;
      shown.textContent = text.dataset.words;
      return mark("text", same(root, receipt.root) ? "right" : "wrong");
    } catch {
      return mark("text", "unsure");
    }
  };
  // The entry that removes it, and was not taken back: all bundles from its own to the last.
  const removal = async (receipt, size) => {
    const first = Math.floor(receipt.index / WIDTH);
    const bar = find("[data-reading]");
    const [removals, restored] = [[], new Set()];
    let next = first;
    bar.max = Math.ceil(size / WIDTH) - first;
    bar.value = 0;
    bar.hidden = false;
    const read = async () => {
      while (next * WIDTH < size) {
        const at = next;
        next += 1;
        (await entries(at, size)).map(readLeaf).forEach((leaf, offset) => {
          if (leaf.kind === "void" && leaf.i === String(receipt.index)) {
            removals.push({ at: String(at * WIDTH + offset), why: leaf.w });
          }
          if (leaf.kind === "restore") restored.add(leaf.i);
        });
        bar.value += 1;
      }
    };
    try {
      await Promise.all(Array.from({ length: TOGETHER }, read));
    } finally {
      bar.hidden = true;
    }
    return removals.find((one) => !restored.has(one.at));
  };
  const checkRemoval = async (receipt) => {
    let [size, removed] = [receipt.size, undefined];
    try {
      const note = readNote(new TextDecoder().decode(await get("checkpoint")));
      const newest = Number(note.text.split("\n")[1]);
      if (newest < size || (await isSigned(note, form.dataset.key)) === false) throw new Error("log");
      size = newest;
      removed = await removal(receipt, size);
    } catch {
      return mark("removal", "unsure");
    }
    value("newest", number(size));
    value("reason", removed ? removed.why : "");
    return mark("removal", removed ? "wrong" : "right");
  };
  // The leaf, if it is made of what was typed: as the link says it, or as the log has it.
  const leafOf = async (receipt) => {
    const person = { name: tidy(form.name.value), locality: tidy(form.locality.value) };
    const said = opening ? opening.email : null;
    const typed = form.email.value;
    const known = opening && opening.entry;
    const leaf = readLeaf(known || (await entry(receipt.index, receipt.size)));
    for (const email of said === typed ? [typed] : addresses(typed)) {
      if (leaf.c !== toBase64(await commitment(receipt, { ...person, email }))) continue;
      const own = await leafHash(signLeaf(leaf));
      return { leaf, reached: await inclusionRoot(receipt.index, receipt.size, own, receipt.path) };
    }
    return null;
  };
  const checkPromise = async () => {
    const note = opening && opening.promise ? readNote(opening.promise) : null;
    if (!note || !(await isSigned(note, form.dataset.promiseKey))) return false;
    value("before", new Date(note.text.split("\n")[2].replace("before ", "")).toLocaleString());
    return true;
  };
  const check = async () => {
    const receipt = readReceipt(form.receipt.value);
    if (!receipt) {
      if (!form.receipt.value.trim() && (await checkPromise())) return "promised";
      return mark("receipt", "wrong") || "wrong";
    }
    value("index", number(receipt.index));
    value("size", number(receipt.size));
    mark("receipt", "right");
    let made;
    try {
      made = await leafOf(receipt);
    } catch {
      return mark("person", "unsure") || "unsure";
    }
    if (!made) return mark("person", "wrong") || "wrong";
    mark("person", "right");
    value("day", made.leaf.t);
    const steps = [
      mark("petition", made.leaf.p === form.dataset.petition ? "right" : "wrong"),
      mark("path", made.reached && same(made.reached, receipt.root) ? "right" : "wrong"),
    ];
    const signed = await isSigned(receipt.note, form.dataset.key);
    const isOurs = form.dataset.key?.startsWith(`${receipt.origin}+`);
    steps.push(mark("signature", signed === null ? "unsure" : signed && isOurs ? "right" : "wrong"));
    if (steps[0] && steps[1]) {
      steps.push(await checkText(receipt, made.leaf), await checkRemoval(receipt));
    }
    if (steps.every(Boolean)) return "right";
    return find('[data-step][data-state="wrong"]') ? "wrong" : "unsure";
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.receipt.value.includes("#")) take(form.receipt.value);
    find("[data-steps]").hidden = false;
    for (const step of document.querySelectorAll("[data-step]")) delete step.dataset.state;
    find("[data-step=text] pre").hidden = true;
    outcome("");
    const button = form.querySelector("button");
    button.disabled = true;
    const end = await check().catch(() => mark("receipt", "wrong") || "wrong");
    button.disabled = false;
    find("[data-steps]").hidden = end === "promised";
    outcome(end);
    find(`[data-outcome=${end}]`).scrollIntoView({ block: "nearest" });
  });
  form.querySelector("[type=file]").addEventListener("change", async (event) => {
    const file = event.target.files[0];
    if (!file || file.size > 65536) return;
    form.receipt.value = await file.text();
    if (opening && opening.proof !== form.receipt.value) opening = { ...opening, entry: "" };
  });
  if (location.hash.length > 1) take(location.hash);
  // A second link opened in the same tab changes the fragment alone.
  addEventListener("hashchange", () => {
    if (!take(location.hash)) return;
    find("[data-steps]").hidden = true;
    outcome("");
  });
})();
