// What both checks of the public log need: bytes and hashes, its files, its signatures.
globalThis.signatureLog = (() => {
  "use strict";
  const subtle = globalThis.crypto && globalThis.crypto.subtle;

  // Bytes.
  const utf8 = (text) => new TextEncoder().encode(text);
  const join = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  };
  const hash = async (...parts) =>
    new Uint8Array(await subtle.digest("SHA-256", join(...parts)));
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const node = (left, right) => hash(Uint8Array.of(1), left, right);
  const purpose = (word) => utf8(`petition-log/v1 ${word}\n`);

  // A signed note (C2SP signed-note).
  const readNote = (text) => {
    const end = text.lastIndexOf("\n\n");
    if (end < 0) return null;
    const signatures = text.slice(end + 2).split("\n").filter(Boolean).map((line) => {
      const found = /^— (\S+) ([A-Za-z0-9+/=]+)$/.exec(line);
      return found && { name: found[1], blob: fromBase64(found[2]) };
    });
    return signatures.every(Boolean) ? { text: text.slice(0, end + 1), signatures } : null;
  };

  const leafHash = (text) => hash(Uint8Array.of(0), utf8(text));
  const readLeaf = (text) => {
    const [kind, ...lines] = text.split("\n").slice(0, -1);
    const leaf = Object.fromEntries(lines.map((line) => [line[0], line.slice(2)]));
    return { kind: kind.replace("petition-log/v1 ", ""), ...leaf };
  };

  // The public files.
  const WIDTH = 256;
  const TOGETHER = 8; // bundles on their way at once
  const numbered = (number) => {
    const parts = [String(number % 1000).padStart(3, "0")];
    for (let rest = Math.floor(number / 1000); rest; rest = Math.floor(rest / 1000)) {
      parts.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
    }
    return parts.join("/");
  };
  const get = async (path) => {
    const answer = await fetch(`/log/${path}`, { credentials: "omit" });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  };
  const tile = async (kind, number, width) => {
    const whole = `tile/${kind}/${numbered(number)}`;
    if (width >= WIDTH) return get(whole);
    return get(`${whole}.p/${width}`).catch(() => get(whole));
  };
  const entries = async (number, size) => {
    const bundle = await tile("entries", number, size - number * WIDTH);
    const found = [];
    for (let at = 0; at + 2 <= bundle.length;) {
      const end = at + 2 + bundle[at] * 256 + bundle[at + 1];
      found.push(new TextDecoder().decode(bundle.slice(at + 2, end)));
      at = end;
    }
    return found;
  };

  // true, false, or null where this browser cannot say.
  const isSigned = async (note, vkey) => {
    const [name, id, encoded] = /^(\S+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey || "")?.slice(1) || [];
    if (!name) return false;
    const key = fromBase64(encoded);
    const named = (await hash(utf8(`${name}\n`), key)).slice(0, 4);
    const hex = Array.from(named, (byte) => byte.toString(16).padStart(2, "0")).join("");
    const lines = note.signatures.filter(
      (line) => line.name === name && same(line.blob.slice(0, 4), named),
    );
    if (hex !== id || key[0] !== 1 || lines.length !== 1) return false;
    let imported;
    try {
      imported = await subtle.importKey("raw", key.slice(1), { name: "Ed25519" }, false, ["verify"]);
    } catch {
      return null;
    }
    return subtle.verify({ name: "Ed25519" }, imported, lines[0].blob.slice(4), utf8(note.text));
  };

  const number = (n) => new Intl.NumberFormat(document.documentElement.lang || undefined).format(n);

  return {
    subtle, utf8, join, hash, fromBase64, toBase64, same, node, purpose, readNote, leafHash, readLeaf,
    WIDTH, TOGETHER, get, tile, entries, isSigned, number,
  };
})();
