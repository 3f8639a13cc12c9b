"""The case with its sources: claims numbered to the polls that carry them, gaps named."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from undersigned.campaigns.models import ElectionResult
from undersigned.evidence import addresses, phrasing
from undersigned.evidence.models import Claim, Poll, Question, Result, Series


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
    """A sentence with the number of its source and how it stands.

    No number: nothing in the record carries it. `chart` is where an average that does is drawn.
    """

    sentence: str
    number: int | None
    label: str
    tone: str
    url: str
    chart: str = ""


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
    charts: list[str] = field(default_factory=list)  # addresses of averages


def build(
    *, claims: Iterable[Claim], polls: Iterable[Poll], results: Iterable[ElectionResult]
) -> Case:
    """`polls` come with their questions and answers fetched. Numbers follow the page."""
    case = Case()
    numbers: dict[int, int] = {}
    claims = list(claims)
    by_id = {poll.pk: poll for poll in polls}
    carried = [
        result.question.poll
        for claim in claims
        for result in (claim.result, claim.other)
        if result
    ]
    for poll in [*carried, *by_id.values()]:
        if poll.pk not in numbers:
            numbers[poll.pk] = len(case.notes) + 1
            lacks = _lacks(poll, claims, is_shown=poll.pk in by_id)
            case.notes.append(_poll_note(by_id.get(poll.pk, poll), numbers[poll.pk], lacks))
    averages: dict[int, int] = {}
    for series in dict.fromkeys(claim.series for claim in claims if claim.series):
        averages[series.pk] = len(case.notes) + 1
        case.notes.append(_average_note(series, averages[series.pk]))
    case.claims = [cited(claim, _number_of(claim, numbers, averages)) for claim in claims]
    case.charts = list(dict.fromkeys(one.chart for one in case.claims if one.chart))
    case.polls = [_shown(poll, numbers[poll.pk]) for poll in by_id.values()]
    for result in results:
        case.results.append((result, len(case.notes) + 1))
        case.notes.append(_result_note(result, len(case.notes) + 1))
    return case


def cited(claim: Claim, number: int | None = None) -> CitedClaim:
    """`claim` comes whole, with its organisation."""
    said = phrasing.say(claim.status, (), ())
    slug = claim.organisation.slug
    return CitedClaim(
        sentence=claim.sentence, number=number, label=said.label, tone=said.tone,
        url=addresses.of_claim(slug, claim.uuid),
        chart=addresses.of_average(slug, claim.series.uuid) if claim.series else "",
    )  # fmt: skip


def _number_of(claim: Claim, numbers: dict[int, int], averages: dict[int, int]) -> int | None:
    if claim.series_id:
        return averages.get(claim.series_id)
    return numbers[claim.result.question.poll_id] if claim.result else None


def _shown(poll: Poll, number: int) -> ShownPoll:
    ordered = sorted(poll.questions.all(), key=lambda question: (question.place, question.pk))
    return ShownPoll(
        poll=poll,
        number=number,
        when=poll.published_as_printed,
        published=poll.published,
        missing=_listed(missing_of_poll(poll)),
        questions=[_shown_question(question) for question in ordered],
    )


def _shown_question(question: Question) -> ShownQuestion:
    results = sorted(question.results.all(), key=lambda result: (result.place, result.pk))
    return ShownQuestion(
        question=question, results=results, missing=_listed(missing_of_question(question))
    )


def missing_of_poll(poll: Poll) -> list[str]:
    there = (
        (poll.published or poll.published_as_printed, _("date of publication")),
        (poll.field_start and poll.field_end, _("field dates")),
        (poll.mode, _("how people were asked")),
        # Nobody can follow a link to a poll that was never taken.
        (poll.source_url or poll.is_invented, _("address of the source")),
    )
    return [name for value, name in there if not value]


def missing_of_question(question: Question) -> list[str]:
    there = (
        (question.printed_size, _("sample size")),
        (question.wording, _("exact wording")),
        (question.margin_as_printed, _("margin of error")),
    )
    return [name for value, name in there if not value]


def _listed(names: list[str]) -> str:
    return ", ".join(names)


def _lacks(poll: Poll, claims: Iterable[Claim], *, is_shown: bool) -> list[str]:
    """Where the poll itself is not on the page, its note names what its questions lack too."""
    found = missing_of_poll(poll)
    for claim in () if is_shown else claims:
        for result in (claim.result, claim.other):
            if result and result.question.poll_id == poll.pk:
                found += missing_of_question(result.question)
    return list(dict.fromkeys(found))


def _poll_note(poll: Poll, number: int, lacks: list[str]) -> Note:
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
        missing=_listed(lacks),
    )


def _average_note(series: Series, number: int) -> Note:
    words = _("Average of the polls on “%(topic)s”: %(answer)s")
    return Note(
        number=number, poll=None,
        text=words % {"topic": series.topic, "answer": series.answer},
        url=addresses.of_average(series.organisation.slug, series.uuid), missing="",
    )  # fmt: skip


def _result_note(result: ElectionResult, number: int) -> Note:
    missing = "" if result.source_url else _("address of the source")
    return Note(
        number=number, poll=None, text=result.source_title, url=result.source_url,
        missing=missing,
    )  # fmt: skip
