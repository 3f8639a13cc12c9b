"""Holds a sentence against the record of a poll, and says why it stands or falls.

    verdict = check("64% of Democrats want another candidate", record, on=date(2022, 7, 11))
    verdict.status, verdict.reasons

The rules are those of docs/evidence.md, 'Claims'. A reason that only asks for care (a thin
record) leaves the status as it is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from math import sqrt

from scipy.stats import norm

from undersigned.evidence.claiming import saying
from undersigned.evidence.claiming.saying import Put, Said

OLD_DAYS = 180
_SURE = 0.95
_ASSUMED_SIZE = 600
# The priors of the average (docs/evidence.md): house, wording, other error; in points.
_HOUSE, _WORDING, _OTHER, _ROUNDING = 3.8, 1.3, 0.8, 1 / 12
_NEWER_DIFFERS = 1.64  # predictive standard deviations


class Status(IntEnum):
    """From the best to the worst; the worst reason decides."""

    SUPPORTED = 0
    ONE_POLL = 1
    OUTDATED = 2
    CONTESTED = 3
    NOT_SUPPORTED = 4


class Missing(IntEnum):
    """What the record lacks; none of it is filled in."""

    WORDING = 0
    SIZE = 1
    FIELD_DATES = 2


class Why(IntEnum):
    """A reason, told apart from its words."""

    NO_RECORD = 0
    NO_SHARE = 1
    OTHER_SHARE = 2
    NO_POPULATION = 3
    OTHER_POPULATION = 4
    OTHER_PLACE = 5
    OPPOSITE = 6
    NO_MAJORITY = 7
    ONE_POLL_ONLY = 8
    NOT_IN_FIGURES = 9
    UNCLEAR = 10
    SPONSOR = 11
    OLD = 12
    NO_DATE = 13
    NEWER = 14
    OUTLIER = 15


_WEIGHT = {
    Why.OLD: Status.OUTDATED, Why.NO_DATE: Status.OUTDATED, Why.UNCLEAR: Status.SUPPORTED,
    Why.SPONSOR: Status.CONTESTED, Why.NEWER: Status.CONTESTED, Why.OUTLIER: Status.CONTESTED,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is on record of one answer; `share` in points, None where no figure was printed."""

    pollster: str
    question: str
    answer: str
    share: float | None
    as_printed: str
    population: str
    others: Sequence[float] = ()  # shares of the question's other answers
    wording: str = ""
    size: int | None = None
    asked: date | None = None  # last day in the field
    published: date | None = None
    sponsor: str = ""
    unclear: str = ""

    @property
    def day(self) -> date | None:
        return self.asked or self.published


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim does not stand as it is; `about` is the word or value it hangs on."""

    why: Why
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status, what decided it, and what the record lacks."""

    status: Status
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = field(default=())


def check(
    sentence: str, record: Record | None, *, on: date, same: Sequence[Record] = ()
) -> Verdict:
    """`same`: other records of the same question to the same population."""
    if record is None:
        return Verdict(Status.NOT_SUPPORTED, (Reason(Why.NO_RECORD),))
    said = saying.read(_without_names(sentence, record))
    reasons = (
        *_figures(said, record, sentence),
        *_people(said, record),
        *_put(said, record, same),
        *_care(sentence, record),
        *_age(said, record, on=on),
        *_rivals(record, same),
    )
    best = Status.SUPPORTED if _agreeing(said, record, same) else Status.ONE_POLL
    worst = max([best, *(_WEIGHT.get(one.why, Status.NOT_SUPPORTED) for one in reasons)])
    return Verdict(worst, reasons, _missing(record))


def _without_names(sentence: str, record: Record) -> str:
    """'New York Times' names no state, and a sponsor's name no voters."""
    for name in filter(None, (record.pollster, record.sponsor)):
        sentence = re.sub(re.escape(name), " ", sentence, flags=re.IGNORECASE)
    return sentence


def _figures(said: Said, record: Record, sentence: str) -> Iterator[Reason]:
    if record.share is None:
        if _plain(record.as_printed) not in _plain(sentence):
            yield Reason(Why.NO_SHARE, record.as_printed)
        return
    if not said.shares and not said.ways & {Put.MAJORITY}:
        yield Reason(Why.NOT_IN_FIGURES)
    printed = [record.share, *record.others]
    for place, share in enumerate(said.shares):
        carried = [record.share] if place == 0 else printed
        if not any(share.holds(one) for one in carried):
            yield Reason(Why.OTHER_SHARE, share.words)
    is_polar = _plain(record.answer) in ("yes", "no", "approve", "disapprove", "support",
                                         "oppose", "favor", "agree", "disagree")  # fmt: skip
    put = saying.negative(record.question) != saying.negative(record.answer)
    if is_polar and said.is_negative != put:
        yield Reason(Why.OPPOSITE, record.answer)


def _people(said: Said, record: Record) -> Iterator[Reason]:
    asked, ours = saying.groups(record.population), said.groups
    if not ours:
        yield Reason(Why.NO_POPULATION, record.population)
    elif not _same(ours, asked):
        yield Reason(Why.OTHER_POPULATION, ", ".join(sorted(ours - asked) or sorted(ours)))
    if said.places != saying.places(record.population):
        named = said.places or saying.places(record.population)
        yield Reason(Why.OTHER_PLACE, ", ".join(sorted(named)))


def _same(ours: frozenset[str], asked: frozenset[str]) -> bool:
    """'voters' may stand for registered or likely voters; nothing else for anything else."""
    if ours == asked:
        return True
    screened = asked & {"registered voters", "likely voters"}
    return "voters" in ours and bool(screened) and ours - {"voters"} == asked - screened


def _put(said: Said, record: Record, same: Sequence[Record]) -> Iterator[Reason]:
    if Put.MAJORITY in said.ways and record.share is not None:
        sure = _majority([record, *same])
        if sure < _SURE:
            yield Reason(Why.NO_MAJORITY, f"{sure:.0%}")
    for put in (Put.CHANGE, Put.COMPARISON, Put.ALWAYS, Put.EXTREME):
        if put in said.ways and _plain(put.value) not in _plain(record.as_printed):
            yield Reason(Why.ONE_POLL_ONLY, put.value)


def _majority(records: Sequence[Record]) -> float:
    """P(level > 50) from these polls alone, each with a house of its own."""
    known = [one for one in records if one.share is not None]
    variances = [_variance(one) for one in known]
    total = sum(1 / variance for variance in variances)
    level = sum((one.share or 0) / v for one, v in zip(known, variances, strict=True)) / total
    return float(norm.cdf((level - 50) * sqrt(total)))


def _variance(record: Record) -> float:
    share = min(max((record.share or 0) / 100, 0.02), 0.98)
    sampling = 1e4 * share * (1 - share) / (record.size or _ASSUMED_SIZE)
    return sampling + _ROUNDING + _HOUSE**2 + _WORDING**2 + _OTHER**2


def _care(sentence: str, record: Record) -> Iterator[Reason]:
    if record.unclear:
        yield Reason(Why.UNCLEAR, record.unclear)
    if record.sponsor and _plain(record.sponsor) not in _plain(sentence):
        yield Reason(Why.SPONSOR, record.sponsor)


def _age(said: Said, record: Record, *, on: date) -> Iterator[Reason]:
    if record.day is None:
        yield Reason(Why.NO_DATE)
    elif (on - record.day).days > OLD_DAYS and not said.is_dated:
        yield Reason(Why.OLD, record.day.isoformat())


def _rivals(record: Record, same: Sequence[Record]) -> Iterator[Reason]:
    """Polls that tell another story: newer ones, and a level that this one lies off."""
    rivals = [one for one in same if one.share is not None]
    if record.share is None or not rivals:
        return
    for one in rivals:
        apart = abs((one.share or 0) - record.share)
        is_newer = one.day and record.day and one.day > record.day
        if is_newer and apart > _NEWER_DIFFERS * sqrt(_variance(one) + _variance(record)):
            yield Reason(Why.NEWER, one.pollster)
    level = sum(one.share or 0 for one in rivals) / len(rivals)
    spread = sqrt(_variance(record) + sum(map(_variance, rivals)) / len(rivals) ** 2)
    if len(rivals) > 1 and abs(record.share - level) > _NEWER_DIFFERS * spread:
        yield Reason(Why.OUTLIER, f"{level:.0f}%")


def _agreeing(said: Said, record: Record, same: Sequence[Record]) -> bool:
    """Whether another pollster's figure carries the sentence too."""
    return any(
        one.pollster != record.pollster and one.share is not None and said.shares
        and said.shares[0].holds(one.share)
        for one in same
    )  # fmt: skip


def _missing(record: Record) -> tuple[Missing, ...]:
    lacks = (
        (Missing.WORDING, not record.wording), (Missing.SIZE, record.size is None),
        (Missing.FIELD_DATES, record.asked is None),
    )  # fmt: skip
    return tuple(one for one, is_missing in lacks if is_missing)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9%]+", " ", text.casefold()).strip()
