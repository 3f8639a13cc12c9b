"""'Tell me when it starts': one email to each who asked and confirmed, once it has started."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.actions.models import Interest
from undersigned.campaigns.models import Campaign
from undersigned.outbox import queueing

_BATCH = 500


@transaction.atomic
def tell_interested_due(*, at: datetime) -> int:
    """How many were told now. Who is told is marked in the same transaction: nobody twice."""
    waiting = Interest.objects.filter(
        campaign__state=Campaign.State.LIVE, confirmed_at__isnull=False, told_at=None
    )
    rows = list(waiting.select_related("campaign__organisation").order_by("pk")[:_BATCH])
    if not rows:
        return 0
    ids = [row.pk for row in rows]
    Interest.objects.filter(pk__in=ids, told_at=None).update(told_at=at)
    queueing.queue([_letter(row) for row in rows], at=at)
    return len(rows)


def waiting(*, campaign_id: int) -> int:
    """How many will be told."""
    rows = Interest.objects.filter(campaign_id=campaign_id, told_at=None)
    return rows.filter(confirmed_at__isnull=False).count()


def _letter(interest: Interest) -> queueing.Letter:
    """The key queues it once even where two workers read the same rows."""
    campaign = interest.campaign
    organisation = campaign.organisation
    words = {
        "title": campaign.title, "organisation": organisation.name, "ask": campaign.ask,
        "link": f"{settings.BASE_URL}/{campaign.slug}/",
    }  # fmt: skip
    text = _(
        "You asked us to tell you when '%(title)s' starts. It has started.\n\n%(ask)s\n\n"
        "Sign here:\n%(link)s\n\nThis is the only email that you get for having asked.\n\n"
        "%(organisation)s"
    )
    foot = "\n".join(
        part for part in (organisation.postal_address, organisation.paid_for_by) if part
    )
    return queueing.Letter(
        organisation_id=organisation.pk,
        to=interest.email,
        subject=_("It has started: %(title)s") % words,
        text=f"{text % words}\n{foot}\n",
        from_name=organisation.from_name or organisation.name,
        from_address=organisation.from_address or settings.DEFAULT_FROM_EMAIL,
        reply_to=organisation.reply_to,
        kind="interest",
        dedup_key=f"interest:{interest.pk}:started",
    )
