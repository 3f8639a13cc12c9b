"""Changes how a petition's form looks and asks, and its own questions."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet

from undersigned.actions.models import OwnQuestion
from undersigned.campaigns.models import Campaign
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.petitions.models import Petition

MOST_QUESTIONS = 5
FIELDS = (
    "name_fields", "consent", "consent_by_country", "consent_words", "confirm", "names",
    "takes_comments", "blocked_words",
)  # fmt: skip


class ChangedMeanwhileError(Exception):
    """Somebody saved the campaign since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """An own question as typed; without `uuid` it is new."""

    uuid: uuid.UUID | None
    kind: str
    label: str
    choices: Sequence[str]
    required: bool


@transaction.atomic
def shape(
    *,
    petition: Petition,
    version: int,
    fields: Mapping[str, object],
    questions: Sequence[Question],
    at: datetime,
    by: Actor,
) -> None:
    """Saves all at once. Questions that are not named any more are retired; answers stay.

    Raises ChangedMeanwhileError.
    """
    campaign = petition.campaign
    same = Campaign.objects.filter(pk=campaign.pk, version=version)
    if not same.update(version=F("version") + 1):
        raise ChangedMeanwhileError
    before = {name: getattr(petition, name) for name in FIELDS}
    before["questions"] = list(_asked(campaign).values_list("label", flat=True))
    Petition.objects.filter(pk=petition.pk).update(**fields)
    _ask(campaign, questions, at=at)
    after = {**fields, "questions": [question.label for question in questions]}
    old, new = auditing.changes(before, after)
    if new:
        auditing.record(
            organisation_id=campaign.organisation_id,
            at=at,
            by=by,
            verb="changed the form of",
            subject=(f"campaign {campaign.title}", f"campaign:{campaign.pk}"),
            before=old,
            after=new,
        )


def _asked(campaign: Campaign) -> QuerySet[OwnQuestion]:
    return campaign.questions.filter(retired_at=None).order_by("place", "id")


def _ask(campaign: Campaign, questions: Sequence[Question], *, at: datetime) -> None:
    kept = [question.uuid for question in questions if question.uuid]
    _asked(campaign).exclude(uuid__in=kept).update(retired_at=at)
    for place, question in enumerate(questions[:MOST_QUESTIONS]):  # five at most
        values = {
            "kind": question.kind,
            "label": question.label,
            "choices": list(question.choices),
            "required": question.required,
            "place": place,
        }
        if question.uuid:
            campaign.questions.filter(uuid=question.uuid).update(**values)
        else:
            OwnQuestion.objects.create(campaign=campaign, **values)
