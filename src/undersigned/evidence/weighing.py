"""Claims beside the organisation's own record: what each is bound to, and the verdict."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from undersigned.evidence import choosing, stored
from undersigned.evidence.claiming.checking import Evidence, hold
from undersigned.evidence.claiming.verdict import Averaged, Kind, Record, Verdict
from undersigned.evidence.models import Claim, Question, Result, Series, StoredAverage

_Key = tuple[object, ...]


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A claim with its verdict, and the ids of what that rests on."""

    claim: Claim
    verdict: Verdict
    evidence: list[str]


def weigh(claims: Sequence[Claim], *, on: date) -> list[Weighed]:
    """Of one organisation; four queries. `on` is today, or the day an example speaks of."""
    bound = {pk for claim in claims for pk in (claim.result_id, claim.other_id) if pk}
    rows = _rows(bound)
    averages = _averages(claims, rows.values())
    records = _records(rows.values(), _surprises(averages.values()))
    alike: dict[_Key, list[int]] = defaultdict(list)
    for pk, row in rows.items():
        alike[_key(row)].append(pk)
    found = []
    for claim in claims:
        same = alike[_key(rows[claim.result_id])] if claim.result_id in rows else []
        evidence = Evidence(
            kind=Kind(claim.kind), record=records.get(claim.result_id or 0),
            other=records.get(claim.other_id or 0),
            averaged=_averaged(claim, averages),
            same=[records[pk] for pk in same if pk != claim.result_id],
        )  # fmt: skip
        verdict = hold(claim.sentence, evidence, on=on)
        ids = _evidence(claim, rows, averages, same)
        found.append(Weighed(claim=claim, verdict=verdict, evidence=ids))
    return found


def _rows(bound: Iterable[int]) -> dict[int, Result]:
    """The bound results, and all others of their topics or, without one, their questions."""
    asked = Result.objects.filter(pk__in=list(bound)).values_list(
        "question__poll__organisation", "question__topic", "question__in_short"
    )
    wanted = Q(pk__in=list(bound))
    for organisation, topic, in_short in asked:
        alike = Q(question__topic=topic) if topic else Q(question__in_short__iexact=in_short)
        wanted |= alike & Q(question__poll__organisation=organisation)
    rows = Result.objects.filter(wanted).select_related("question__poll__house").order_by("pk")
    return {row.pk: row for row in rows}


def _key(row: Result) -> _Key:
    """Results with one key answer the same question to the same people."""
    question = row.question
    asked = question.topic_id or question.in_short.strip().casefold()
    words = (question.population, question.subgroup, row.answer)
    return (asked, *(text.strip().casefold() for text in words))


def _averages(claims: Iterable[Claim], rows: Iterable[Result]) -> dict[int, StoredAverage]:
    """By series: those that claims name, and those of the bound results' topics."""
    topics = {row.question.topic_id for row in rows if row.question.topic_id}
    named = {claim.series_id for claim in claims if claim.series_id}
    if not topics and not named:
        return {}
    series = Series.objects.filter(Q(pk__in=named) | Q(topic__in=topics))
    return stored.newest(list(series.values_list("pk", flat=True)))


def _surprises(averages: Iterable[StoredAverage]) -> dict[tuple[str, str], float]:
    """By question and answer, how many predictive sd a poll lies off what the others expect."""
    return {
        (poll["id"], one.series.answer.casefold()): float(poll["surprise"])
        for one in averages
        if one.polls > 1
        for poll in one.details.get("polls", ())
    }


def _records(
    rows: Iterable[Result], surprises: Mapping[tuple[str, str], float]
) -> dict[int, Record]:
    rows = list(rows)
    beside = defaultdict(list)
    for row in rows:
        if row.share is not None:
            beside[row.question_id].append((row.pk, float(row.share)))
    return {
        row.pk: replace(
            _record(row, [share for pk, share in beside[row.question_id] if pk != row.pk]),
            surprise=surprises.get((str(row.question.uuid), row.answer.casefold())),
        )
        for row in rows
    }


def _record(row: Result, others: list[float]) -> Record:
    question = row.question
    poll = question.poll
    people = f"{question.subgroup}, {question.population}" if question.subgroup else ""
    return Record(
        pollster=poll.house.name if poll.house else poll.pollster,
        printed_by=poll.pollster,
        question=question.in_short,
        answer=row.answer,
        share=None if row.share is None else float(row.share),
        as_printed=row.as_printed,
        population=people or question.population,
        others=others,
        wording=question.wording,
        size=question.printed_size,
        assumed_size=_assumed(question),
        asked=poll.field_end,
        published=poll.published,
        sponsor=poll.sponsor if _has_side(row) else "",
        unclear=question.note,
        asks=str(question.uuid),
        open_to_all=poll.is_open_to_all,
        excluded=question.excluded,
    )


def _assumed(question: Question) -> float:
    """By a person's word, or as an average of this poll would take it."""
    if question.is_size_assumed and question.sample_size:
        return float(question.sample_size)
    return choosing.assumed_size(
        subgroup=question.subgroup, split=question.split, total=question.poll.sample_total
    )


def _has_side(row: Result) -> bool:
    """Whether the sponsor must be named: unless it is known to be nobody's, or the media's."""
    neutral = ("none", "media", "other")
    return bool(row.question.side) or row.question.poll.sponsor_class not in neutral


def _averaged(claim: Claim, averages: Mapping[int, StoredAverage]) -> Averaged | None:
    kept = averages.get(claim.series_id or 0)
    if kept is None or kept.level is None or kept.picture is None:
        return None
    rests = kept.details["support"]
    return Averaged(
        question=kept.series.topic.name, answer=kept.series.answer,
        population=_people(kept.series), level=kept.level, low=kept.low or 0.0,
        high=kept.high or 0.0, majority=kept.majority or 0.0, polls=kept.polls,
        pollsters=kept.pollsters, last_poll=date.fromisoformat(kept.picture["last_poll"]),
        has_line=kept.picture["has_line"], wordings=kept.details["wordings"],
        largest=rests["largest"], largest_part=rests["largest_part"],
        rise=_rise(claim, kept),
    )  # fmt: skip


def _people(series: Series) -> str:
    if series.subgroup:
        return f"{series.subgroup}, {series.population}"
    return series.population


def _rise(claim: Claim, kept: StoredAverage) -> float | None:
    """A fit: of claims of a change alone, once a check."""
    if claim.kind != Claim.Kind.CHANGE or claim.since is None:
        return None
    from undersigned.evidence import computing, judging  # noqa: PLC0415  NumPy, for these alone

    return judging.rise(computing.again(kept), claim.since)


def _evidence(
    claim: Claim, rows: Mapping[int, Result], averages: Mapping[int, StoredAverage],
    same: Sequence[int],
) -> list[str]:  # fmt: skip
    bound = [pk for pk in (claim.result_id, claim.other_id, *same) if pk in rows]
    ids = [f"question:{rows[pk].question.uuid}" for pk in bound if pk]
    kept = averages.get(claim.series_id or 0)
    return list(dict.fromkeys([*ids, *([f"average:{kept.pk}"] if kept else [])]))
