"""Keeps what supporters answered to own questions, once it is known to be theirs."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from undersigned.actions.models import Answer, OwnQuestion


@dataclass(frozen=True, kw_only=True)
class Said:
    campaign_id: int
    supporter_id: int
    question: str  # its uuid, as text
    value: str


def keep(batch: Sequence[Said], *, at: datetime) -> None:
    """The newest answer of each to each; in the caller's transaction, two statements."""
    if not batch:
        return
    questions = OwnQuestion.objects.filter(
        uuid__in={uuid.UUID(said.question) for said in batch}
    ).in_bulk(field_name="uuid")
    newest = {}
    for said in batch:
        question = questions.get(uuid.UUID(said.question))
        if question is not None and question.campaign_id == said.campaign_id:
            newest[question.pk, said.supporter_id] = Answer(
                question=question, supporter_id=said.supporter_id, value=said.value, at=at
            )
    Answer.objects.bulk_create(
        newest.values(),
        update_conflicts=True,
        unique_fields=["question", "supporter"],
        update_fields=["value", "at"],
        batch_size=200,
    )
