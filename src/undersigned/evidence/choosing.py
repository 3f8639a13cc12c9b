"""Which polls are averaged, and at what size: the data rules, each refusal with its reason."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from undersigned.evidence.records import Counted, Flag, LeftOut, PollRecord, Reason

SMALL, USUAL_SIZE = 100, 600
_TOO_MUCH = 102.0  # rounding adds up to a point or two
_NEAR = ("a", "v", "rv", "lv")  # populations in the order in which they narrow
# The part of a sample that a subgroup is where its size was not printed: lower quartiles.
SUBGROUP_PART = {"democrats": 0.34, "republicans": 0.28, "independents": 0.25}


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """The polls of one answer in the order of their days, and what was left out and why."""

    answer: str
    population: str
    family: str
    counted: tuple[Counted, ...]
    left_out: tuple[LeftOut, ...]


def choose(
    records: Iterable[PollRecord],
    *,
    answer: str,
    as_of: date,
    population: str | None = None,
    family: str | None = None,
    keep: Callable[[PollRecord], bool] | None = None,
) -> Chosen:
    """By the rules of evidence.md. The reference population and family are the most frequent
    ones, if none is named; `keep` leaves out what the reader does not want to see.
    """
    left: list[LeftOut] = []
    good = []
    for record in records:
        reason = refusal(record, answer=answer, as_of=as_of)
        if reason is None and keep is not None and not keep(record):
            reason = Reason.WITHOUT
        if reason is None:
            good.append(record)
        else:
            left.append(LeftOut(record=record, reason=reason))
    found_by = _findings(good, answer)
    good.sort(
        key=lambda record: (_order(record, answer), found_by[record.pollster], _names(record))
    )
    good = list(_once(good, left))
    if population is None:
        population = _most_frequent([record.population for record in good])
    if family is None:
        family = _most_frequent([record.asked for record in good])
    good = list(_one_population(good, population, left))
    good = _waves(good, left)
    return Chosen(
        answer=answer, population=population, family=family, left_out=tuple(left),
        counted=tuple(_sized(good)),
    )  # fmt: skip


def refusal(record: PollRecord, *, answer: str, as_of: date) -> Reason | None:
    """The first reason not to average this poll by itself; None if there is none."""
    share = record.answers.get(answer)
    shares = list(record.answers.values())
    checks: list[tuple[Callable[[], bool], Reason]] = [
        (lambda: bool(record.excluded), Reason.EXCLUDED),
        (lambda: record.open_to_all, Reason.NOT_A_POLL),
        (lambda: not record.pollster.strip(), Reason.NO_POLLSTER),
        (lambda: share is None or math.isnan(share), Reason.NO_SHARE),
        (lambda: not all(0 <= one <= 100 for one in shares), Reason.IMPOSSIBLE),  # noqa: PLR2004
        (lambda: sum(shares) > _TOO_MUCH, Reason.OVER_100),
        (lambda: record.size is not None and not record.size > 0, Reason.BAD_SIZE),
        (lambda: record.end is None, Reason.NO_DATES),
        (lambda: _first(record) > _last(record), Reason.BACKWARDS),
        (lambda: _last(record) > as_of, Reason.FUTURE),
        (lambda: bool(record.released and record.released > as_of), Reason.UNRELEASED),
    ]
    return next((reason for wrong, reason in checks if wrong()), None)


def _last(record: PollRecord) -> date:
    return record.end or date.max


def _first(record: PollRecord) -> date:
    return record.start or _last(record)


Row = tuple[float, ...]


def _order(record: PollRecord, answer: str) -> Row:
    """By what was found, so that neither the order of the file nor a name plays a part."""
    first, last = _first(record).toordinal(), _last(record).toordinal()
    return (first + last, last, record.answers[answer], record.size or 0)


def _findings(records: Sequence[PollRecord], answer: str) -> dict[str, tuple[Row, ...]]:
    """All that each pollster found: tells two pollsters apart without their names."""
    rows: dict[str, list[Row]] = {}
    for record in records:
        rows.setdefault(record.pollster, []).append(_order(record, answer))
    return {pollster: tuple(sorted(found)) for pollster, found in rows.items()}


def _names(record: PollRecord) -> tuple[str, ...]:
    return (
        record.population, record.wording, record.pollster, record.sponsor, record.split,
        record.id,
    )  # fmt: skip


def _most_frequent(values: Sequence[str]) -> str:
    """A tie goes to the one first by name."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value), default="")


def _once(records: Sequence[PollRecord], left: list[LeftOut]) -> Iterator[PollRecord]:
    """The same poll twice is one, whatever id each row has."""
    seen = set()
    for record in records:
        key = (
            record.pollster, record.sponsor, record.start, record.end, record.size,
            record.population, record.wording, record.family, record.split, record.mode,
            tuple(sorted(record.answers.items())),
        )  # fmt: skip
        if key in seen:
            left.append(LeftOut(record=record, reason=Reason.DUPLICATE))
        else:
            seen.add(key)
            yield record


def distance(population: str, reference: str) -> float:
    """How far a population is from the reference; one without a place in the order is far."""
    if population == reference:
        return 0
    if population not in _NEAR or reference not in _NEAR:
        return len(_NEAR)
    away = _NEAR.index(population) - _NEAR.index(reference)
    return abs(away) + (0.5 if away < 0 else 0)  # of two as far, the narrower


def _one_population(
    records: Sequence[PollRecord], reference: str, left: list[LeftOut]
) -> Iterator[PollRecord]:
    """Of one question to the same respondents, the population nearest to the reference."""
    groups: dict[tuple[object, ...], list[PollRecord]] = {}
    for record in records:
        groups.setdefault(_asked(record), []).append(record)
    for group in groups.values():
        best = min(group, key=lambda one: (distance(one.population, reference), _rank(one)))
        yield best
        left.extend(
            LeftOut(record=one, reason=Reason.SAME_PEOPLE, detail=best.population)
            for one in group
            if one is not best
        )


def _rank(record: PollRecord) -> float:
    """Of equals the larger sample."""
    return -(record.size or 0)


def _asked(record: PollRecord) -> tuple[object, ...]:
    who: tuple[object, ...] = (
        (record.respondents,)
        if record.respondents
        else (record.pollster, record.sponsor, record.start, record.end)
    )
    return (*who, record.wording, record.family, record.split)


def _waves(records: Sequence[PollRecord], left: list[LeftOut]) -> list[PollRecord]:
    """Of a tracker the latest wave, and before it the waves that do not overlap a later one."""
    begins: dict[tuple[str, ...], date] = {}
    kept = []
    for record in sorted(records, key=_last, reverse=True):
        if not record.tracking:
            kept.append(record)
            continue
        tracker = (record.pollster, record.sponsor, record.wording, record.family, record.split)
        if _last(record) < begins.get(tracker, date.max):
            begins[tracker] = _first(record)
            kept.append(record)
        else:
            left.append(LeftOut(record=record, reason=Reason.OVERLAPS))
    order = {id(record): place for place, record in enumerate(records)}
    middle = {
        id(record): _first(record).toordinal() + _last(record).toordinal() for record in kept
    }
    return sorted(kept, key=lambda record: (middle[id(record)], order[id(record)]))


def _sized(records: Sequence[PollRecord]) -> Iterator[Counted]:
    sizes: dict[str, list[float]] = {}
    for record in records:
        if record.size is not None:
            sizes.setdefault(record.pollster, []).append(record.size)
    for record in records:
        size = record.size or assumed_size(
            subgroup=record.subgroup, split=record.split, total=record.total,
            sizes=sizes.get(record.pollster, ()),
        )  # fmt: skip
        yield Counted(
            record=record,
            day=(_first(record).toordinal() + _last(record).toordinal()) / 2,
            length=float((_last(record) - _first(record)).days + 1),
            size=size,
            flags=tuple(_flags(record, size)),
        )


def assumed_size(
    *, subgroup: str, split: str, total: float | None, sizes: Sequence[float] = ()
) -> float:
    """Of all that were asked the usual part; else the lower quartile of the pollster's other
    `sizes`, else 600's.
    """
    part = SUBGROUP_PART.get(subgroup.lower())
    most = total if total and total > 0 else math.inf
    is_part_known = part is not None or not (subgroup or split)
    if is_part_known and most < math.inf:
        return most * (part or 1.0)
    return min(most, lower_quartile(sizes) or USUAL_SIZE * (part or 1.0))


def lower_quartile(values: Sequence[float]) -> float | None:
    """The value that a quarter of them do not exceed; None of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 4] if ordered else None


def _flags(record: PollRecord, size: float) -> Iterator[Flag]:
    if record.size is None or record.assumed:
        yield Flag.SIZE_ASSUMED
    if size < SMALL:
        yield Flag.SMALL
    if record.side:
        yield Flag.PARTISAN
    if record.internal:
        yield Flag.INTERNAL
