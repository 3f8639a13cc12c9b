"""An organisation's record as the average takes it: one query, a record a question."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from undersigned.evidence.layouts.cells import population_code
from undersigned.evidence.models import Poll, Question
from undersigned.evidence.records import PollRecord

_MOST_NAMES = 1_000
_PARTISAN = (Poll.SponsorClass.CAMPAIGN,)


def records(
    *, organisation_id: int, topic: str | None = None
) -> Iterator[tuple[Question, PollRecord]]:
    """Every question on record (of a topic), with what an average needs of it.

    The pollster is known by who it is, whatever name was printed. Two queries.
    """
    for question in questions(organisation_id=organisation_id, topic=topic):
        yield question, record_of(question)


def as_printed(*, organisation_id: int, pollsters: Collection[str]) -> list[Question]:
    """Those of polls under these names alone: a list is held against no others. Two queries."""
    rows = _whole(organisation_id)
    if len(pollsters) <= _MOST_NAMES:
        rows = rows.filter(poll__pollster__in=pollsters)
    return list(rows.order_by("poll_id", "place", "pk"))


def questions(*, organisation_id: int, topic: str | None = None) -> list[Question]:
    """With all that a record is made of. Two queries."""
    rows = _whole(organisation_id)
    if topic is not None:
        rows = rows.filter(topic__name=topic)
    return list(rows.order_by("poll_id", "place", "pk"))


def _whole(organisation_id: int) -> QuerySet[Question]:
    rows = Question.objects.filter(poll__organisation=organisation_id)
    return rows.select_related("poll__house", "topic", "family").prefetch_related("results")


def _number(stored: int | None) -> float | None:
    return None if stored is None else float(stored)


def _id(question: Question, *, as_printed: bool) -> str:
    """A row of a list that gave no id is handed on without one."""
    from_a_list = as_printed and question.import_key
    return question.source_id or ("" if from_a_list else str(question.uuid))


def _respondents(poll: Poll, *, as_printed: bool) -> str:
    from_a_list = as_printed and poll.import_key
    return poll.source_id or ("" if from_a_list else str(poll.uuid))


def record_of(question: Question, *, as_printed: bool = False) -> PollRecord:
    """`as_printed`: with the name that stands in the source, for a file that is handed on."""
    poll = question.poll
    house = poll.pollster if as_printed or poll.house is None else poll.house.name
    answers = sorted(question.results.all(), key=lambda row: (row.place, row.pk))
    return PollRecord(
        pollster=house, sponsor=poll.sponsor, side=question.side,
        internal=poll.sponsor_class in _PARTISAN, start=poll.field_start, end=poll.field_end,
        released=poll.published, size=_number(question.sample_size),
        assumed=question.is_size_assumed, total=_number(poll.sample_total),
        population=population_code(question.population), subgroup=question.subgroup,
        wording=question.wording, family=question.family.name if question.family else "",
        mode=poll.mode, tracking=poll.is_tracking, split=question.split,
        open_to_all=poll.is_open_to_all, excluded=question.excluded,
        id=_id(question, as_printed=as_printed),
        respondents=_respondents(poll, as_printed=as_printed),
        url=poll.source_url,
        answers={row.answer: float(row.share) for row in answers if row.share is not None},
    )  # fmt: skip
