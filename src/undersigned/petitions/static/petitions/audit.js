// Counts the whole public log where its reader sits: every entry, every hash, the signature.
(() => {
  "use strict";
  const place = document.getElementById("audit");
  if (!place) return;
  const find = (selector) => document.querySelector(selector);
  const { subtle, fromBase64, toBase64, same, node, hash, readNote, leafHash, WIDTH, TOGETHER, get, entries,
    isSigned, number } = globalThis.signatureLog;
  if (!subtle) {
    find("[data-cannot=crypto]").hidden = false;
    return;
  }
  place.hidden = false;

  // Each kind of entry with its lines, as the format has them.
  const [UUID, N, HASH] = ["([0-9a-f-]{36})", "(0|[1-9]\\d{0,14})", "([A-Za-z0-9+/]{43}=)"];
  const [DAY, REGION, WHY] = ["(\\d{4}-\\d\\d-\\d\\d)", "(-|[A-Z]{2}(?:-[A-Z0-9]{1,3})?)", "([a-z]+)"];
  const KINDS = {
    petition: { p: UUID, n: N, h: HASH },
    sign: { p: UUID, x: N, t: DAY, r: REGION, c: HASH },
    void: { i: N, w: WHY, t: DAY },
    restore: { i: N, w: WHY, t: DAY },
    erase: { i: N, t: DAY },
    paper: { p: UUID, x: N, t: DAY, r: REGION, n: N, c: HASH },
    tally: { p: UUID, z: N, n: N, h: HASH },
    audit: { p: UUID, z: N, h: HASH },
    close: { p: UUID, t: DAY },
  };
  const PATTERNS = Object.fromEntries(Object.entries(KINDS).map(([kind, lines]) => {
    const rest = Object.entries(lines).map(([letter, pattern]) => `${letter} ${pattern}\n`);
    return [kind, new RegExp(`^petition-log/v1 ${kind}\n${rest.join("")}$`)];
  }));
  const parse = (text) => {
    const kind = text.slice("petition-log/v1 ".length).split("\n", 1)[0];
    const found = Object.hasOwn(PATTERNS, kind) && PATTERNS[kind].exec(text);
    if (!found) throw new Error("format");
    return { kind, ...Object.fromEntries(Object.keys(KINDS[kind]).map((letter, at) => [letter, found[at + 1]])) };
  };

  // What the entries so far add up to; an entry that does not follow from those before it throws.
  const [OTHER, TEXT, COUNTS, REMOVED, REMOVAL] = [0, 1, 2, 3, 4];
  const book = (size) => {
    const [states, petitions] = [new Uint8Array(size), new Uint32Array(size)];
    const [figures, names, commitments, removals] = [[], new Map(), new Set(), new Map()];
    let next = 0;
    const must = (is) => {
      if (!is) throw new Error("rule");
    };
    const known = (uuid) => {
      must(names.has(uuid));
      return names.get(uuid);
    };
    const under = (leaf) => {
      const petition = known(leaf.p);
      must(Number(leaf.x) < next && states[leaf.x] === TEXT && petitions[leaf.x] === petition);
      must(!commitments.has(leaf.c));
      commitments.add(leaf.c);
      return petition;
    };
    const rules = {
      petition: (leaf) => {
        if (!names.has(leaf.p)) {
          names.set(leaf.p, figures.length);
          figures.push({ signed: 0, voided: 0, erased: 0, paper: 0, versions: 0 });
        }
        const petition = names.get(leaf.p);
        figures[petition].versions += 1;
        must(Number(leaf.n) === figures[petition].versions);
        return [petition, TEXT];
      },
      sign: (leaf) => {
        const petition = under(leaf);
        figures[petition].signed += 1;
        return [petition, COUNTS];
      },
      paper: (leaf) => {
        const petition = under(leaf);
        figures[petition].paper += Number(leaf.n);
        return [petition, OTHER];
      },
      void: (leaf) => {
        must(Number(leaf.i) < next && states[leaf.i] === COUNTS);
        states[leaf.i] = REMOVED;
        removals.set(next, Number(leaf.i));
        figures[petitions[leaf.i]].voided += 1;
        return [petitions[leaf.i], REMOVAL];
      },
      restore: (leaf) => {
        must(Number(leaf.i) < next && states[leaf.i] === REMOVAL);
        const signature = removals.get(Number(leaf.i));
        [states[leaf.i], states[signature]] = [OTHER, COUNTS];
        figures[petitions[signature]].voided -= 1;
        return [petitions[signature], OTHER];
      },
      erase: (leaf) => {
        must(Number(leaf.i) < next && [COUNTS, REMOVED].includes(states[leaf.i]));
        figures[petitions[leaf.i]].erased += 1;
        return [petitions[leaf.i], OTHER];
      },
    };
    return {
      add: (text) => {
        const leaf = parse(text);
        const rule = rules[leaf.kind] || (() => [known(leaf.p), OTHER]);
        [petitions[next], states[next]] = rule(leaf);
        next += 1;
      },
      of: (uuid) => {
        const it = figures[names.get(uuid)] || { signed: 0, voided: 0, erased: 0, paper: 0 };
        return { ...it, count: it.signed - it.voided + it.paper };
      },
    };
  };

  // The tree of RFC 9162 as it grows: the roots of its whole parts, from large to small.
  const tree = () => {
    const parts = [];
    const add = async (level, found) => {
      let part = { level, found };
      while (parts.length && parts.at(-1).level === part.level) {
        part = { level: part.level + 1, found: await node(parts.pop().found, part.found) };
      }
      parts.push(part);
    };
    const whole = async (hashes) => {
      let level = hashes;
      while (level.length > 1) {
        level = await Promise.all(
          Array.from({ length: level.length / 2 }, (_, at) => node(level[2 * at], level[2 * at + 1])),
        );
      }
      return level[0];
    };
    return {
      grow: async (hashes) => {
        if (hashes.length === WIDTH) return add(8, await whole(hashes));
        for (const found of hashes) await add(0, found);
        return undefined;
      },
      root: async () => {
        let found = null;
        for (const part of [...parts].reverse()) found = found ? await node(part.found, found) : part.found;
        return found || hash();
      },
    };
  };

  // The page.
  const [bar, start, stop] = [find("[data-reading]"), find("[data-start]"), find("[data-stop]")];
  let stopped = false;
  const value = (name, text) => {
    for (const one of document.querySelectorAll(`[data-value=${name}]`)) one.textContent = text;
  };
  const mark = (step, state) => {
    find(`[data-step=${step}]`).dataset.state = state;
    return state;
  };
  const outcome = (which) => {
    for (const one of document.querySelectorAll("[data-outcome]")) one.hidden = one.dataset.outcome !== which;
  };

  // What this browser saw of the log before; private windows and strict settings keep nothing.
  const remembered = (origin) => {
    try {
      return JSON.parse(localStorage.getItem(`log ${origin}`)) || null;
    } catch {
      return null;
    }
  };
  const remember = (origin, seen) => {
    try {
      localStorage.setItem(`log ${origin}`, JSON.stringify(seen));
    } catch {
      // The next count begins anew.
    }
  };

  const readCheckpoint = async () => {
    const note = readNote(new TextDecoder().decode(await get("checkpoint")));
    const [origin, size, root] = (note ? note.text : "").split("\n");
    if (!note || !/^(0|[1-9]\d{0,14})$/.test(size)) return null;
    const signed = await isSigned(note, place.dataset.key);
    const isOurs = place.dataset.key?.startsWith(`${origin}+`);
    return { origin, size: Number(size), root: fromBase64(root), signed: signed && !isOurs ? false : signed };
  };
  // Reads every entry in order; at each mark it keeps the root and this petition's figures.
  const walk = async (size, marks) => {
    const [grown, said, at] = [tree(), book(size), new Map()];
    const [bundles, asked] = [Math.ceil(size / WIDTH), []];
    const keep = async (index) => at.set(index, { root: await grown.root(), ...said.of(place.dataset.petition) });
    [bar.max, bar.value, bar.hidden] = [Math.max(bundles, 1), 0, false];
    if (marks.has(0)) await keep(0);
    for (let bundle = 0; bundle < bundles; bundle += 1) {
      while (asked.length < TOGETHER && bundle + asked.length < bundles) {
        const wanted = entries(bundle + asked.length, size);
        wanted.catch(() => undefined); // told where it is waited for
        asked.push(wanted);
      }
      const first = bundle * WIDTH;
      const texts = (await asked.shift()).slice(0, size - first);
      if (stopped) throw new Error("stopped");
      if (texts.length !== Math.min(WIDTH, size - first)) throw new Error("missing");
      const hashes = await Promise.all(texts.map(leafHash));
      const ends = [...marks].filter((one) => one > first && one < first + texts.length).sort((a, b) => a - b);
      let from = 0;
      for (const end of [...ends, first + texts.length].map((one) => one - first)) {
        for (let one = from; one < end; one += 1) {
          try {
            said.add(texts[one]);
          } catch {
            value("entry", number(first + one));
            return { wrong: true, at };
          }
        }
        await grown.grow(hashes.slice(from, end));
        if (marks.has(first + end)) await keep(first + end);
        from = end;
      }
      bar.value = bundle + 1;
    }
    return { wrong: false, at };
  };

  const shownCount = async () => {
    const answer = await fetch(place.dataset.count, { credentials: "omit", cache: "no-store" });
    if (!answer.ok) throw new Error("count");
    return answer.json();
  };
  const NAMES = ["count", "voided", "erased", "paper"];
  const checkCount = (shown, found) => {
    for (const name of [...NAMES, "signed"]) value(name, number(found[name]));
    value("shown", number(shown.count));
    const isSame = shown.petition === place.dataset.petition && NAMES.every((name) => shown[name] === found[name]);
    return mark("count", isSame ? "right" : "wrong");
  };
  const checkBefore = (seen, checkpoint, at) => {
    value("seen", seen ? new Date(seen.at).toLocaleDateString(document.documentElement.lang || undefined) : "");
    find("[data-first]").hidden = Boolean(seen);
    find("[data-again]").hidden = !seen;
    if (!seen) return mark("before", "right");
    return mark("before", seen.size <= checkpoint.size && toBase64(at.get(seen.size).root) === seen.root ? "right" : "wrong");
  };
  const check = async () => {
    const [shown, checkpoint] = [await shownCount(), await readCheckpoint()];
    if (!checkpoint) return mark("signature", "wrong");
    value("size", number(checkpoint.size));
    const states = [mark("signature", { true: "right", false: "wrong" }[checkpoint.signed] || "unsure")];
    if (states[0] === "wrong") return "wrong";
    const seen = remembered(checkpoint.origin);
    const marks = new Set([shown.size, checkpoint.size, ...(seen ? [seen.size] : [])]);
    const { wrong, at } = await walk(checkpoint.size, marks);
    states.push(mark("entries", wrong ? "wrong" : "right"));
    if (wrong) return "wrong";
    const whole = at.get(checkpoint.size);
    states.push(mark("root", same(whole.root, checkpoint.root) ? "right" : "wrong"));
    states.push(at.has(shown.size) ? checkCount(shown, at.get(shown.size)) : mark("count", "wrong"));
    states.push(checkBefore(seen, checkpoint, at));
    const end = ["wrong", "unsure"].find((state) => states.includes(state)) || "right";
    if (end === "right") {
      remember(checkpoint.origin, { size: checkpoint.size, root: toBase64(checkpoint.root), at: Date.now() });
    }
    return end;
  };

  start.addEventListener("click", async () => {
    stopped = false;
    for (const step of document.querySelectorAll("[data-step]")) delete step.dataset.state;
    find("[data-steps]").hidden = false;
    outcome("");
    [start.disabled, stop.hidden] = [true, false];
    const end = await check().catch(() => (stopped ? "stopped" : mark("entries", "unsure")));
    [start.disabled, stop.hidden, bar.hidden] = [false, true, true];
    outcome(end);
    find(`[data-outcome=${end}]`).scrollIntoView({ block: "nearest" });
  });
  stop.addEventListener("click", () => {
    stopped = true;
  });
})();
