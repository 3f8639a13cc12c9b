"""The signatures of a campaign as a file, streamed: who, when, what they signed and said.

Those that wait for their email to be answered are nobody's signature yet, and in no file.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.db.models import QuerySet

from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.lib import spreadsheets
from undersigned.petitions.models import Signature

_COLUMNS: Final = {
    "signature": "uuid", "status": "state", "signed": "signed_at", "confirmed": "confirmed_at",
    "withdrawn": "withdrawn_at", "removed": "removed_at", "removed_for": "removed_reason",
    "first_name": "given_name", "last_name": "family_name", "email": "email",
    "postal_code": "postal_code", "country": "country", "state": "region",
    "text_version": "text__number", "text_title": "text__title", "source": "source",
    "comment": "comment", "comment_status": "comment_state",
}  # fmt: skip
_BATCH = 2000

Questions = Mapping[str, str]  # labels by the question's uuid


def of(campaign: Campaign) -> QuerySet[Signature]:
    """Those that a file holds."""
    rows = Signature.objects.filter(petition__campaign=campaign)
    return rows.exclude(state=Signature.State.PENDING)


def as_csv(signatures: QuerySet[Signature], campaign: Campaign) -> Iterator[str]:
    """One line a signature, oldest first, with a column for each question of the campaign."""
    questions = _questions(campaign)
    rows = (
        [*values.values(), *(answers.get(question, "") for question in questions)]
        for values, answers in _rows(signatures)
    )
    return spreadsheets.lines([*_COLUMNS, *questions.values()], rows)


def as_json_lines(signatures: QuerySet[Signature], campaign: Campaign) -> Iterator[str]:
    """One object a signature."""
    questions = _questions(campaign)
    for values, answers in _rows(signatures):
        said = [
            {"question": questions.get(question, question), "answer": answer}
            for question, answer in answers.items()
        ]
        yield json.dumps(values | {"answers": said}, ensure_ascii=False) + "\n"


def _questions(campaign: Campaign) -> Questions:
    """Retired ones too: answers stay."""
    rows = OwnQuestion.objects.filter(campaign=campaign).order_by("place", "pk")
    return {str(one.uuid): one.label for one in rows}


def _rows(signatures: QuerySet[Signature]) -> Iterator[tuple[dict[str, Any], dict[str, str]]]:
    """In one query; memory stays flat; times in ISO 8601, UTC."""
    rows = signatures.order_by("pk").values_list("answers", *_COLUMNS.values())
    for answers, *values in rows.iterator(chunk_size=_BATCH):
        yield dict(zip(_COLUMNS, map(_plain, values), strict=True)), answers


def _plain(value: Any) -> Any:  # noqa: ANN401  a field's value
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return value.isoformat(timespec="seconds")
    return value if isinstance(value, str | int) else str(value)
