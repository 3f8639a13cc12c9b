"""A kept average as pages show it: charts, tables and links, without a fit."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.evidence import stored
from undersigned.evidence.chart import drawing, keys, picture
from undersigned.evidence.chart.picture import Picture
from undersigned.evidence.layouts.cells import population_words
from undersigned.evidence.models import Series, StoredAverage
from undersigned.lib import spreadsheets

WIDE, PHONE = 860, 350
_AT_ONCE = 8  # links to leave something out; the others are folded away
_RESTS = ("choice", "as_of", "rule")  # in each row: a file may lose its name
_DAYS = ("day", "answer", "level", "low80", "high80", "low95", "high95", *_RESTS)
_POLLS = (
    "pollster", "sponsor", "start", "end", "size", "assumed", "population", "wording", "share",
    "weight", "expected", "residual", "surprise", "without", "flags", "left_out", "url",
    *_RESTS,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Both drawings for a page, with their words."""

    picture: Picture
    wide: SafeString
    phone: SafeString
    facts: str
    asked: str
    described: str
    warning: str
    source: str
    key: list[tuple[SafeString, str]]


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a reader may leave out: a link with its words, and what it would come to."""

    key: str
    words: str
    level: float | None
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All of one average. `chart` is None where no poll could be averaged."""

    series: Series
    kept: StoredAverage
    chart: Chart | None
    people: str
    polls: Sequence[dict[str, Any]]
    houses: Sequence[dict[str, Any]]
    left_out: Sequence[dict[str, Any]]
    support: dict[str, Any] | None
    choices: Sequence[Choice]
    more: Sequence[Choice]  # folded away: there are many
    not_offered: Sequence[str]

    @property
    def is_derived(self) -> bool:
        return self.kept.variant == stored.WITH_OPINION

    @property
    def is_folded(self) -> bool:
        """Whether what the reader chose is among those."""
        return any(one.is_current for one in self.more)

    @property
    def details(self) -> dict[str, Any]:
        """As kept: bands and the plain mean."""
        found: dict[str, Any] = self.kept.details
        return found


def people(series: Series) -> str:
    words = population_words(series.population)
    return ", ".join(part for part in (series.subgroup, words) if part)


def show(
    series: Series, kept: StoredAverage, *, main: StoredAverage | None = None,
    past: date | None = None,
) -> Shown:  # fmt: skip
    """`main` is the average of all polls, where `kept` leaves some out; `past` the day of which
    a reader asked what was known.
    """
    found = kept.details
    choices = list(_choices(main or kept, kept))
    return Shown(
        series=series, kept=kept, chart=chart(kept, past=past), people=people(series),
        polls=[_poll(one) for one in reversed(found.get("polls", []))],
        houses=found.get("houses", []),
        left_out=[_left(one) for one in found.get("left_out", [])],
        support=found.get("support"), choices=choices[:_AT_ONCE], more=choices[_AT_ONCE:],
        not_offered=list(_not_offered(main or kept)),
    )  # fmt: skip


def chart(
    kept: StoredAverage, *, past: date | None = None, cited: Sequence[str] = ()
) -> Chart | None:
    """`cited` are ids of questions: their polls are ringed."""
    if kept.picture is None:
        return None
    shown = replace(pictured(kept, past=past), cited=cited)
    return Chart(
        picture=shown, wide=_svg(shown, WIDE), phone=_svg(shown, PHONE),
        facts=" · ".join(picture.facts(shown)), asked=picture.asked(shown),
        described=picture.describe(shown), warning=picture.warning(),
        source=picture.source(shown),
        key=[
            (mark_safe(keys.mark(name)), words)  # noqa: S308  ours
            for name, words in keys.entries(shown)
        ],
    )  # fmt: skip


def pictured(kept: StoredAverage, *, past: date | None = None) -> Picture:
    """With the reader's choice in it, so that every drawing says it."""
    words = said(kept.variant, kept.variant_words) if kept.variant else ""
    if past is not None:
        words = _("as it was known on %(day)s") % {"day": date_format(past, "j F Y")}
    return replace(Picture.of_json(kept.picture or {}), choice=words)


def _svg(shown: Picture, width: int) -> SafeString:
    return mark_safe(drawing.render(shown, width=width, bare=True))  # noqa: S308  it escapes


def alone(kept: StoredAverage, *, width: int, past: date | None = None) -> str:
    """An SVG with its words and colours, for a file or an image."""
    return drawing.render(pictured(kept, past=past), width=width)


def file_name(kept: StoredAverage, name: str) -> str:
    """By its day, and by what is left out."""
    left = slugify(said(kept.variant, kept.variant_words))[:60] if kept.variant else ""
    return "-".join(part for part in (name, kept.as_of.isoformat(), left.strip("-")) if part)


def _poll(one: dict[str, Any]) -> dict[str, Any]:
    found = {
        "ends": date.fromisoformat(one["end"]) if one["end"] else None,
        "people": population_words(one["population"]),
        "weight_percent": 100 * one["weight"],
    }
    return {**one, **found}


def _left(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "ends": date.fromisoformat(one["end"]) if one["end"] else None}


def _choices(main: StoredAverage, kept: StoredAverage) -> Iterator[Choice]:
    for one in main.details.get("variants", ()):
        yield Choice(
            key=one["key"], words=said(one["key"], one["words"]), level=one["level"],
            is_current=one["key"] == kept.variant,
        )  # fmt: skip


def _not_offered(main: StoredAverage) -> Iterator[str]:
    found = main.details.get("not_offered", {})
    if pollsters := found.get("pollsters"):
        yield ngettext(
            "%(n)s pollster of less weight", "%(n)s pollsters of less weight", pollsters
        ) % {"n": pollsters}  # fmt: skip
    if wordings := found.get("wordings"):
        yield ngettext(
            "%(n)s wording that was rarely used", "%(n)s wordings that were rarely used",
            wordings,
        ) % {"n": wordings}  # fmt: skip


def said(key: str, words: str) -> str:
    """What a variant leaves out."""
    if key.startswith("wording-"):
        return _("only this wording: %(words)s") % {"words": words or _("not printed")}
    if key == stored.WITH_OPINION:
        return _("of those with an opinion")
    if key == "no-partisan":
        return _("without partisan polls")
    return _("without %(pollster)s") % {"pollster": words}


def days_csv(kept: StoredAverage) -> Iterator[str]:
    """A row a day and answer: the level and its bands."""
    return spreadsheets.lines(_DAYS, _day_rows(kept))


def _rests(kept: StoredAverage, *, as_printed: bool = False) -> tuple[object, ...]:
    """A derived average has the polls of all, and what they printed."""
    words = said(kept.variant, kept.variant_words) if kept.variant else _("all polls")
    if as_printed and kept.variant == stored.WITH_OPINION:
        words = _("all polls, as printed")
    return (words, kept.as_of, kept.rule)


def _day_rows(kept: StoredAverage) -> Iterator[Sequence[object]]:
    shown, rests = Picture.of_json(kept.picture or {}), _rests(kept)
    for line in shown.lines:
        bands = (line.mean, line.low80, line.high80, line.low95, line.high95)
        for place, day in enumerate(shown.days):
            when = date.fromordinal(int(day))
            yield (when, line.answer, *(f"{band[place]:.2f}" for band in bands), *rests)


def polls_csv(kept: StoredAverage) -> Iterator[str]:
    """A row a poll, counted or left out, with its part in the average."""
    return spreadsheets.lines(_POLLS, _poll_rows(kept))


def _poll_rows(kept: StoredAverage) -> Iterator[Sequence[object]]:
    rests = dict(zip(_RESTS, _rests(kept, as_printed=True), strict=True))
    for one in kept.details.get("polls", ()):
        row = {
            **one,
            **rests,
            "flags": "; ".join(one["flags"]),
            "assumed": "yes" if one["assumed"] else "",
        }
        yield [_number(row.get(name, "")) for name in _POLLS]
    for one in kept.details.get("left_out", ()):
        row = {**one, **rests, "left_out": one["reason"]}
        yield [_number(row.get(name, "")) for name in _POLLS]


def _number(value: object) -> object:
    return "" if value is None else value
