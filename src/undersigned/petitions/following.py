"""The follow-up: one email some days after a signature was confirmed, where one is written.

How far a petition has come is one time on its row, not a mark on every signature: who confirmed
before it has had the email, or signed long before it was switched on.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from undersigned.campaigns.models import Campaign
from undersigned.outbox import queueing
from undersigned.petitions import emails
from undersigned.petitions.models import Petition, Signature
from undersigned.supporters.models import EmailConsent

_BATCH = 100


def follow_due(*, at: datetime) -> int:
    """Writes to a batch of each live petition's signers whose day has come; how many."""
    off = Petition.objects.filter(campaign__followup_days=0, followed_until__isnull=False)
    off.update(followed_until=None)
    live = Petition.objects.filter(
        campaign__state=Campaign.State.LIVE, campaign__followup_days__gt=0
    )
    return sum(_follow(pk, at=at) for pk in live.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _follow(petition_id: int, *, at: datetime) -> int:
    rows = Petition.objects.select_for_update(of=("self",))
    petition = rows.select_related("campaign__organisation").get(pk=petition_id)
    since = petition.followed_until
    until = at - timedelta(days=petition.campaign.followup_days)
    if since is not None and until <= since:  # more days than before: its time comes again
        return 0
    batch: list[Signature] = []
    if since is not None:  # else switched on just now: nobody of long ago is surprised
        due = _due(petition, since=since, until=until)
        until = due.values_list("confirmed_at", flat=True)[_BATCH - 1 : _BATCH].first() or until
        batch = list(due.filter(confirmed_at__lte=until))
    composer = emails.Composer(at=at)
    queueing.queue([composer.follow(petition, row) for row in batch], at=at)
    Petition.objects.filter(pk=petition.pk).update(followed_until=until)
    return len(batch)


def _due(petition: Petition, *, since: datetime, until: datetime) -> QuerySet[Signature]:
    """Like a petition update: to its confirmed signers, unless they unsubscribed."""
    rows = Signature.objects.confirmed().filter(
        petition=petition, confirmed_at__gt=since, confirmed_at__lte=until
    )
    known = rows.exclude(supporter__email_consent=EmailConsent.WITHDRAWN)
    return known.select_related("supporter").order_by("confirmed_at", "pk")
