"""Holds a sentence against the record of polls, and says why it stands or falls.

    verdict = check("64% of Democrats want another candidate", record, on=date(2022, 7, 11))
    verdict.status, verdict.reasons

The rules are those of docs/evidence.md, 'Claims'. A reason that only asks for care (a thin
record) leaves the status as it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt
from statistics import NormalDist

from undersigned.evidence.claiming import parts, saying, several, turning
from undersigned.evidence.claiming.parts import plain
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

RULE = "4"  # changes whenever the same record could give another verdict
_SURE = 0.95
_FAR = 1.64  # predictive standard deviations


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a claim is bound to. `same`: other records of the question to the same people."""

    kind: Kind = Kind.SINGLE
    record: Record | None = None
    other: Record | None = None  # of a change the earlier, of a comparison the lesser
    averaged: Averaged | None = None
    same: Sequence[Record] = field(default=())


def check(
    sentence: str, record: Record | None, *, on: date, same: Sequence[Record] = ()
) -> Verdict:
    """Of one poll's figure. `same`: other records of the question to the same population."""
    return hold(sentence, Evidence(record=record, same=same), on=on)


def hold(sentence: str, evidence: Evidence, *, on: date) -> Verdict:
    """A claim of any kind against what it is bound to."""
    kind = evidence.kind
    if kind is Kind.SINGLE or (kind is Kind.MAJORITY and evidence.averaged is None):
        return _single(sentence, evidence, on=on)
    if kind in (Kind.AVERAGE, Kind.MAJORITY):
        return several.average(sentence, evidence.averaged, kind=kind, on=on)
    if kind is Kind.CHANGE and evidence.averaged is not None:
        return several.trend(sentence, evidence.averaged, on=on)
    return several.pair(
        sentence, evidence.record, evidence.other, is_change=kind is Kind.CHANGE, on=on
    )


def _single(sentence: str, evidence: Evidence, *, on: date) -> Verdict:
    record, same = evidence.record, evidence.same
    if record is None:
        return Verdict(Status.NOT_SUPPORTED, (Reason(Why.NO_RECORD),))
    said = saying.read(parts.without_names(sentence, record))
    reasons = (
        *_figures(said, record, sentence),
        *parts.people(said, record.population),
        *_put(said, evidence),
        *parts.care(sentence, record),
        *parts.age(said, record.day, on=on),
        *turning.other_source(sentence, record),
        *turning.other_time(said, record.day, on=on),
        *_rivals(said, record, same),
    )
    best = Status.SUPPORTED if _agreeing(said, record, same) else Status.ONE_POLL
    return judge(best, reasons, parts.missing(record))


def _figures(said: Said, record: Record, sentence: str) -> Iterator[Reason]:
    if record.share is None:
        if plain(record.as_printed) not in plain(sentence):
            yield Reason(Why.NO_SHARE, record.as_printed)
        return
    if not said.shares and not said.ways & {Put.MAJORITY}:
        yield Reason(Why.NOT_IN_FIGURES)
    printed = [record.share, *record.others]
    for place, share in enumerate(said.shares):
        carried = [record.share] if place == 0 else printed
        if not any(share.holds(one) for one in carried):
            yield Reason(Why.OTHER_SHARE, share.words)
    yield from turning.opposite(said, question=record.question, answer=record.answer)


def _put(said: Said, evidence: Evidence) -> Iterator[Reason]:
    record = evidence.record
    if record is None:
        return
    is_majority = Put.MAJORITY in said.ways or evidence.kind is Kind.MAJORITY
    if is_majority and record.share is not None:
        sure = _majority([record, *evidence.same])
        if sure < _SURE:
            yield Reason(Why.NO_MAJORITY, f"{sure:.0%}")
    yield from parts.put_as(said, record.as_printed)


def _majority(records: Sequence[Record]) -> float:
    """P(level > 50) from these polls alone, each with a house of its own."""
    known = [one for one in records if one.share is not None]
    variances = [parts.variance(one) for one in known]
    total = sum(1 / variance for variance in variances)
    level = sum((one.share or 0) / v for one, v in zip(known, variances, strict=True)) / total
    return NormalDist().cdf((level - 50) * sqrt(total))


def _rivals(said: Said, record: Record, same: Sequence[Record]) -> Iterator[Reason]:
    """Polls that tell another story: newer ones, and a level that this one lies off."""
    if record.share is None:
        return
    rivals = [one for one in same if one.share is not None and not one.open_to_all]
    yield from _newer(said, record, rivals)
    if record.surprise is not None and abs(record.surprise) > _FAR:
        yield Reason(Why.OUTLIER, f"{record.surprise:+.1f} sd")
    elif record.surprise is None and len(rivals) > 1:
        level = sum(one.share or 0 for one in rivals) / len(rivals)
        far = parts.variance(record) + sum(map(parts.variance, rivals)) / len(rivals) ** 2
        if abs(record.share - level) > _FAR * sqrt(far):
            yield Reason(Why.OUTLIER, f"{level:.0f}%")


def _newer(said: Said, record: Record, rivals: Sequence[Record]) -> Iterator[Reason]:
    """A newer poll that differs contests the claim; one with another figure is named."""
    for one in rivals:
        if not (one.day and record.day and one.day > record.day):
            continue
        apart = abs((one.share or 0) - (record.share or 0))
        if apart > _FAR * sqrt(parts.variance(one) + parts.variance(record)):
            yield Reason(Why.NEWER, one.pollster)
        elif not _carries(said, one):
            yield Reason(Why.NEWER_EXISTS, f"{one.pollster}, {one.as_printed}")


def _carries(said: Said, record: Record) -> bool:
    return bool(record.share is not None and said.shares and said.shares[0].holds(record.share))


def _agreeing(said: Said, record: Record, same: Sequence[Record]) -> bool:
    """Whether another pollster's figure carries the sentence too."""
    return any(
        one.pollster != record.pollster and not one.open_to_all and _carries(said, one)
        for one in same
    )
