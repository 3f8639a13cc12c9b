"""Makes and changes drafts; a mailing that is on its way is changed by nobody."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from django.db import transaction

from undersigned.campaigns.models import Campaign
from undersigned.mailings import shelving
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.editing import Blocks
from undersigned.mailings.models import Mailing, Template
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation


class ChangedMeanwhileError(Exception):
    """Somebody saved in between, or the mailing is no draft any more."""


def subject_of(mailing: Mailing) -> tuple[str, str]:
    """As the audit trail names it."""
    return f"mailing {mailing.name}", f"mailing:{mailing.pk}"


@transaction.atomic
def start(
    *, organisation: Organisation, name: str, kind: str, campaign: Campaign | None,
    starts_with: Campaign | None = None, template: Template | None = None, at: datetime,
    by: Actor,
) -> Mailing:  # fmt: skip
    """A draft with the organisation's own sender; an update belongs to a campaign.

    `template`: whose words it starts with.
    """
    mailing = Mailing.objects.create(
        organisation=organisation,
        kind=kind,
        campaign=campaign,
        starts_with=starts_with,
        name=name,
        from_name=organisation.from_name or organisation.name[:100],
        from_address=organisation.from_address,
        reply_to=organisation.reply_to,
        created_by_id_text=by.id[:40],
        created_by_label=by.label,
        created_at=at,
        **(shelving.copied(template) if template else {}),
    )
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="started",
        subject=subject_of(mailing), after={"kind": kind},
    )  # fmt: skip
    return mailing


@transaction.atomic
def change(
    *, mailing: Mailing, version: int, values: Mapping[str, object], at: datetime, by: Actor
) -> None:
    """Raises ChangedMeanwhileError where `version` is not the newest or it is no draft."""
    before, after = auditing.changes(
        {name: getattr(mailing, name) for name in values}, dict(values)
    )
    for side in (before, after):
        if "blocks" in side:
            side["blocks"] = kinds.words(cast("Blocks", side["blocks"]))
    drafts = Mailing.objects.filter(pk=mailing.pk, version=version, state=Mailing.State.DRAFT)
    if not drafts.update(**values, version=version + 1):
        raise ChangedMeanwhileError
    if after:
        auditing.record(
            organisation_id=mailing.organisation_id, at=at, by=by, verb="changed",
            subject=subject_of(mailing), before=before, after=after,
        )  # fmt: skip


@transaction.atomic
def correct(*, mailing: Mailing, at: datetime, by: Actor) -> Mailing:
    """A draft to those who got it, with its sender; of an automation's email a mailing."""
    is_automated = mailing.kind == Mailing.Kind.AUTOMATED
    draft = Mailing.objects.create(
        organisation=mailing.organisation,
        kind=Mailing.Kind.MAILING if is_automated else mailing.kind,
        campaign=mailing.campaign,
        corrects=mailing,
        name=f"Correction: {mailing.name}"[:120],
        subject=f"Correction: {mailing.subject}"[:200],
        from_name=mailing.from_name,
        from_address=mailing.from_address,
        reply_to=mailing.reply_to,
        audience={"all": [{"criterion": "was_sent", "value": str(mailing.uuid)}]},
        created_by_id_text=by.id[:40],
        created_by_label=by.label,
        created_at=at,
    )
    auditing.record(
        organisation_id=mailing.organisation_id, at=at, by=by, verb="started a correction of",
        subject=subject_of(mailing), after={"draft": draft.name},
    )  # fmt: skip
    return draft
