"""Takes the picture of an average: what its chart shows, as plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.evidence import averaging
from undersigned.evidence.averaging import REST, Average
from undersigned.evidence.chart.drawing import render
from undersigned.evidence.chart.picture import Dot, Level, Line, Numbers, Picture, Words
from undersigned.evidence.deriving import Opinion
from undersigned.evidence.layouts.reading import Published
from undersigned.evidence.records import Flag

_LINES = 2
_POPULATIONS = {
    "a": gettext_lazy("adults"),
    "v": gettext_lazy("voters"),
    "rv": gettext_lazy("registered voters"),
    "lv": gettext_lazy("likely voters"),
}


def draw(
    average: Average,
    words: Words,
    *,
    width: int = 960,
    answers: Sequence[str] = (),
    beside: Sequence[Published] = (),
) -> str:
    """An SVG by itself. `beside` is an average that someone published: a dotted line."""
    return render(take(average, words, answers=answers, beside=beside), width=width)


def take(
    average: Average,
    words: Words,
    *,
    answers: Sequence[str] = (),
    beside: Sequence[Published] = (),
) -> Picture:
    """The picture of an average. Without `answers` the first two. Raises KeyError."""
    names = list(answers) or [one.answer for one in average.lines if one.answer != REST]
    lines = [average.line(name) for name in names[: len(answers) or _LINES]]
    low, high = lines[0].next_band(0.95)
    return Picture(
        title=words.title, source=words.source, question=average.question,
        population=words.population or _population(average),
        as_of=average.as_of.isoformat(), last_poll=average.last_poll.isoformat(),
        rule=average.rule, polls=len(average.polls), pollsters=len(average.pollsters),
        left_out=len(average.chosen.left_out), has_line=average.has_line,
        asked_so=sum(
            poll.record.asked == average.chosen.family for poll in average.polls
        ),
        last_day=max(poll.day for poll in average.polls), days=_short(average.days, 2),
        lines=[_line(line) for line in lines],
        next_low=_short(low), next_high=_short(high),
        dots=_dots(average, [line.answer for line in lines]),
        levels=[_level(line) for line in average.lines],
        beside=_beside(average, [line.answer for line in lines], beside),
    )  # fmt: skip


def take_opinion(found: Opinion, words: Words) -> Picture:
    """Of those with an opinion: a derived picture, which says so over it and under it."""
    lines = [line for line in found.lines if line.answer != REST][:_LINES]
    named = [line.answer for line in lines]
    whole = take(found.average, words, answers=named)
    low, high = lines[0].next_band(0.95)
    dots = zip(whole.dots, found.average.polls, strict=True)
    return replace(
        whole, title=_("%(title)s, of those with an opinion") % {"title": words.title},
        lines=[_line(line) for line in lines], next_low=_short(low), next_high=_short(high),
        levels=[_level(line) for line in found.lines],
        dots=[
            replace(dot, shares=[found.share(poll.record.answers, name) for name in named])
            for dot, poll in dots
        ],
    )  # fmt: skip


def _line(line: averaging.Line) -> Line:
    return Line(
        answer=line.answer, mean=_short(line.level.mean),
        low80=_short(line.band(0.8)[0]), high80=_short(line.band(0.8)[1]),
        low95=_short(line.band(0.95)[0]), high95=_short(line.band(0.95)[1]),
    )  # fmt: skip


def _level(line: averaging.Line) -> Level:
    low, high = line.band(0.95)
    return Level(
        answer=line.answer, mean=float(line.level.mean[-1]), low=float(low[-1]),
        high=float(high[-1]),
    )  # fmt: skip


def _short(values: Iterable[float], places: int = 3) -> list[float]:
    return [round(float(value), places) for value in values]


def _population(average: Average) -> str:
    record = average.polls[0].record
    name = _POPULATIONS.get(average.chosen.population, average.chosen.population)
    return ", ".join(str(part) for part in (record.subgroup, name) if part)


def _dots(average: Average, answers: Sequence[str]) -> list[Dot]:
    return [
        Dot(
            pollster=poll.record.pollster, day=poll.day, size=poll.size,
            end=poll.record.end.isoformat() if poll.record.end else "",
            assumed=Flag.SIZE_ASSUMED in poll.flags,
            hollow=bool(poll.record.side or poll.record.internal),
            shares=[float(poll.record.answers[name]) for name in answers], id=poll.record.id,
        )
        for poll in average.polls
    ]  # fmt: skip


def _beside(
    average: Average, answers: Sequence[str], beside: Sequence[Published]
) -> list[tuple[int, Numbers, Numbers]]:
    found: list[tuple[int, Numbers, Numbers]] = []
    for place, name in enumerate(answers):
        days = sorted(
            (one.day.toordinal(), one.share)
            for one in beside
            if one.answer == name and one.day <= average.as_of
        )
        if len(days) > 1:
            at, shares = np.array(days, dtype=float).T
            found.append((place, _short(at), _short(shares)))
    return found
