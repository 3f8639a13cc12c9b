"""The library of polls and of claims: what was printed stays as printed, gaps stay gaps."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from undersigned.evidence.models import Claim, Poll, Question, Result
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*(?:%|per ?cent)", re.IGNORECASE)
_WHOLE = 100


class NotOnRecordError(ValueError):
    """The claim's number is not the one of its result."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as typed, with pairs of answer and share as printed. `id` None: a new one."""

    id: int | None = None
    values: Mapping[str, object]
    results: Sequence[tuple[str, str]]


def share_of(as_printed: str) -> Decimal | None:
    """The one percentage in what was printed; None where there is none, or more than one.

    >>> share_of("around 71 %")
    Decimal('71')
    >>> share_of("more than two thirds")
    """
    found = _SHARE.findall(as_printed)
    if len(found) != 1 or Decimal(found[0]) > _WHOLE:
        return None
    return Decimal(found[0])


@transaction.atomic
def add_poll(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    questions: Sequence[Asked],
    at: datetime,
    by: auditing.Actor,
) -> Poll:
    poll = Poll.objects.create(**{**values, "organisation": organisation, "created_at": at})
    _write(poll, questions)
    _poll(poll, at=at, by=by).note("added", after=values)
    return poll


@transaction.atomic
def change_poll(
    *,
    poll: Poll,
    version: int,
    values: Mapping[str, object],
    questions: Sequence[Asked],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises ChangedMeanwhileError, InUseError when a result with a claim would go."""
    old = [_said(question.in_short, results_of(question)) for question in questions_of(poll)]
    new = [_said(str(asked.values["in_short"]), asked.results) for asked in questions]
    if saving.change(
        poll, version=version, values=values, beside={"questions": (old, new)},
        about=_poll(poll, at=at, by=by),
    ) or _differs(poll, questions):  # fmt: skip
        _write(poll, questions)


def _said(in_short: str, results: Sequence[tuple[str, str]]) -> str:
    return f"{in_short} ({'; '.join(f'{answer}: {share}' for answer, share in results)})"


def _differs(poll: Poll, questions: Sequence[Asked]) -> bool:
    """Wording, population and the like, which the trail does not spell out."""
    rows = {question.pk: question for question in questions_of(poll)}
    return any(
        asked.id in rows and any(
            getattr(rows[asked.id], name) != value for name, value in asked.values.items()
        )
        for asked in questions
    )  # fmt: skip


def questions_of(poll: Poll) -> list[Question]:
    return list(poll.questions.order_by("place", "pk").prefetch_related("results"))


def results_of(question: Question) -> list[tuple[str, str]]:
    rows = sorted(question.results.all(), key=lambda row: (row.place, row.pk))
    return [(row.answer, row.as_printed) for row in rows]


def _write(poll: Poll, questions: Sequence[Asked]) -> None:
    """A poll has a few questions; rows keep their ids, because claims point at them."""
    kept = [asked.id for asked in questions if asked.id is not None]
    for gone in poll.questions.exclude(pk__in=kept):
        saving.delete(gone)
    for place, asked in enumerate(questions):
        question = poll.questions.filter(pk=asked.id or 0).first() or Question(poll=poll)
        for name, value in asked.values.items():
            setattr(question, name, value)
        question.place = place
        question.save()
        _write_results(question, asked.results)


def _write_results(question: Question, results: Sequence[tuple[str, str]]) -> None:
    known = {row.answer: row for row in question.results.all()}
    for answer in known.keys() - {answer for answer, _share in results}:
        saving.delete(known[answer])
    for place, (answer, as_printed) in enumerate(results):
        row = known.get(answer) or Result(question=question, answer=answer)
        row.as_printed, row.share, row.place = as_printed, share_of(as_printed), place
        row.save()


@transaction.atomic
def remove_poll(*, poll: Poll, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError when a claim is bound to it, or a campaign shows it."""
    saving.refuse_if_used(poll.campaigns.all())
    if saving.delete(poll):
        _poll(poll, at=at, by=by).note("removed")


def _poll(poll: Poll, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"poll by {poll.pollster}", f"poll:{poll.pk}")
    return saving.About(organisation_id=poll.organisation_id, subject=subject, at=at, by=by)


def check(*, number: Decimal | None, result: Result | None) -> None:
    """A claim's number is the record's, to the rounding of a whole. Raises NotOnRecordError."""
    if number is None or result is None:
        return
    if result.share is None or number not in (result.share, round(result.share)):
        raise NotOnRecordError(result.as_printed)


@transaction.atomic
def add_claim(
    *,
    organisation: Organisation,
    sentence: str,
    result: Result | None,
    number: Decimal | None,
    at: datetime,
    by: auditing.Actor,
) -> Claim:
    """Raises NotOnRecordError."""
    check(number=number, result=result)
    claim = Claim.objects.create(
        organisation=organisation, sentence=sentence, result=result, number=number,
        created_at=at,
    )  # fmt: skip
    _claim(claim, at=at, by=by).note("added", after=_bound(claim))
    return claim


@transaction.atomic
def change_claim(
    *,
    claim: Claim,
    version: int,
    sentence: str,
    result: Result | None,
    number: Decimal | None,
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises NotOnRecordError, ChangedMeanwhileError."""
    check(number=number, result=result)
    saving.change(
        claim, version=version,
        values={
            "sentence": sentence, "result_id": result.pk if result else None, "number": number
        },
        about=_claim(claim, at=at, by=by),
    )  # fmt: skip


@transaction.atomic
def remove_claim(*, claim: Claim, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError when a campaign shows it."""
    saving.refuse_if_used(claim.campaigns.all())
    if saving.delete(claim):
        _claim(claim, at=at, by=by).note("removed", before=_bound(claim))


def _claim(claim: Claim, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"claim {claim.sentence}", f"claim:{claim.pk}")
    return saving.About(organisation_id=claim.organisation_id, subject=subject, at=at, by=by)


def _bound(claim: Claim) -> dict[str, object]:
    return {"result": claim.result_id, "number": claim.number}
