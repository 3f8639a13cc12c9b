"""The colours of a chart that stands by itself, on light and on dark paper.

In a page charts.css has the same names.
"""

STYLE = """
.ev-chart{font-family:Figtree,system-ui,-apple-system,"Segoe UI",sans-serif;
--ink:#1b2326;--soft:#566166;--grid:#e1e5e6;--half:#9aa5a9;--paper:#fff;--c1:#0b6b6b;--c2:#b4531a}
.ev-back{fill:var(--paper)}
.ev-title{fill:var(--ink);font-weight:700}
.ev-note{fill:var(--soft)}
.ev-tick{fill:var(--soft);font-size:12.5px;font-variant-numeric:tabular-nums}
.ev-foot{fill:var(--soft);font-size:12.5px}
.ev-right{text-anchor:end}.ev-middle{text-anchor:middle}
.ev-grid{stroke:var(--grid);stroke-width:1}.ev-half{stroke:var(--half)}
.ev-1{--c:var(--c1)}.ev-2{--c:var(--c2)}
.ev-band{fill:var(--c);opacity:.19}.ev-fade{opacity:.1}
.ev-next{fill:none;stroke:var(--c);stroke-width:1;stroke-dasharray:3 4;opacity:.65}
.ev-dot{fill:var(--c);opacity:.42}
.ev-many{opacity:.2}
.ev-hollow{fill:var(--paper);fill-opacity:.6;stroke:var(--c);stroke-width:1.2;opacity:.75}
.ev-halo{fill:none;stroke:var(--paper);stroke-width:4;stroke-linejoin:round;opacity:.55}
.ev-line{fill:none;stroke:var(--c);stroke-width:2.5;stroke-linejoin:round;stroke-linecap:round}
.ev-after{stroke-dasharray:1 5;opacity:.7}
.ev-ring{fill:none;stroke:var(--ink);stroke-width:2}
.ev-beside{fill:none;stroke:var(--ink);stroke-width:1.4;stroke-dasharray:1.5 3}
.ev-end{fill:var(--c);font-size:14px;font-weight:700}
@media (prefers-color-scheme:dark){.ev-chart{--ink:#e8edee;--soft:#a3afb3;--grid:#2c3639;
--half:#66747a;--paper:#12181a;--c1:#55c4bf;--c2:#f09a5f}.ev-band{opacity:.2}.ev-fade{opacity:.11}}
""".strip()
