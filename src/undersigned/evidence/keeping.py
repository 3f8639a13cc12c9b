"""The library of polls: what was printed stays as printed, gaps stay gaps."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from undersigned.evidence import naming, rechecking, records, stored
from undersigned.evidence.articles import figures
from undersigned.evidence.models import Correction, Poll, Question, Result
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation

_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)\s*(?:%|per ?cent)", re.IGNORECASE)
_BARE = re.compile(r"\s*(\d{1,3}(?:\.\d{1,4})?)\s*")
# A number that says it is a percentage, with its sign; the dash of '60-65 %' is none.
_CLAIMED = re.compile(
    r"(?<![\d.])([-\u2212]?\d+(?:\.\d+)?)\s*(?:%|per ?cent)|^\s*([-\u2212]?\d+(?:\.\d+)?)\s*$",
    re.IGNORECASE,
)
_SPELT = re.compile(rf"\b{figures.SPELT}", re.IGNORECASE)
_WHOLE = 100


class ReasonMissingError(ValueError):
    """A record is corrected only with a reason, because the correction is public."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question as typed, with pairs of answer and share as printed. `id` None: a new one.

    Among the values `topic` and `family` are names; `why` a new family is one question.
    """

    id: int | None = None
    values: Mapping[str, object]
    results: Sequence[tuple[str, str]]
    why: str = ""


def is_impossible(as_printed: str) -> bool:
    """Whether a percentage in it lies under 0 or over 100: mistyped, for nobody prints one.

    >>> is_impossible("158 %"), is_impossible("-3"), is_impossible("60-65 %")
    (True, True, False)
    """
    found = ("".join(pair) for pair in _CLAIMED.findall(as_printed))
    return any(not number[0].isdigit() or Decimal(number) > _WHOLE for number in found)


def share_of(as_printed: str) -> Decimal | None:
    """The one percentage in what was printed; None where there is none, or more than one.

    >>> share_of("around 71 %"), share_of("71")
    (Decimal('71'), Decimal('71'))
    >>> share_of("Sixty-four percent")
    Decimal('64')
    >>> share_of("more than two thirds")
    """
    bare = _BARE.fullmatch(as_printed)
    spelt = [str(figures.spelt(words)) for words in _SPELT.findall(as_printed)]
    found = [bare[1]] if bare else _SHARE.findall(as_printed) + spelt
    if len(found) != 1 or Decimal(found[0]) > _WHOLE:
        return None
    return Decimal(found[0])


def kind_of(answer: str) -> str:
    """Whether the answer is none: it is shown apart, and never shared out among the others."""
    if records.DONT_KNOW.match(answer):
        return Result.Kind.DONT_KNOW
    return Result.Kind.REFUSED if records.REFUSED.match(answer) else Result.Kind.ANSWER


@transaction.atomic
def add_poll(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    questions: Sequence[Asked],
    at: datetime,
    by: auditing.Actor,
) -> Poll:
    """Raises FamilyReasonMissingError."""
    poll = Poll.objects.create(
        **{**values, "organisation": organisation, "created_at": at, "entered_by": by.label},
        house=naming.house(organisation_id=organisation.pk, name=str(values["pollster"])),
    )  # fmt: skip
    _write(poll, questions, at=at, by=by)
    _about(poll, at=at, by=by).note("added", after=values)
    return poll


@transaction.atomic
def change_poll(
    *,
    poll: Poll,
    version: int,
    values: Mapping[str, object],
    questions: Sequence[Asked],
    why: str,
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises ChangedMeanwhileError, ReasonMissingError, FamilyReasonMissingError, InUseError
    when a result with a claim would go.
    """
    old = [_said(question.in_short, results_of(question)) for question in questions_of(poll)]
    new = [_said(str(asked.values["in_short"]), asked.results) for asked in questions]
    corrections = [
        *_differences("", {name: getattr(poll, name) for name in values}, values),
        *_corrected(poll, questions),
    ]
    if corrections and not why.strip():
        raise ReasonMissingError
    house = naming.house(organisation_id=poll.organisation_id, name=str(values["pollster"]))
    if saving.change(
        poll, version=version, values={**values, "house_id": house.pk if house else None},
        beside={"questions": (old, new)}, about=_about(poll, at=at, by=by),
    ) or corrections:  # fmt: skip
        _write(poll, questions, at=at, by=by)
        Correction.objects.bulk_create(
            Correction(poll=poll, what=what, before=before, after=after, why=why.strip(),
                       at=at, by=by.label)
            for what, before, after in corrections
        )  # fmt: skip


def _said(in_short: str, results: Sequence[tuple[str, str]]) -> str:
    return f"{in_short} ({'; '.join(f'{answer}: {share}' for answer, share in results)})"


_Change = tuple[str, str, str]


def _differences(
    prefix: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[_Change]:
    for name, value in after.items():
        old = before.get(name)
        if old != value and (old or value):
            yield f"{prefix}{name.replace('_', ' ')}"[:400], _words(old), _words(value)


def _words(value: object) -> str:
    return "" if value is None or value == "" else str(value)


def _corrected(poll: Poll, questions: Sequence[Asked]) -> Iterator[_Change]:
    rows = {question.pk: question for question in questions_of(poll)}
    for asked in questions:
        row, name = rows.pop(asked.id or 0, None), str(asked.values["in_short"])
        if row is None:
            yield f"question \u201c{name}\u201d"[:400], "", _said(name, asked.results)
            continue
        before = {field: _value(row, field) for field in asked.values}
        yield from _differences(f"\u201c{name}\u201d, ", before, asked.values)
        known, printed = dict(results_of(row)), dict(asked.results)
        for answer in {**known, **printed}:
            if known.get(answer) != printed.get(answer):
                what = f"\u201c{name}\u201d, answer \u201c{answer}\u201d"[:400]
                yield what, known.get(answer, ""), printed.get(answer, "")
    for row in rows.values():
        yield f"question \u201c{row.in_short}\u201d"[:400], _said(
            row.in_short, results_of(row)
        ), ""  # fmt: skip


def _value(row: Question, field: str) -> object:
    value = getattr(row, field)
    return value.name if field in {"topic", "family"} and value else value


def questions_of(poll: Poll) -> list[Question]:
    rows = poll.questions.select_related("topic", "family").prefetch_related("results")
    return list(rows.order_by("place", "pk"))


def results_of(question: Question) -> list[tuple[str, str]]:
    rows = sorted(question.results.all(), key=lambda row: (row.place, row.pk))
    return [(row.answer, row.as_printed) for row in rows]


def _write(poll: Poll, questions: Sequence[Asked], *, at: datetime, by: auditing.Actor) -> None:
    """A poll has a few questions; rows keep their ids, because claims point at them."""
    kept = [asked.id for asked in questions if asked.id is not None]
    for gone in poll.questions.exclude(pk__in=kept):
        saving.delete(gone)
    names = [str(asked.values.get("topic") or "") for asked in questions]
    topics = naming.topics(organisation_id=poll.organisation_id, names=names)
    families = naming.families(
        wanted=[
            (topics[name], str(asked.values.get("family") or ""), asked.why)
            for name, asked in zip(names, questions, strict=True)
            if name
        ],
        at=at, by=by,
    )  # fmt: skip
    for place, asked in enumerate(questions):
        question = poll.questions.filter(pk=asked.id or 0).first() or Question(poll=poll)
        for name, value in asked.values.items():
            if name not in {"topic", "family"}:
                setattr(question, name, value)
        topic = topics.get(names[place])
        family = str(asked.values.get("family") or "")
        question.topic = topic
        question.family = families.get((topic.pk, family)) if topic and family else None
        question.place = place
        question.save()
        _write_results(question, asked.results)
    rechecking.mark(organisation_id=poll.organisation_id)
    stored.mark(organisation_id=poll.organisation_id)


def _write_results(question: Question, results: Sequence[tuple[str, str]]) -> None:
    known = {row.answer: row for row in question.results.all()}
    for answer in known.keys() - {answer for answer, _share in results}:
        saving.delete(known[answer])
    for place, (answer, as_printed) in enumerate(results):
        row = known.get(answer) or Result(question=question, answer=answer)
        row.as_printed, row.share, row.place = as_printed, share_of(as_printed), place
        row.kind = kind_of(answer)
        row.save()


@transaction.atomic
def remove_poll(*, poll: Poll, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError when a claim is bound to it, or a campaign shows it."""
    saving.refuse_if_used(poll.campaigns.all())
    if saving.delete(poll):
        stored.mark(organisation_id=poll.organisation_id)
        _about(poll, at=at, by=by).note("removed")


def _about(poll: Poll, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"poll by {poll.pollster}", f"poll:{poll.pk}")
    return saving.About(organisation_id=poll.organisation_id, subject=subject, at=at, by=by)
