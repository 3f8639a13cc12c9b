"""What an organiser adds to a campaign's public timeline: the target's answer, and news."""

from datetime import date, datetime, time
from typing import Final

from django.db import transaction

from undersigned.campaigns import elections
from undersigned.campaigns.models import Campaign, TimelineEntry
from undersigned.organisations import auditing, saving

# All others write themselves as things happen, and are never removed.
BY_HAND: Final = (TimelineEntry.Kind.ANSWER, TimelineEntry.Kind.NOTE)


@transaction.atomic
def add(
    *,
    campaign: Campaign,
    kind: TimelineEntry.Kind,
    day: date,
    words: str,
    at: datetime,
    by: auditing.Actor,
) -> TimelineEntry:
    """On that day by the organisation's clocks; never later than now."""
    assert kind in BY_HAND  # noqa: S101  the form offers no other
    noon = elections.moment(day, time(12), zone=campaign.organisation.time_zone)
    entry = TimelineEntry.objects.create(
        campaign=campaign, kind=kind, at=min(noon, at), words=words
    )
    _about(entry, campaign, at=at, by=by).note("added", after={"day": day, "words": words})
    return entry


@transaction.atomic
def remove(
    *, entry: TimelineEntry, campaign: Campaign, at: datetime, by: auditing.Actor
) -> None:
    if saving.delete(entry):
        about = _about(entry, campaign, at=at, by=by)
        about.note("removed", before={"day": entry.at.date(), "words": entry.words})


def _about(
    entry: TimelineEntry, campaign: Campaign, *, at: datetime, by: auditing.Actor
) -> saving.About:
    subject = (f"timeline of {campaign.title}", f"timeline-entry:{entry.pk}")
    return saving.About(organisation_id=campaign.organisation_id, subject=subject, at=at, by=by)
