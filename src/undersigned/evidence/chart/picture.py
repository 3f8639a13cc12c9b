"""What a chart of an average shows, as plain values: kept, and drawn without a fit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

Numbers = Sequence[float]


@dataclass(frozen=True, kw_only=True)
class Words:
    """What the chart cannot know: the topic as a title, and where the polls come from."""

    title: str
    source: str = ""
    population: str = ""  # as people call it; empty: what the records say


@dataclass(frozen=True, kw_only=True)
class Line:
    """One answer: its level and bands, a number for each of the picture's days."""

    answer: str
    mean: Numbers
    low80: Numbers
    high80: Numbers
    low95: Numbers
    high95: Numbers


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One poll; `shares` in the order of the lines."""

    pollster: str
    day: float
    end: str
    size: float
    assumed: bool
    hollow: bool
    shares: Numbers
    id: str = ""  # of its question


@dataclass(frozen=True, kw_only=True)
class Level:
    """Where an answer stands on the day of the average."""

    answer: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Days are numbers as `date.toordinal` counts; shares are per cent."""

    title: str
    population: str
    question: str
    source: str
    as_of: str
    last_poll: str
    rule: str
    polls: int
    pollsters: int
    left_out: int
    has_line: bool
    last_day: float  # the middle of the last poll's field dates
    days: Numbers
    lines: Sequence[Line]
    next_low: Numbers  # where 95 % of next polls on the first line's answer will fall
    next_high: Numbers
    dots: Sequence[Dot]
    levels: Sequence[Level]
    asked_so: int = 0  # polls that asked in the words of `question`
    beside: Sequence[tuple[int, Numbers, Numbers]] = ()  # line, days, shares: somebody else's
    cited: Sequence[str] = ()  # ids of polls that the page is about: ringed
    choice: str = ""  # what a reader left out, or the day of which it is; in words

    @property
    def names(self) -> str:
        return ", ".join(line.answer for line in self.lines)

    @property
    def heading(self) -> str:
        return f"{self.title}: {self.names}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Picture":
        return cls(**{
            **kept,
            "lines": [Line(**one) for one in kept["lines"]],
            "dots": [Dot(**one) for one in kept["dots"]],
            "levels": [Level(**one) for one in kept["levels"]],
        })  # fmt: skip


def written(day: str | date) -> str:
    """A day as people write it."""
    return date_format(date.fromisoformat(day) if isinstance(day, str) else day, "j F Y")


def facts(picture: Picture) -> list[str]:
    """What stands under the title: a reader's choice, who was asked, what it rests on."""
    polls, houses = picture.polls, picture.pollsters
    return [
        *([capfirst(picture.choice)] if picture.choice else []),
        picture.population or _("population not printed"),
        ngettext("%(n)s poll", "%(n)s polls", polls) % {"n": f"{polls:,}"},
        ngettext("%(n)s pollster", "%(n)s pollsters", houses) % {"n": houses},
        _("last poll ended %(day)s") % {"day": written(picture.last_poll)},
    ]


def asked(picture: Picture) -> str:
    """The wording that the level is about, and how many of the polls put it so."""
    if not picture.question:
        return ""
    if not 0 < picture.asked_so < picture.polls:
        return _("Question: %(words)s") % {"words": picture.question}
    numbers = {"n": picture.asked_so, "all": picture.polls, "words": picture.question}
    return _("Question, asked so in %(n)s of %(all)s polls: %(words)s") % numbers


def describe(picture: Picture) -> str:
    """The chart in words, for those who do not see it."""
    said = [
        f"{one.answer} {one.mean:.0f} % ({one.low:.0f}\u2013{one.high:.0f})"
        for one in picture.levels
    ]
    whole = _("On %(day)s: %(said)s; in brackets the 95 %% band.") % {
        "day": written(picture.as_of), "said": ", ".join(said)
    }  # fmt: skip
    ringed = "; ".join(
        f"{dot.pollster}, {written(dot.end)}: {picture.lines[0].answer} {dot.shares[0]:g} %"
        for dot in picture.dots
        if dot.id in picture.cited
    )
    return whole + (" " + _("Ringed: %(polls)s.") % {"polls": ringed} if ringed else "")


def warning() -> str:
    """What a band means; stands under every chart."""
    return _(
        "A band shows what polls say, not what is true: polls share errors. Before 1,072 "
        "elections a 95 % band of the average held the result in only two of three."
    )


def source(picture: Picture) -> str:
    """Where the numbers come from, as of when, by which rule, and how many were left out."""
    left = picture.left_out
    said = [
        picture.source,
        _("average of %(day)s, rule %(rule)s") % {
            "day": written(picture.as_of), "rule": picture.rule
        },
        ngettext("%(n)s left out, with its reason in the table",
                 "%(n)s left out, each with its reason in the table", left) % {"n": f"{left:,}"}
        if left else "",
    ]  # fmt: skip
    whole = " · ".join(part for part in said if part)
    return whole if picture.source else capfirst(whole)
