"""Draws an average: every poll a dot, a line with its bands, the band of the next poll."""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from undersigned.evidence.chart import keys, picture
from undersigned.evidence.chart.picture import Dot, Line, Numbers, Picture, written
from undersigned.evidence.chart.scales import (
    Scale,
    apart,
    date_ticks,
    share_ticks,
    text_width,
    wrap,
)
from undersigned.evidence.chart.style import STYLE

NARROW = 560  # pixels: under it a phone, with labels over the lines' ends
_NAMED_DOTS = 300
_GAP = 17.0  # between two labels at the ends of lines
_LEFT = 46.0
_NAME_LINES = 3  # of an answer's name at the end of its line


@dataclass(frozen=True, kw_only=True)
class _Frame:
    across: Scale
    up: Scale
    width: float
    bottom: float
    narrow: bool


def render(shown: Picture, *, width: int = 960, bare: bool = False) -> str:
    """An SVG. A bare one stands in a page, which says the words and brings the colours."""
    head = [] if bare else _head(shown, width)
    top = 16 + sum(size * 1.3 for _text, size, _look in head) + 14
    frame = _frame(shown, width=width, top=top)
    foot, height = ([], frame.bottom + 30) if bare else _foot(shown, frame)
    parts = [
        *_title(head),
        *_grid(frame),
        *(part for n in _backwards(shown) for part in _bands(shown, n, frame)),
        *(part for n in _backwards(shown) for part in _dots(shown, n, frame)),
        *(part for n in _backwards(shown) for part in _line(shown, n, frame)),
        *_beside(shown, frame),
        *_rings(shown, frame),
        *_ends(shown, frame),
        *foot,
    ]
    dress = (
        "" if bare else f"<style>{STYLE}</style>"
        f'<rect class="ev-back" width="{width}" height="{height:.0f}"/>'
    )  # fmt: skip
    readout = f' data-readout="{escape(_readout(shown, frame))}"' if bare else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ev-chart" role="img" '
        f'width="{width}" height="{height:.0f}" viewBox="0 0 {width} {height:.0f}"{readout}>'
        f"<title>{escape(shown.heading)}</title><desc>{escape(picture.describe(shown))}</desc>"
        f"{dress}{''.join(parts)}</svg>"
    )


def _backwards(shown: Picture) -> range:
    """The first line is drawn last: it lies on top."""
    return range(len(shown.lines) - 1, -1, -1)


def _head(shown: Picture, width: int) -> list[tuple[str, float, str]]:
    """Title, then population, wording, polls and pollsters, and the last poll's day."""
    size, note = (17.0 if width < NARROW else 21.0), 13.5
    room = width - 32
    said = [
        (line, size, "ev-title") for line in wrap(shown.heading, room, size=size, bold=True)
    ]
    facts_line = " · ".join(picture.facts(shown))
    said += [(line, note, "ev-note") for line in wrap(facts_line, room, size=note)]
    if asked := picture.asked(shown):
        broken = wrap(asked, room, size=note)
        more = " …" if len(broken) > 2 else ""  # noqa: PLR2004  two lines of it
        said += [(line, note, "ev-note") for line in broken[:1]]
        said += [(line + more, note, "ev-note") for line in broken[1:2]]
    return said


def _title(head: Sequence[tuple[str, float, str]]) -> Iterator[str]:
    down = 16.0
    for text, size, look in head:
        down += size * 1.3
        yield (
            f'<text class="{look}" x="16" y="{down - 4:.0f}" font-size="{size:g}">'
            f"{escape(text)}</text>"
        )


def _frame(shown: Picture, *, width: int, top: float) -> _Frame:
    narrow = width < NARROW
    ticks = share_ticks(*_span(shown), most=6 if narrow else 8)
    first, last = min(dot.day for dot in shown.dots), float(shown.days[-1])
    room = max(0.6, 0.015 * (last - first))
    label = max(len(row) for line in shown.lines for row in _name(line, narrow=narrow))
    right = max(96.0, 9 * label + 14) if narrow else max(120.0, 9 * (label + 5) + 14)
    bottom = top + (250 if narrow else 330)
    return _Frame(
        across=Scale(first - room, last + room / 2, _LEFT, width - right),
        up=Scale(ticks[0], ticks[-1], bottom, top), width=width, bottom=bottom, narrow=narrow,
    )  # fmt: skip


def _span(shown: Picture) -> tuple[float, float]:
    """All dots and bands, with a little air."""
    found = [share for dot in shown.dots for share in dot.shares]
    for line in shown.lines:
        found += [min(line.low95), max(line.high95)]
    if shown.has_line:
        found += [min(shown.next_low), max(shown.next_high)]
    return max(0.0, min(found) - 1), min(100.0, max(found) + 1)


def _grid(frame: _Frame) -> Iterator[str]:
    left, right = frame.across.start, frame.across.end
    ticks = share_ticks(frame.up.low, frame.up.high, most=6 if frame.narrow else 8)
    for tick in ticks:
        y, half = frame.up(tick), " ev-half" if tick == 50 else ""  # noqa: PLR2004  majority
        sign = " %" if tick == ticks[-1] else ""
        yield (
            f'<line class="ev-grid{half}" x1="{left:.0f}" x2="{right:.0f}" y1="{y:.1f}" '
            f'y2="{y:.1f}"/><text class="ev-tick ev-right" x="{left - 8:.0f}" '
            f'y="{y + 4:.1f}">{tick:g}{sign}</text>'
        )
    first = date.fromordinal(math.ceil(frame.across.low))
    last = date.fromordinal(math.floor(frame.across.high))
    bottom = frame.up.start
    free = 0.0  # from here on a label touches none
    for day, label in date_ticks(first, last, most=4 if frame.narrow else 9):
        x, reach = frame.across(day.toordinal()), text_width(label, size=12.5) / 2
        words = label if x - reach >= free else ""
        free = x + reach + 4 if words else free
        yield (
            f'<line class="ev-grid" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom:.0f}" '
            f'y2="{bottom + 5:.0f}"/><text class="ev-tick ev-middle" x="{x:.1f}" '
            f'y="{bottom + 20:.0f}">{escape(words)}</text>'
        )


def last_place(shown: Picture) -> int:
    """The place of the day from which on there are no polls."""
    after = next((n for n, day in enumerate(shown.days) if day >= shown.last_day), 0)
    return min(max(after, 1), len(shown.days) - 1)


def _trace(days: Numbers, shares: Numbers, frame: _Frame) -> str:
    low, high = frame.up.low, frame.up.high
    return " ".join(
        f"{frame.across(day):.1f},{frame.up(min(max(share, low), high)):.1f}"
        for day, share in zip(days, shares, strict=True)
    )


def _area(days: Numbers, low: Numbers, high: Numbers, frame: _Frame) -> str:
    return f"M{_trace(days, high, frame)}L{_trace(days[::-1], low[::-1], frame)}z"


def _bands(shown: Picture, n: int, frame: _Frame) -> Iterator[str]:
    """Full up to the last poll, and paler from there."""
    line, color, days = shown.lines[n], f"ev-{n + 1}", shown.days
    if n == 0 and shown.has_line:
        for edge in (shown.next_low, shown.next_high):
            yield f'<path class="ev-next {color}" d="M{_trace(days, edge, frame)}"/>'
    bands = [(line.low95, line.high95)]
    bands += [(line.low80, line.high80)] if shown.has_line else []
    last = last_place(shown) + 1
    for low, high in bands:
        path = _area(days[:last], low[:last], high[:last], frame)
        yield f'<path class="ev-band {color}" d="{path}"/>'
        if last < len(days):
            path = _area(days[last - 1 :], low[last - 1 :], high[last - 1 :], frame)
            yield f'<path class="ev-band ev-fade {color}" d="{path}"/>'


def radius(dot: Dot, count: int) -> float:
    """The area of a dot is by the people asked; a few polls have larger ones."""
    scale = 18 if count > _NAMED_DOTS else 9 if count > 40 else 6.5  # noqa: PLR2004
    return min(8.0, max(1.6, math.sqrt(dot.size) / scale))


def _dots(shown: Picture, n: int, frame: _Frame) -> Iterator[str]:
    many = len(shown.dots) > _NAMED_DOTS
    look = " ev-many" if many else ""
    for dot in shown.dots:
        hollow = " ev-hollow" if dot.hollow else ""
        said = "" if many else f"<title>{escape(_said(dot, n))}</title>"
        yield (
            f'<circle class="ev-dot{look}{hollow} ev-{n + 1}" cx="{frame.across(dot.day):.1f}" '
            f'cy="{frame.up(dot.shares[n]):.1f}" r="{radius(dot, len(shown.dots)):.1f}">'
            f"{said}</circle>"
        )


def _rings(shown: Picture, frame: _Frame) -> Iterator[str]:
    for dot in shown.dots:
        if dot.id in shown.cited:
            yield (
                f'<circle class="ev-ring" cx="{frame.across(dot.day):.1f}" '
                f'cy="{frame.up(dot.shares[0]):.1f}" '
                f'r="{radius(dot, len(shown.dots)) + 4:.1f}"/>'
            )


def _said(dot: Dot, n: int) -> str:
    size = "" if dot.assumed else f", {dot.size:,.0f}"
    return f"{dot.pollster}, {written(dot.end) if dot.end else ''}{size}: {dot.shares[n]:g} %"


def _line(shown: Picture, n: int, frame: _Frame) -> Iterator[str]:
    """Solid to the last poll, and from there fading."""
    if not shown.has_line:
        return
    last, mean, color = last_place(shown), shown.lines[n].mean, f"ev-{n + 1}"
    known = _trace(shown.days[: last + 1], mean[: last + 1], frame)
    yield f'<path class="ev-halo" d="M{known}"/><path class="ev-line {color}" d="M{known}"/>'
    if last < len(shown.days) - 1:
        after = _trace(shown.days[last:], mean[last:], frame)
        yield f'<path class="ev-line ev-after {color}" d="M{after}"/>'


def _beside(shown: Picture, frame: _Frame) -> Iterator[str]:
    for _place, days, shares in shown.beside:
        yield f'<path class="ev-beside" d="M{_trace(days, shares, frame)}"/>'


def _ends(shown: Picture, frame: _Frame) -> Iterator[str]:
    """Each line's name, level and 95 % band at its end."""
    ends = [line.mean[-1] for line in shown.lines]
    names = [_name(line, narrow=frame.narrow) for line in shown.lines]
    tall = max(len(name) for name in names)
    down = apart([frame.up(mean) for mean in ends], (tall + 1.4) * _GAP)
    for n, (line, mean, y) in enumerate(zip(shown.lines, ends, down, strict=True)):
        x, rows = frame.across.end + 8, names[n]
        number = f"{mean:.0f} %" if shown.has_line else ""
        before = f"{number}, " if frame.narrow and number else "95 %: "
        last = rows[-1] if frame.narrow else f"{rows[-1]} {number}"
        first = y - (len(rows) - 1) * _GAP / 2
        for place, words in enumerate([*rows[:-1], last]):
            yield (
                f'<text class="ev-end ev-{n + 1}" x="{x:.0f}" '
                f'y="{first + place * _GAP:.1f}">{escape(words)}</text>'
            )
        yield (
            f'<text class="ev-tick" x="{x:.0f}" y="{first + len(rows) * _GAP:.1f}">'
            f"{before}{_span_of(line, -1)}</text>"
        )


def _span_of(line: Line, place: int) -> str:
    return f"{line.low95[place]:.0f}\u2013{line.high95[place]:.0f}"


def _name(line: Line, *, narrow: bool) -> list[str]:
    """In rows: two answers may differ in their last word alone."""
    most = 13 if narrow else 20
    rows = wrap(line.answer, most * text_width("n", size=14) + 1, size=14)
    if len(rows) > _NAME_LINES:
        rows = [*rows[: _NAME_LINES - 1], f"{rows[_NAME_LINES - 1]} …"]
    return [row if len(row) <= most else f"{row[: most - 6]}…{row[-5:]}" for row in rows]


def _foot(shown: Picture, frame: _Frame) -> tuple[list[str], float]:
    """The key, what a band means, and the source; and how high it makes the drawing."""
    said, down = keys.draw(keys.entries(shown), width=frame.width, top=frame.bottom + 48)
    for text in (picture.warning(), picture.source(shown)):
        for line in wrap(text, frame.width - 32, size=12.5):
            said.append(f'<text class="ev-foot" x="16" y="{down:.0f}">{escape(line)}</text>')
            down += 17
        down += 5
    return said, down


def _readout(shown: Picture, frame: _Frame) -> str:
    """For the script: each day's place across with its levels, and each poll's."""
    days = [
        [
            round(frame.across(day), 1), written(date.fromordinal(int(day))),
            [f"{one.answer} {one.mean[n]:.0f} % ({_span_of(one, n)})" for one in shown.lines],
        ]
        for n, day in enumerate(shown.days)
    ] if shown.has_line else []  # fmt: skip
    polls = [
        [
            round(frame.across(dot.day), 1), f"{dot.pollster}, {written(dot.end)}",
            [f"{line.answer} {dot.shares[n]:g} %" for n, line in enumerate(shown.lines)],
            round(frame.up(dot.shares[0]), 1),
        ]
        for dot in sorted(shown.dots, key=lambda dot: dot.day)
    ]  # fmt: skip
    edges = [round(frame.up.end, 1), round(frame.up.start, 1)]
    return json.dumps({"days": days, "polls": polls, "edges": edges}, separators=(",", ":"))
