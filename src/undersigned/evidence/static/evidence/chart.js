// Reads values off a chart by pointer or keys; without it the chart and its table say it all.
(() => {
  const space = "http://www.w3.org/2000/svg";

  const nearest = (rows, x) =>
    rows.reduce((best, row, place) => (Math.abs(row[0] - x) < Math.abs(rows[best][0] - x) ? place : best), 0);

  const make = (svg, name, values) => {
    const mark = document.createElementNS(space, name);
    for (const [key, value] of Object.entries(values)) mark.setAttribute(key, value);
    mark.setAttribute("visibility", "hidden");
    svg.append(mark);
    return mark;
  };

  const prepare = (figure, svg, output) => {
    const { days, polls, edges } = JSON.parse(svg.dataset.readout);
    const hair = make(svg, "line", { class: "ev-hair", y1: edges[0], y2: edges[1] });
    const ring = make(svg, "circle", { class: "ev-ring", r: 9 });
    let at = { rows: days.length ? days : polls, place: -1 };

    const show = (rows, place) => {
      const row = rows[place];
      if (!row) return;
      at = { rows, place };
      hair.setAttribute("x1", row[0]);
      hair.setAttribute("x2", row[0]);
      hair.setAttribute("visibility", "visible");
      ring.setAttribute("visibility", rows === polls ? "visible" : "hidden");
      if (rows === polls) {
        ring.setAttribute("cx", row[0]);
        ring.setAttribute("cy", row[3]);
      }
      output.textContent = `${row[1]}: ${row[2].join(" · ")}`;
    };
    const hide = () => {
      hair.setAttribute("visibility", "hidden");
      ring.setAttribute("visibility", "hidden");
    };
    const place = (event) => {
      const box = svg.getBoundingClientRect();
      const scale = svg.viewBox.baseVal.width / box.width;
      return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    };

    svg.addEventListener("pointermove", (event) => {
      const [x, y] = place(event);
      const close = nearest(polls, x);
      const poll = polls.findIndex((row) => Math.hypot(row[0] - x, row[3] - y) < 9);
      if (poll >= 0) show(polls, poll);
      else if (days.length) show(days, nearest(days, x));
      else show(polls, close);
    });
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", (event) => {
      const steps = { ArrowRight: 1, ArrowLeft: -1, PageUp: -10, PageDown: 10 };
      let { rows, place: now } = at;
      if (event.key === "p" || event.key === "d") {
        const x = now < 0 ? Infinity : rows[now][0];
        rows = event.key === "p" || !days.length ? polls : days;
        now = x === Infinity ? rows.length - 1 : nearest(rows, x);
      } else if (event.key in steps) {
        now = now < 0 ? rows.length - 1 : now + steps[event.key];
      } else if (event.key === "Home") now = 0;
      else if (event.key === "End") now = rows.length - 1;
      else return;
      event.preventDefault();
      show(rows, Math.max(0, Math.min(rows.length - 1, now)));
    });
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("aria-describedby", output.id);
  };

  document.querySelectorAll(".ev-figure").forEach((figure, number) => {
    const output = figure.querySelector(".ev-readout");
    if (!output) return;
    output.id = `readout-${number}`;
    output.hidden = false;
    output.textContent = output.dataset.hint;
    for (const svg of figure.querySelectorAll("svg[data-readout]")) prepare(figure, svg, output);
  });
})();
