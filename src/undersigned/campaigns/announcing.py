"""Draft → announced: the page shows the date and takes 'tell me when it starts'."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.campaigns import planning, preparing
from undersigned.campaigns.models import Campaign, Launch, TimelineEntry
from undersigned.organisations import auditing


class NotAnnounceableError(ValueError):
    """Says in words what lacks, or that it is announced already."""


@transaction.atomic
def announce(*, campaign: Campaign, at: datetime, by: auditing.Actor) -> None:
    """Needs an ask and a launch that lies ahead. Raises NotAnnounceableError."""
    launch = Launch.objects.get(campaign_id=campaign.pk)
    if launch.at is None or launch.at <= at or launch.stopped_at is not None:
        raise NotAnnounceableError(_("Set a launch that lies ahead: it is what is announced."))
    if not campaign.ask:
        raise NotAnnounceableError(_("Type the ask first: what you ask the target to do."))
    drafts = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.DRAFT)
    if not drafts.update(state=Campaign.State.ANNOUNCED, announced_at=at):
        raise NotAnnounceableError(_("It is announced already, or has started."))
    when = planning.in_words(launch.at, zone=launch.time_zone)
    preparing.note(
        campaign_id=campaign.pk, kind=TimelineEntry.Kind.ANNOUNCED, at=at,
        words=_("Announced, to start on %(when)s.") % {"when": when},
    )  # fmt: skip
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by, verb="announced",
        subject=preparing.subject(campaign), after={"launch": launch.at},
    )  # fmt: skip
