"""Draws an average: every poll a dot, a line with its bands, the band of the next poll."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.evidence.averaging import REST, Average, Line
from undersigned.evidence.chart.scales import Scale, apart, date_ticks, share_ticks, wrap
from undersigned.evidence.chart.style import STYLE
from undersigned.evidence.gaussian.priors import Floats
from undersigned.evidence.layouts.reading import Published
from undersigned.evidence.records import PollRecord

NARROW = 560  # pixels: under it a phone, with labels over the lines' ends
_LINES, _NAMED_DOTS = 2, 300
_GAP = 17.0  # between two labels at the ends of lines
_POPULATIONS = {"a": "adults", "v": "voters", "rv": "registered voters", "lv": "likely voters"}


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the chart cannot know: the topic as a title, and where the polls come from."""

    title: str
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class _Frame:
    across: Scale
    up: Scale
    width: float
    height: float
    narrow: bool


def draw(
    average: Average,
    words: Words,
    *,
    width: int = 960,
    answers: Sequence[str] = (),
    beside: Sequence[Published] = (),
    standalone: bool = True,
) -> str:
    """An SVG. `beside` is an average that someone published, drawn as a dotted line.

    A standalone drawing brings its colours; one in a page takes those of charts.css.
    """
    lines = _shown(average, answers)
    head = _head(average, words, lines, width)
    top = 16 + sum(size * 1.3 for _text, size, _class in head) + 14
    frame = _frame(average, lines, width=width, top=top)
    foot, height = _foot(average, words, frame)
    parts = [
        *_title(head),
        *_grid(frame),
        *(part for line in reversed(lines) for part in _bands(average, line, lines, frame)),
        *(part for line in reversed(lines) for part in _dots(average, line, lines, frame)),
        *(part for line in reversed(lines) for part in _line(average, line, lines, frame)),
        *_beside(beside, lines, frame, average),
        *_ends(average, lines, frame),
        *foot,
    ]
    style = f"<style>{STYLE}</style>" if standalone else ""
    back = (
        f'<rect class="ev-back" width="{width}" height="{height:.0f}"/>' if standalone else ""
    )
    name = escape(" ".join(text for text, _size, _class in head))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ev-chart" role="img" '
        f'width="{width}" height="{height:.0f}" viewBox="0 0 {width} {height:.0f}">'
        f"<title>{name}</title><desc>{escape(describe(average))}</desc>"
        f"{style}{back}{''.join(parts)}</svg>"
    )


def describe(average: Average) -> str:
    """The chart in words, for those who do not see it."""
    said = []
    for line in average.lines:
        low, high = (float(edge[-1]) for edge in line.band(0.95))
        said.append(f"{line.answer} {line.level.mean[-1]:.0f} % ({low:.0f}-{high:.0f})")
    return _("On %(day)s: %(said)s; in brackets the 95 %% band.") % {
        "day": _date(average.as_of), "said": ", ".join(said)
    }  # fmt: skip


def warning() -> str:
    """What a band means; stands under every chart."""
    return _(
        "A band shows what polls say, not what is true: polls share errors. Before 1,072 "
        "elections a 95 % band of the average held the result in only two of three."
    )


def _shown(average: Average, answers: Sequence[str]) -> list[Line]:
    if answers:
        return [average.line(name) for name in answers]
    return [line for line in average.lines if line.answer != REST][:_LINES]


def _date(day: date) -> str:
    return date_format(day, "j F Y")


def _head(
    average: Average, words: Words, lines: Sequence[Line], width: int
) -> list[tuple[str, float, str]]:
    """Title, then population, wording, polls and pollsters, and the last poll's day."""
    size = 17.0 if width < NARROW else 21.0
    title = f"{words.title}: {', '.join(line.answer for line in lines)}"
    polls, houses = len(average.polls), len(average.pollsters)
    facts = [
        _population(average),
        ngettext("%(n)s poll", "%(n)s polls", polls) % {"n": f"{polls:,}"},
        ngettext("%(n)s pollster", "%(n)s pollsters", houses) % {"n": houses},
        _("last poll ended %(day)s") % {"day": _date(average.last_poll)},
    ]
    said = [(line, size, "ev-title") for line in wrap(title, width - 32, size=size)]
    facts_line = " · ".join(fact for fact in facts if fact)
    said += [(line, 13.5, "ev-note") for line in wrap(facts_line, width - 32, size=13.5)]
    if average.question:
        asked = _("Question: %(words)s") % {"words": average.question}
        broken = wrap(asked, width - 32, size=13.5)
        more = " …" if len(broken) > 2 else ""  # noqa: PLR2004  two lines of it
        said += [(line, 13.5, "ev-note") for line in broken[:1]]
        said += [(line + more, 13.5, "ev-note") for line in broken[1:2]]
    return said


def _population(average: Average) -> str:
    record = average.polls[0].record
    name = _POPULATIONS.get(average.chosen.population, average.chosen.population)
    return ", ".join(part for part in (record.subgroup, name) if part)


def _title(head: Sequence[tuple[str, float, str]]) -> Iterator[str]:
    down = 16.0
    for text, size, look in head:
        down += size * 1.3
        yield (
            f'<text class="{look}" x="16" y="{down - 4:.0f}" font-size="{size:g}">'
            f"{escape(text)}</text>"
        )


def _frame(average: Average, lines: Sequence[Line], *, width: int, top: float) -> _Frame:
    narrow = width < NARROW
    low, high = _span(average, lines)
    ticks = share_ticks(low, high, most=6 if narrow else 8)
    first = min(poll.day for poll in average.polls)
    last = float(average.days[-1])
    room = max(2.0, 0.015 * (last - first))
    label = max(len(_short(line.answer, narrow=narrow)) for line in lines)
    right = max(96.0, 9 * label + 14) if narrow else max(120.0, 9 * (label + 5) + 14)
    deep = 250 if narrow else 330
    return _Frame(
        across=Scale(first - room, last + room, 44.0, width - right),
        up=Scale(ticks[0], ticks[-1], top + deep, top), width=width, height=top + deep,
        narrow=narrow,
    )  # fmt: skip


def _span(average: Average, lines: Sequence[Line]) -> tuple[float, float]:
    """All dots and the 95 % bands of the level where there were polls, with a little air."""
    found = [
        poll.record.answers[line.answer] for line in lines for poll in average.polls
    ]  # fmt: skip
    for line in lines:
        low, high = line.band(0.95)
        found += [float(low.min()), float(high.max())]
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
    for day, label in date_ticks(first, last, most=4 if frame.narrow else 9):
        x = frame.across(day.toordinal())
        yield (
            f'<line class="ev-grid" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom:.0f}" '
            f'y2="{bottom + 5:.0f}"/><text class="ev-tick ev-middle" x="{x:.1f}" '
            f'y="{bottom + 20:.0f}">{escape(label)}</text>'
        )


def _color(line: Line, lines: Sequence[Line]) -> str:
    return f"ev-{lines.index(line) + 1}"


def _area(average: Average, band: tuple[Floats, Floats], frame: _Frame) -> str:
    there = _trace(average.days, band[1], frame)
    back = _trace(average.days[::-1], band[0][::-1], frame)
    return f"M{there}L{back}z"


def _trace(days: Floats, shares: Floats, frame: _Frame) -> str:
    low, high = frame.up.low, frame.up.high
    return " ".join(
        f"{frame.across(day):.1f},{frame.up(min(max(share, low), high)):.1f}"
        for day, share in zip(days, shares, strict=True)
    )


def _bands(average: Average, line: Line, lines: Sequence[Line], frame: _Frame) -> Iterator[str]:
    color = _color(line, lines)
    if line is lines[0] and average.has_line:
        for edge in line.next_band(0.95):
            yield f'<path class="ev-next {color}" d="M{_trace(average.days, edge, frame)}"/>'
    parts = (0.95, 0.80) if average.has_line else (0.95,)
    for part in parts:
        yield f'<path class="ev-band {color}" d="{_area(average, line.band(part), frame)}"/>'


def _dots(average: Average, line: Line, lines: Sequence[Line], frame: _Frame) -> Iterator[str]:
    """The area of a dot is by the people asked; a partisan poll's is hollow."""
    many = len(average.polls) > _NAMED_DOTS
    look = "ev-many" if many else ""
    for poll in average.polls:
        record, share = poll.record, poll.record.answers[line.answer]
        radius = min(7.0, max(1.6, math.sqrt(poll.size) / (18 if many else 9)))
        hollow = " ev-hollow" if record.side or record.internal else ""
        said = "" if many else f"<title>{escape(_poll(poll.record, share))}</title>"
        yield (
            f'<circle class="ev-dot {look}{hollow} {_color(line, lines)}" '
            f'cx="{frame.across(poll.day):.1f}" cy="{frame.up(share):.1f}" '
            f'r="{radius:.1f}">{said}</circle>'
        )


def _poll(record: PollRecord, share: float) -> str:
    size = f", {record.size:,.0f}" if record.size else ""
    day = _date(record.end) if record.end else ""
    return f"{record.pollster}, {day}{size}: {share:g} %"


def _line(average: Average, line: Line, lines: Sequence[Line], frame: _Frame) -> Iterator[str]:
    """Solid to the last poll, and from there fading."""
    if not average.has_line:
        return
    last = int(np.searchsorted(average.days, max(poll.day for poll in average.polls)))
    last = min(max(last, 1), len(average.days) - 1)
    mean, color = line.level.mean, _color(line, lines)
    known = _trace(average.days[: last + 1], mean[: last + 1], frame)
    yield f'<path class="ev-halo" d="M{known}"/><path class="ev-line {color}" d="M{known}"/>'
    if last < len(average.days) - 1:
        after = _trace(average.days[last:], mean[last:], frame)
        yield f'<path class="ev-line ev-after {color}" d="M{after}"/>'


def _beside(
    beside: Sequence[Published], lines: Sequence[Line], frame: _Frame, average: Average
) -> Iterator[str]:
    for line in lines:
        days = sorted(
            (one.day.toordinal(), one.share)
            for one in beside
            if one.answer == line.answer and one.day <= average.as_of
        )
        if len(days) > 1:
            at, shares = np.array(days, dtype=float).T
            yield f'<path class="ev-beside" d="M{_trace(at, shares, frame)}"/>'


def _ends(average: Average, lines: Sequence[Line], frame: _Frame) -> Iterator[str]:
    """Each line's name, level and 95 % band at its end."""
    means = [float(line.level.mean[-1]) for line in lines]
    down = apart([frame.up(mean) for mean in means], 2.4 * _GAP)
    for line, mean, y in zip(lines, means, down, strict=True):
        x, color = frame.across.end + 8, _color(line, lines)
        low, high = (float(edge[-1]) for edge in line.band(0.95))
        name = _short(line.answer, narrow=frame.narrow)
        number = f"{mean:.0f} %" if average.has_line else ""
        yield (
            f'<text class="ev-end {color}" x="{x:.0f}" y="{y:.1f}">{escape(name)} '
            f"{'' if frame.narrow else number}</text>"
            f'<text class="ev-tick" x="{x:.0f}" y="{y + _GAP:.1f}">'
            f"{number + ', ' if frame.narrow and number else ''}{low:.0f}\u2013{high:.0f}"
            "</text>"
        )


def _short(name: str, *, narrow: bool) -> str:
    most = 13 if narrow else 20
    return name if len(name) <= most else f"{name[: most - 1]}…"


def _foot(average: Average, words: Words, frame: _Frame) -> tuple[list[str], float]:
    """The key, what a band means, and the source; and how high it makes the drawing."""
    said, down = [], frame.height + 48
    key = [_("dot: a poll, larger where more people were asked"), *_key(average)]
    for text in (" · ".join(key), warning(), _source(average, words)):
        for line in wrap(text, frame.width - 32, size=12.5):
            said.append(f'<text class="ev-foot" x="16" y="{down:.0f}">{escape(line)}</text>')
            down += 17
        down += 5
    return said, down


def _key(average: Average) -> Iterator[str]:
    if any(poll.record.side or poll.record.internal for poll in average.polls):
        yield _("hollow: partisan sponsor")
    if average.has_line:
        yield _("dark and light band: the level with 80 and 95 % probability")
        yield _("dashed: where 95 %% of next polls on '%(answer)s' will fall") % {
            "answer": average.chosen.answer
        }
    else:
        yield _("no line: fewer than 3 polls or 2 pollsters; the band is what one may say")


def _source(average: Average, words: Words) -> str:
    left = len(average.chosen.left_out)
    said = [
        words.source,
        _("average of %(day)s, rule %(rule)s") % {
            "day": _date(average.as_of), "rule": average.rule
        },
        ngettext("%(n)s left out, with its reason in the table",
                 "%(n)s left out, each with its reason in the table", left) % {"n": f"{left:,}"}
        if left else "",
    ]  # fmt: skip
    return " · ".join(part for part in said if part)
