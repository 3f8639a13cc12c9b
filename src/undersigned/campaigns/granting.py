"""A demand is met, or it turns out that it is not: the page and its timeline say so."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.campaigns import preparing
from undersigned.campaigns.models import Campaign, Demand, TimelineEntry
from undersigned.organisations import auditing


@transaction.atomic
def mark(
    *,
    demand: Demand,
    campaign: Campaign,
    met_on: date | None,
    at: datetime,
    by: auditing.Actor,
) -> bool:
    """None: not met after all. False when a colleague has marked it so already."""
    open_ = Demand.objects.filter(pk=demand.pk, met_at__isnull=met_on is not None)
    if not open_.update(met_at=met_on):
        return False
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by,
        verb="marked as met" if met_on else "marked as not met",
        subject=(f"demand {demand.text}", f"demand:{demand.pk}"),
    )  # fmt: skip
    if campaign.state != Campaign.State.DRAFT:
        words = _("Met: %(demand)s") if met_on else _("Not met after all: %(demand)s")
        preparing.note(
            campaign_id=campaign.pk, kind=TimelineEntry.Kind.ANSWER, at=at,
            words=words % {"demand": demand.text},
        )  # fmt: skip
    return True
