"""From the record to the average: the polls of a series as the model takes them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from undersigned.evidence import series
from undersigned.evidence.models import Question, Series
from undersigned.evidence.records import PollRecord

_DAYS = ("start", "end", "released")


def questions(found: Series) -> list[Question]:
    """All of the topic, asked of this subgroup; two queries."""
    rows = Question.objects.filter(topic_id=found.topic_id, subgroup__iexact=found.subgroup)
    return list(rows.select_related("poll__house").prefetch_related("results").order_by("pk"))


def records(found: Series) -> list[PollRecord]:
    return [record(question, answer=found.answer) for question in questions(found)]


def record(question: Question, *, answer: str) -> PollRecord:
    """A multiple choice is read as one yes or no for the answer: its shares add up to more."""
    shares = _shares(question, answer=answer)
    if question.choice == Question.Choice.MULTIPLE:
        shares = {name: share for name, share in shares.items() if name == answer}
    return replace(
        series.record_of(question), id=str(question.uuid), respondents=str(question.poll.uuid),
        answers=shares, url=question.poll.link,
    )  # fmt: skip


def _shares(question: Question, *, answer: str) -> dict[str, float]:
    """By answer; the one asked for under the series' own spelling."""
    wanted = _plain(answer)
    return {
        answer if _plain(row.answer) == wanted else row.answer: float(row.share)
        for row in sorted(question.results.all(), key=lambda row: (row.place, row.pk))
        if row.share is not None
    }


def _plain(answer: str) -> str:
    return " ".join(answer.casefold().replace("\u2019", "'").split())


def as_json(found: Sequence[PollRecord]) -> list[dict[str, Any]]:
    """To be kept beside a number; what is empty is left out."""
    return [
        {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(one).items()
            if value not in (None, "", 0, False)
        }
        for one in found
    ]


def of_json(kept: Sequence[Mapping[str, Any]]) -> list[PollRecord]:
    found = []
    for one in kept:
        values: dict[str, Any] = {
            name: date.fromisoformat(value) if name in _DAYS else value
            for name, value in one.items()
        }
        found.append(PollRecord(**values))
    return found
