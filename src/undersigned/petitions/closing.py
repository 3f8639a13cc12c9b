"""Closes a petition in the log when its campaign has ended, and opens it where that goes on."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from undersigned.campaigns.models import Campaign
from undersigned.ledger import appending
from undersigned.petitions import texting
from undersigned.petitions.models import Petition, TextVersion

Kind = TextVersion.Kind


def close_due(*, at: datetime) -> int:
    """A campaign that has ended closes its petition in the log; one that goes on opens it."""
    ended = Q(campaign__state__in=(Campaign.State.WON, Campaign.State.CLOSED))
    rows = Petition.objects.filter(text__opened_at__isnull=False).select_related("campaign")
    closed = sum(_close(petition, at=at) for petition in rows.filter(ended, closed_at=None))
    again = rows.filter(campaign__state__in=texting.PUBLIC, closed_at__isnull=False)
    return closed + sum(_reopen(petition, at=at) for petition in again)


@transaction.atomic
def _close(petition: Petition, *, at: datetime) -> int:
    if not Petition.objects.filter(pk=petition.pk, closed_at=None).update(closed_at=at):
        return 0
    appending.close(petition=petition.uuid, at=at)
    return 1


@transaction.atomic
def _reopen(petition: Petition, *, at: datetime) -> int:
    """The same words again, as the next version: so the log says that it goes on."""
    rows = Petition.objects.filter(pk=petition.pk, closed_at__isnull=False)
    if not rows.update(closed_at=None):
        return 0
    text = petition.texts.exclude(kind=Kind.UNDECIDED).order_by("number").last()
    if text is None:
        return 0
    petition.texts.filter(kind=Kind.UNDECIDED).delete()
    text.pk, text.number, text.kind = None, text.number + 1, Kind.CORRECTION
    text.leaf, text.opened_at, text.made_at = None, None, at
    text.save(force_insert=True)
    texting.log(petition, text, at=at)
    Petition.objects.filter(pk=petition.pk).update(text_seen=0)
    return 1
