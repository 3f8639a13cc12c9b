"""Claims that rest on more than one figure: an average, a majority, a change, a comparison."""

from collections.abc import Iterator
from datetime import date
from math import sqrt
from statistics import NormalDist

from undersigned.evidence.claiming import parts, saying, turning
from undersigned.evidence.claiming.saying import Put, Said
from undersigned.evidence.claiming.verdict import (
    Averaged,
    Kind,
    Reason,
    Record,
    Status,
    Verdict,
    Why,
    judge,
)

_SURE = 0.95
_MUCH = 0.5  # of the weight by one pollster
_EVERY = frozenset({Put.ALWAYS})  # 'the polls show': an average does


def average(sentence: str, averaged: Averaged | None, *, kind: Kind, on: date) -> Verdict:
    """The level of an average, or that it is over a half."""
    if averaged is None:
        return Verdict(Status.NOT_SUPPORTED, (Reason(Why.NO_AVERAGE),))
    said = saying.read(sentence)
    reasons = (
        *_enough(averaged),
        *_level(said, averaged, needs_figure=kind is Kind.AVERAGE),
        *_majority(said, averaged, is_claimed=kind is Kind.MAJORITY),
        *parts.people(said, averaged.population),
        *parts.put_as(said, allowed=_EVERY),
        *parts.age(said, averaged.last_poll, on=on),
    )
    return judge(Status.SUPPORTED, reasons)


def _enough(averaged: Averaged) -> Iterator[Reason]:
    if not averaged.has_line:
        yield Reason(Why.TOO_FEW, f"{averaged.polls} / {averaged.pollsters}")
    elif averaged.largest_part > _MUCH:
        yield Reason(Why.ONE_POLLSTER, f"{averaged.largest}, {averaged.largest_part:.0%}")


def _level(said: Said, averaged: Averaged, *, needs_figure: bool) -> Iterator[Reason]:
    """What was right and has moved within the band is outdated; what never was, is wrong."""
    if not said.shares and (needs_figure or Put.MAJORITY not in said.ways):
        yield Reason(Why.NOT_IN_FIGURES)
    for share in said.shares:
        if share.holds(averaged.level) or share.holds(round(averaged.level)):
            continue
        is_near = share.low <= averaged.high and share.high >= averaged.low
        now = f"{share.words}; {averaged.level:.0f}%"
        yield Reason(Why.MOVED, now) if is_near else Reason(Why.OTHER_SHARE, share.words)
    yield from turning.opposite(said, question=averaged.question, answer=averaged.answer)


def _majority(said: Said, averaged: Averaged, *, is_claimed: bool) -> Iterator[Reason]:
    if (is_claimed or Put.MAJORITY in said.ways) and averaged.majority < _SURE:
        yield Reason(Why.NO_MAJORITY, f"{averaged.majority:.0%}")


def trend(sentence: str, averaged: Averaged, *, on: date) -> Verdict:
    """A change of an average since a day, by the joint posterior of both days."""
    said = saying.read(sentence)
    way = saying.direction(sentence)
    reasons = [
        *_enough(averaged),
        *parts.people(said, averaged.population),
        *parts.put_as(said, allowed=frozenset({Put.CHANGE, Put.COMPARISON, Put.ALWAYS})),
        *parts.age(said, averaged.last_poll, on=on),
        *turning.opposite(said, question=averaged.question, answer=averaged.answer),
    ]
    if averaged.wordings > 1:
        reasons.append(Reason(Why.OTHER_WORDING, str(averaged.wordings)))
    if way == 0:
        reasons.append(Reason(Why.NOT_A_CHANGE))
    else:
        rise = 0.0 if averaged.rise is None else averaged.rise
        sure = rise if way > 0 else 1 - rise
        if averaged.rise is None or sure < _SURE:
            reasons.append(Reason(Why.NO_CHANGE, f"{sure:.0%}"))
    if said.shares and not said.shares[0].holds(averaged.level):
        reasons.append(Reason(Why.MOVED, f"{said.shares[0].words}; {averaged.level:.0f}%"))
    return judge(Status.SUPPORTED, reasons)


def pair(
    sentence: str, record: Record | None, other: Record | None, *, is_change: bool, on: date
) -> Verdict:
    """Two figures. `other` is the earlier one, or the one that is compared with."""
    if record is None or other is None:
        return Verdict(Status.NOT_SUPPORTED, (Reason(Why.NO_OTHER),))
    said = saying.read(parts.without_names(sentence, record, other))
    reasons = [
        *_figures(said, record, other),
        *parts.care(sentence, record),
        *parts.care(sentence, other),
        *parts.age(said, record.day, on=on),
        *(_changed if is_change else _compared)(sentence, said, record, other),
        *parts.put_as(said, allowed=frozenset({Put.CHANGE, Put.COMPARISON})),
    ]
    one = record.pollster == other.pollster
    return judge(
        Status.ONE_POLL if one else Status.SUPPORTED, reasons, parts.missing(record, other)
    )


def _figures(said: Said, record: Record, other: Record) -> Iterator[Reason]:
    if record.share is None or other.share is None:
        yield Reason(Why.NO_SHARE, f"{record.as_printed}, {other.as_printed}")
        return
    for place, share in enumerate(said.shares):
        carried = (record.share,) if place == 0 else (record.share, other.share)
        if not any(share.holds(one) for one in carried):
            yield Reason(Why.OTHER_SHARE, share.words)


def _changed(sentence: str, said: Said, record: Record, other: Record) -> Iterator[Reason]:
    """Up or down between two polls that asked the same people the same, word for word."""
    if parts.plain(record.wording) != parts.plain(other.wording) or not record.wording:
        yield Reason(Why.OTHER_WORDING, "2")
    if parts.plain(record.answer) != parts.plain(other.answer):
        yield Reason(Why.OTHER_QUESTION, other.answer)
    if saying.groups(record.population) != saying.groups(other.population):
        yield Reason(Why.OTHER_POPULATION, other.population)
    yield from parts.people(said, record.population)
    if not (record.day and other.day and other.day < record.day):
        yield Reason(Why.NO_DATE)
    way = saying.direction(sentence)
    if way == 0:
        yield Reason(Why.NOT_A_CHANGE)
        return
    sure = _sure(record, other, way)
    if sure < _SURE:
        yield Reason(Why.NO_CHANGE, f"{sure:.0%}")


def _compared(sentence: str, said: Said, record: Record, other: Record) -> Iterator[Reason]:
    """More of one than of the other: two answers to a question, or two groups asked it."""
    same_people = saying.groups(record.population) == saying.groups(other.population)
    same_answer = parts.plain(record.answer) == parts.plain(other.answer)
    if same_people and record.asks != other.asks:
        yield Reason(Why.OTHER_QUESTION, other.question)
    if not same_people and (
        not same_answer or parts.plain(record.question) != parts.plain(other.question)
    ):
        yield Reason(Why.OTHER_QUESTION, other.question)
    yield from parts.people(said, record.population, other.population)
    if Put.COMPARISON not in said.ways:
        yield Reason(Why.NOT_COMPARED)
        return
    sure = _sure(record, other, -1 if saying.lesser(sentence) else 1)
    if sure < _SURE:
        yield Reason(Why.NOT_MORE, f"{sure:.0%}")


def _sure(record: Record, other: Record, way: int) -> float:
    """The probability that the first is larger (`way` 1) or smaller (-1) than the second."""
    if record.share is None or other.share is None:
        return 0.0
    apart = record.share - other.share
    if record.asks and record.asks == other.asks:  # two answers of the same people
        p, q = record.share / 100, other.share / 100
        spread = 1e4 * max(p + q - (p - q) ** 2, 0.02) / (record.size or record.assumed_size)
        spread += 2 * parts.ROUNDING
    elif record.pollster == other.pollster:  # its house is in both
        spread = parts.sampling(record) + parts.sampling(other) + 2 * parts.OTHER**2
    else:
        spread = parts.variance(record) + parts.variance(other)
    return NormalDist().cdf(way * apart / sqrt(spread))
