"""Numbers by state: the map of the United States, and tiles where small states count."""

import json
import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.lib.charts.frame import Words, figure, names, nothing, written

_CLASSES = 4
_GRID = (
    "AK .. .. .. .. .. .. .. .. .. ME",
    ".. .. .. .. .. WI .. .. .. VT NH",
    "WA ID MT ND MN IL MI .. NY MA ..",
    "OR NV WY SD IA IN OH PA NJ CT RI",
    "CA UT CO NE MO KY WV VA MD DE ..",
    ".. AZ NM KS AR TN NC SC DC .. ..",
    ".. .. .. OK LA MS AL GA .. .. ..",
    "HI .. .. TX .. .. .. .. FL .. ..",
)
TILES = {
    code: (column, row)
    for row, codes in enumerate(_GRID)
    for column, code in enumerate(codes.split())
    if code != ".."
}


def us_map(
    values: Mapping[str, float],
    words: Words,
    *,
    state_names: Mapping[str, object],
    without: int = 0,
) -> SafeString:
    """The states coloured by value. `without` says how many lie in no state that we know."""
    shapes = format_html_join(
        "",
        '<path class="q{}" d="{}"><title>{}: {}</title></path>',
        (
            (_class(values.get(code, 0), breaks(values)), path, state_names.get(code, code),
             written(values.get(code, 0)))
            for code, path in _paths().items()
        ),
    )  # fmt: skip
    return _drawn(
        values, words, state_names, without, view="20 0 920 520", css="usmap", shapes=shapes
    )


def us_tiles(
    values: Mapping[str, float],
    words: Words,
    *,
    state_names: Mapping[str, object],
    without: int = 0,
) -> SafeString:
    """The states as equal tiles with their letters."""
    limits = breaks(values)
    shapes = format_html_join(
        "",
        '<g class="t{}"><rect class="q{}" x="{}" y="{}" width="30" height="30" rx="3"/>'
        '<text x="{}" y="{}">{}</text><title>{}: {}</title></g>',
        (
            (kind, kind, 32 * column + 1, 32 * row + 1, 32 * column + 16, 32 * row + 20.5, code,
             state_names.get(code, code), written(values.get(code, 0)))
            for code, (column, row) in TILES.items()
            for kind in [_class(values.get(code, 0), limits)]
        ),
    )  # fmt: skip
    return _drawn(
        values, words, state_names, without, view="0 0 352 256", css="ustiles", shapes=shapes
    )


def breaks(values: Mapping[str, float]) -> list[float]:
    """Upper ends of the classes: round numbers that put about as many states into each."""
    filled = sorted(value for code, value in values.items() if value > 0 and code in TILES)
    if not filled:
        return []
    ends = [
        filled[min(len(filled) - 1, len(filled) * part // _CLASSES)]
        for part in range(1, _CLASSES)
    ]
    return sorted({_rounded(end) for end in ends if _rounded(end) < filled[-1]} | {filled[-1]})


def _rounded(value: float) -> float:
    """Two leading digits, upwards, the second 0 or 5: 137 is 150, 1,240 is 1,500, 7 is 7."""
    if value < 10:  # noqa: PLR2004  one digit
        return math.ceil(value)
    size: float = 10 ** math.floor(math.log10(value)) / 2
    return math.ceil(value / size) * size


def _class(value: float, limits: Sequence[float]) -> int:
    """0 for none, then 1 to 4; the highest class is always the darkest."""
    if value <= 0:
        return 0
    place = next(number for number, end in enumerate(limits) if value <= end)
    return place + 1 + _CLASSES - len(limits)


def _drawn(
    values: Mapping[str, float],
    words: Words,
    state_names: Mapping[str, object],
    without: int,
    *,
    view: str,
    css: str,
    shapes: SafeString,
) -> SafeString:
    ordered = sorted(
        ((value, str(state_names.get(code, code))) for code, value in values.items() if value),
        key=lambda pair: (-pair[0], pair[1]),
    )
    rows: list[tuple[str, float]] = [(name, value) for value, name in ordered]
    if without:
        rows.append((_("Without a state"), without))
    if not rows:
        return nothing(words)
    first = ", ".join(f"{name} {written(value)}" for name, value in rows[:3])
    label, marks = names(words, _("Most: %(states)s.") % {"states": first}, shapes)
    drawing = format_html(
        '<svg class="{}" viewBox="{}" {}>{}{}</svg>{}{}',
        css, view, label, marks, shapes, _legend(breaks(values)), _without(without),
    )  # fmt: skip
    return figure(words, drawing, rows)


def _legend(limits: Sequence[float]) -> SafeString:
    starts = [1.0, *(math.floor(end) + 1 for end in limits[:-1])]
    spans = [
        written(end) if start >= end else f"{written(start)}\N{EN DASH}{written(end)}"
        for start, end in zip(starts, limits, strict=False)
    ]
    first = _CLASSES - len(limits) + 1
    items = [(0, _("none")), *((first + place, span) for place, span in enumerate(spans))]
    return format_html(
        '<ul class="legend">{}</ul>',
        format_html_join(
            "",
            '<li><svg width="14" height="14" aria-hidden="true"><rect class="q{}" width="14"'
            ' height="14" rx="3"/></svg>{}</li>',
            items,
        ),
    )


def _without(count: int) -> SafeString:
    if not count:
        return mark_safe("")
    words = ngettext(
        "%(count)s is without a state: another country, or no ZIP code.",
        "%(count)s are without a state: other countries, or no ZIP code.",
        count,
    )
    return format_html('<p class="chart-note">{}</p>', words % {"count": written(count)})


@cache
def _paths() -> dict[str, str]:
    """Outlines of the states; tools/state_shapes.py says where they come from."""
    text = (Path(__file__).parent / "us_states.json").read_text(encoding="ascii")
    paths: dict[str, str] = json.loads(text)["paths"]
    return paths
