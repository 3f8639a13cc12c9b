"""Computes the averages that pages show, on the clock and when the record has changed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from undersigned.evidence import (
    averaging,
    collecting,
    deriving,
    detailing,
    diagnosing,
    judging,
    stored,
)
from undersigned.evidence.averaging import Average, NothingToAverageError
from undersigned.evidence.chart import painting, taking
from undersigned.evidence.chart.picture import Picture, Words
from undersigned.evidence.layouts.cells import population_code
from undersigned.evidence.models import Claim, Series, StoredAverage
from undersigned.evidence.records import PollRecord

_WITHOUT, _WORDINGS = 8, 5  # variants of each kind that are always there
_MOST = 8_000  # polls in all variants together: each is a fit and a table of its own
_HALF = 50.0
_PLACES = 150  # days at which a page's line is known


@dataclass(frozen=True, kw_only=True)
class _Variant:
    key: str
    words: str
    average: Average


@dataclass(frozen=True, kw_only=True)
class _Offered:
    """What a reader may leave out, and how many `others` of each kind are not offered."""

    pollsters: Sequence[str]
    wordings: Sequence[str]
    others: Mapping[str, int]


def compute_due(*, at: datetime) -> int:
    """One series a turn whose polls have changed, or whose average is not of today."""
    rows = Series.objects.select_related("organisation", "topic")
    fixed = Q(organisation__as_of__isnull=False, computed_on__isnull=False)
    waiting = rows.filter(Q(computed_on=None) | Q(computed_on__lt=at.date())).exclude(fixed)
    for series in waiting.order_by("computed_on", "pk"):
        day = stored.today(series.organisation, at=at)
        if series.computed_on is None or series.computed_on < day:
            refresh(series, at=at)
            return 1
    return 0


def refresh(series: Series, *, at: datetime) -> StoredAverage:
    """Computes, and keeps what is new. The claims that rest on it are checked again."""
    day = stored.today(series.organisation, at=at)
    Series.objects.filter(pk=series.pk).update(computed_on=day)  # what comes now is seen again
    records = collecting.records(series)
    main, others = _computed(series, records, day=day, at=at)
    with transaction.atomic():
        kept = _keep(main)
        for other in others:
            _keep(other)
        variants = [other.variant for other in others]
        stale = StoredAverage.objects.filter(series=series).exclude(variant="")
        stale.exclude(variant__in=variants, digest__in=[one.digest for one in others]).delete()
        old = StoredAverage.objects.filter(series=series, variant="", png__isnull=False)
        old.exclude(pk=kept.pk).update(png=None)
        Claim.objects.filter(
            Q(series=series) | Q(result__question__topic=series.topic_id)
        ).update(checked_on=None)
    return kept


def _keep(found: StoredAverage) -> StoredAverage:
    """The row that is there already with the same finding, or this one."""
    same = StoredAverage.objects.filter(
        series_id=found.series_id, variant=found.variant, as_of=found.as_of,
        digest=found.digest,
    ).first()  # fmt: skip
    if same is not None:
        return same
    found.save()
    return found


def _computed(
    series: Series, records: Sequence[PollRecord], *, day: date, at: datetime
) -> tuple[StoredAverage, list[StoredAverage]]:
    try:
        found = average_of(series, records, day=day, at=at)
    except NothingToAverageError as error:
        row = _row(series, records, day=day, at=at)
        row.details = {"left_out": detailing.left_out(error.chosen, answer=series.answer)}
        return row, []
    offered = _offer(found)
    variants = list(_variants(found, offered))
    rows = [
        _filled(_row(series, records, day=day, at=at, variant=one), one.average, series)
        for one in variants
    ]
    rows = [*_with_opinion(found, series, records, day=day, at=at), *rows]
    main = _filled(_row(series, records, day=day, at=at), found, series)
    main.details["not_offered"] = offered.others
    main.details["variants"] = [
        {"key": row.variant, "words": row.variant_words, "level": row.level, "low": row.low,
         "high": row.high}
        for row in rows
    ]  # fmt: skip
    main.png = painting.paint(
        Picture.of_json(main.picture or {}), signed=series.organisation.name,
        accent=series.organisation.accent, banner=series.organisation.banner,
    )  # fmt: skip
    return main, rows


def average_of(
    series: Series, records: Sequence[PollRecord], *, day: date, at: datetime | None = None
) -> Average:
    """Raises NothingToAverageError."""
    population = population_code(series.population) if series.population else None
    return averaging.average(
        records, answer=series.answer, as_of=day, population=population, computed_at=at,
        places=_PLACES,
    )  # fmt: skip


def again(kept: StoredAverage) -> Average:
    """Computed from what was kept beside the number. Raises NothingToAverageError."""
    return average_of(kept.series, collecting.of_json(kept.records), day=kept.as_of)


def _row(
    series: Series, records: Sequence[PollRecord], *, day: date, at: datetime,
    variant: _Variant | None = None,
) -> StoredAverage:  # fmt: skip
    kept = collecting.as_json(records)
    told = json.dumps(
        [kept, day.isoformat(), averaging.RULE, series.population], sort_keys=True
    )
    return StoredAverage(
        series=series, as_of=day, computed_at=at, rule=averaging.RULE,
        records=[] if variant else kept, digest=hashlib.sha256(told.encode()).hexdigest(),
        variant=variant.key if variant else "", variant_words=variant.words if variant else "",
    )  # fmt: skip


def _filled(row: StoredAverage, found: Average, series: Series) -> StoredAverage:
    level = judging.level(found)
    row.level, row.low, row.high = level.mean, level.low95, level.high95
    row.majority = judging.majority(found)
    row.polls, row.pollsters = len(found.polls), len(found.pollsters)
    row.inputs = list(found.inputs)
    row.picture = taking.take(found, _words(series)).as_json()
    row.details = detailing.details(found)
    return row


def _with_opinion(
    found: Average, series: Series, records: Sequence[PollRecord], *, day: date, at: datetime
) -> Iterator[StoredAverage]:
    """Nothing, where not every poll printed how many had none. Its polls stay as printed."""
    try:
        derived = deriving.with_opinion(found)
    except deriving.NobodyWithoutOpinionError:
        return
    line = derived.lines[0]
    row = _row(series, records, day=day, at=at)
    row.variant, row.records = stored.WITH_OPINION, []
    row = _filled(row, found, series)
    row.picture = taking.take_opinion(derived, _words(series)).as_json()
    low, high = (float(edge[-1]) for edge in line.band(0.95))
    row.level, row.low, row.high = float(line.level.mean[-1]), low, high
    row.majority = float(1 - line.level.below(_HALF)[-1])
    row.details |= {
        "next": [round(float(edge[-1]), 1) for edge in line.next_band(0.95)],
        "plain": detailing.plain(found, lambda answers: derived.share(answers, line.answer)),
    }
    yield row


def _words(series: Series) -> Words:
    return Words(title=series.topic.name, population=_people(series))


def _people(series: Series) -> str:
    return ", ".join(part for part in (series.subgroup, series.population) if part)


def _variants(found: Average, offered: _Offered) -> Iterator[_Variant]:
    """What a reader may leave out: partisan polls, a pollster, all wordings but one."""
    if any(poll.record.side or poll.record.internal for poll in found.polls):
        yield from _tried(found, "no-partisan", "", "partisan")
    for name in offered.pollsters:
        yield from _tried(found, f"without-{_key(name)}", name, "pollster")
    for one in offered.wordings:
        yield from _tried(found, f"wording-{_key(one)}", one, "wording")


def _offer(found: Average) -> _Offered:
    """All of them, unless there are very many: then those of most weight, and most asked."""
    pollsters, wordings = _pollsters(found), _wordings(found)
    first = max(_WITHOUT, _MOST // len(found.polls) - _WORDINGS)
    second = _WORDINGS + max(0, first - len(pollsters))
    return _Offered(
        pollsters=pollsters[:first], wordings=wordings[:second],
        others={
            "pollsters": len(pollsters[first:]), "wordings": len(wordings[second:])
        },
    )  # fmt: skip


def _pollsters(found: Average) -> list[str]:
    """By their weight; none where there is one alone."""
    weights: dict[str, float] = {}
    for one in diagnosing.contributions(found):
        name = one.poll.record.pollster
        weights[name] = weights.get(name, 0) + one.weight
    names = sorted(weights, key=lambda name: (-weights[name], name))
    return names if len(names) > 1 else []


def _wordings(found: Average) -> list[str]:
    """By how many polls asked so; none where all did."""
    asked = Counter(poll.record.asked for poll in found.polls)
    return [one for one, _polls in asked.most_common()] if len(asked) > 1 else []


def _tried(found: Average, key: str, about: str, kind: str) -> Iterator[_Variant]:
    """Nothing, where nothing would be left to average."""
    try:
        if kind == "partisan":
            yield _Variant(key=key, words="", average=diagnosing.without_partisan(found))
        elif kind == "pollster":
            left = diagnosing.without_pollster(found, about)
            yield _Variant(key=key, words=about, average=left)
        else:
            left = diagnosing.only_wording(found, about)
            yield _Variant(key=key, words=(left.question or about)[:300], average=left)
    except NothingToAverageError:
        return


def _key(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:10]
