"""The record as a file of ours, which can be read back whole, and by `polls average`."""

from collections.abc import Iterator

from undersigned.evidence import series
from undersigned.evidence.layouts.known import OF_POLL, OF_QUESTION, OWN, PRINTED
from undersigned.evidence.models import Question
from undersigned.evidence.records import PollRecord
from undersigned.lib import spreadsheets

_RECORD = tuple(name for name in OWN if name not in (*OF_POLL, *OF_QUESTION, PRINTED, "topic"))


def lines(*, organisation_id: int) -> Iterator[str]:
    """CSV, a line a question. Two queries."""
    found = series.questions(organisation_id=organisation_id)
    printed = [series.record_of(question, as_printed=True) for question in found]
    answers = list(dict.fromkeys(name for record in printed for name in record.answers))
    rows = (
        _cells(question, record, answers)
        for question, record in zip(found, printed, strict=True)
    )
    return spreadsheets.lines([*OWN, *answers], rows)


def _cells(question: Question, record: PollRecord, answers: list[str]) -> list[object]:
    own: dict[str, object] = {name: getattr(record, name) for name in _RECORD}
    own["topic"] = question.topic.name if question.topic else ""
    own |= {name: getattr(question.poll, name) for name in OF_POLL}
    own |= {name: getattr(question, name) for name in OF_QUESTION}
    own[PRINTED] = _printed(question)
    shares = [record.answers.get(name) for name in answers]
    return [
        *(_cell(own[name]) for name in OWN),
        *("" if share is None else f"{share:g}" for share in shares),  # 0 % was printed
    ]


def _printed(question: Question) -> str:
    rows = sorted(question.results.all(), key=lambda row: (row.place, row.pk))
    return "\n".join(f"{row.answer} | {row.as_printed}" for row in rows)


def _cell(value: object) -> object:
    """Numbers as they are typed, yes and no in letters, nothing for what was not printed."""
    match value:
        case None | False | 0:
            return ""
        case True:
            return "yes"
        case int():
            return value  # text that begins with a minus would be taken for a formula
        case float():
            return f"{value:g}" if value < 1e6 else str(int(value))  # noqa: PLR2004
        case _:
            return str(value)
