"""A poll's answers as bars, each beside what was printed: a claim that rests on one poll."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from undersigned.evidence.models import Question

_WHOLE, _ROUNDING = 100, 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """`share` is None where the printed words are no number."""

    answer: str
    as_printed: str
    share: float | None
    is_cited: bool


@dataclass(frozen=True, kw_only=True)
class Bars:
    """All answers on record, in the order of the record, and what a reader might misread."""

    rows: Sequence[Bar]
    note: str


def bars(question: Question, *, cited: Collection[int]) -> Bars:
    """`cited` are the ids of results."""
    rows = [
        Bar(
            answer=row.answer, as_printed=row.as_printed, is_cited=row.pk in cited,
            share=None if row.share is None else float(row.share),
        )
        for row in sorted(question.results.all(), key=lambda row: (row.place, row.pk))
    ]  # fmt: skip
    return Bars(rows=rows, note=_note(question, rows))


def _note(question: Question, rows: Sequence[Bar]) -> str:
    shares = [row.share for row in rows if row.share is not None]
    total = sum(shares)
    if question.choice == Question.Choice.MULTIPLE:
        return _("Several answers were allowed, so that they add up to more than 100 %.")
    if total > _WHOLE + _ROUNDING:
        return _("As printed, they add up to more than 100 %.")
    if len(shares) == len(rows) and total < _WHOLE - _ROUNDING:
        rest = f"{_WHOLE - total:.0f}"
        return _("What the other %(n)s %% said is not on record.") % {"n": rest}
    return ""
