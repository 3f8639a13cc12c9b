"""The case with its sources: claims numbered to the polls that carry them, gaps named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from undersigned.campaigns.models import ElectionResult
from undersigned.evidence.models import Claim, Poll, Question, Result


@dataclass(frozen=True, kw_only=True)
class Note:
    """A source, under its number."""

    number: int
    poll: Poll | None
    text: str
    url: str
    missing: str


@dataclass(frozen=True, kw_only=True)
class CitedClaim:
    """A sentence with the number of its source; no number: nothing in the record carries it."""

    sentence: str
    number: int | None


@dataclass(frozen=True, kw_only=True)
class ShownQuestion:
    question: Question
    results: list[Result]
    missing: str


@dataclass(frozen=True, kw_only=True)
class ShownPoll:
    poll: Poll
    number: int
    when: str
    published: date | None
    missing: str
    questions: list[ShownQuestion]


@dataclass(kw_only=True)
class Case:
    """All that the page shows of claims, polls and election results."""

    claims: list[CitedClaim] = field(default_factory=list)
    polls: list[ShownPoll] = field(default_factory=list)
    results: list[tuple[ElectionResult, int]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def build(
    *, claims: Iterable[Claim], polls: Iterable[Poll], results: Iterable[ElectionResult]
) -> Case:
    """`polls` come with their questions and answers fetched. Numbers follow the page."""
    case = Case()
    numbers: dict[int, int] = {}
    claims = list(claims)
    by_id = {poll.pk: poll for poll in polls}
    carried = [claim.result.question.poll for claim in claims if claim.result]
    for poll in [*carried, *by_id.values()]:
        if poll.pk not in numbers:
            numbers[poll.pk] = len(case.notes) + 1
            case.notes.append(_poll_note(by_id.get(poll.pk, poll), numbers[poll.pk]))
    case.claims = [_cited(claim, numbers) for claim in claims]
    case.polls = [_shown(poll, numbers[poll.pk]) for poll in by_id.values()]
    for result in results:
        case.results.append((result, len(case.notes) + 1))
        case.notes.append(_result_note(result, len(case.notes) + 1))
    return case


def _cited(claim: Claim, numbers: dict[int, int]) -> CitedClaim:
    poll_id = claim.result.question.poll_id if claim.result else None
    return CitedClaim(
        sentence=claim.sentence, number=numbers[poll_id] if poll_id is not None else None
    )


def _shown(poll: Poll, number: int) -> ShownPoll:
    ordered = sorted(poll.questions.all(), key=lambda question: (question.place, question.pk))
    return ShownPoll(
        poll=poll,
        number=number,
        when=poll.published_as_printed,
        published=poll.published,
        missing=_listed(_missing_of_poll(poll)),
        questions=[_shown_question(question) for question in ordered],
    )


def _shown_question(question: Question) -> ShownQuestion:
    results = sorted(question.results.all(), key=lambda result: (result.place, result.pk))
    return ShownQuestion(
        question=question, results=results, missing=_listed(_missing_of_question(question))
    )


def _missing_of_poll(poll: Poll) -> list[str]:
    there = (
        (poll.published or poll.published_as_printed, _("date of publication")),
        (poll.field_start and poll.field_end, _("field dates")),
        (poll.mode, _("how people were asked")),
        # Nobody can follow a link to a poll that was never taken.
        (poll.source_url or poll.is_invented, _("address of the source")),
    )
    return [name for value, name in there if not value]


def _missing_of_question(question: Question) -> list[str]:
    there = (
        (question.sample_size, _("sample size")),
        (question.wording, _("exact wording")),
        (question.margin_as_printed, _("margin of error")),
    )
    return [name for value, name in there if not value]


def _listed(names: list[str]) -> str:
    return ", ".join(names)


def _poll_note(poll: Poll, number: int) -> Note:
    who = poll.pollster
    if poll.cited_by:
        names = {"pollster": poll.pollster, "who": poll.cited_by}
        who = _("%(pollster)s, cited by %(who)s") % names
    parts = [who, poll.source_title]
    return Note(
        number=number,
        poll=poll,
        text=". ".join(part for part in parts if part),
        url=poll.source_url,
        missing=_listed(_missing_of_poll(poll)),
    )


def _result_note(result: ElectionResult, number: int) -> Note:
    missing = "" if result.source_url else _("address of the source")
    return Note(
        number=number, poll=None, text=result.source_title, url=result.source_url,
        missing=missing,
    )  # fmt: skip
