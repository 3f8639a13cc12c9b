"""The front page's numbers: the whole organisation at a glance, each a query over a set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from undersigned.campaigns.models import Campaign
from undersigned.lib.keeping import Kept
from undersigned.mailings.models import Mailing, Recipient
from undersigned.petitions.models import CountSnapshot
from undersigned.supporters import reaching
from undersigned.supporters.models import Supporter

_RUNNING = {
    Campaign.State.LIVE: 0, Campaign.State.ANNOUNCED: 1, Campaign.State.DRAFT: 2,
    Campaign.State.WON: 3, Campaign.State.CLOSED: 4,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class People:
    """How many supporters there are, may be emailed, and came in the last seven days."""

    all: int
    mailable: int
    new: int


_SECONDS = 5
_KEPT: Kept[People] = Kept(most=100)


def people(*, organisation_id: int, at: datetime) -> People:
    """Some seconds old at most: a million are gone through for each organisation, not for each
    look.
    """
    seconds = _SECONDS * settings.PAGE_SECONDS
    made = _KEPT.get(organisation_id, lambda: _people(organisation_id, at=at), seconds=seconds)
    return made or People(all=0, mailable=0, new=0)


def _people(organisation_id: int, *, at: datetime) -> People:
    found = Supporter.objects.filter(organisation_id=organisation_id).aggregate(
        all=Count("pk"),
        mailable=Count("pk", filter=reaching.agreed()),
        new=Count("pk", filter=Q(created_at__gte=at - timedelta(days=7))),
    )
    return People(**found)


def campaigns(*, organisation_id: int) -> Sequence[Campaign]:
    """Those that run first, then those to come, then those that ended; with their counts."""
    rows = Campaign.objects.filter(organisation_id=organisation_id).select_related(
        "petition__snapshot", "launch", "target"
    )
    return sorted(rows, key=lambda one: (_RUNNING[Campaign.State(one.state)], -one.pk))


def count_of(campaign: Campaign) -> int:
    """What its page shows; 0 before the first count."""
    petition = getattr(campaign, "petition", None)
    snapshot = getattr(petition, "snapshot", None)
    return snapshot.count if isinstance(snapshot, CountSnapshot) else 0


def mailings(*, organisation_id: int) -> QuerySet[Any]:
    """The five newest, each with `got`: how many it was sent to."""
    sent = Recipient.objects.filter(mailing=OuterRef("pk"), state=Recipient.State.SENT)
    number = sent.order_by().values("mailing").annotate(number=Count("pk")).values("number")
    rows = Mailing.objects.filter(organisation_id=organisation_id).exclude(
        kind=Mailing.Kind.AUTOMATED
    )
    return rows.annotate(got=Coalesce(Subquery(number), 0)).order_by("-pk")[:5]
