"""Announced → live, by the clock or by a person; stopping it before and after.

Rooms above read the state and the time and do their part: see `dashboard/launching.py`.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from undersigned.campaigns import planning, preparing
from undersigned.campaigns.models import Campaign, Launch, TimelineEntry
from undersigned.organisations import auditing


class NotLaunchableError(ValueError):
    """The campaign is live or has ended, or lacks what a page cannot be without."""


def due(*, at: datetime) -> QuerySet[Campaign]:
    """Announced campaigns whose time has come and that nobody stopped, oldest first."""
    return (
        Campaign.objects.filter(
            state=Campaign.State.ANNOUNCED, launch__at__lte=at, launch__stopped_at=None
        )
        .select_related("launch", "organisation")
        .order_by("launch__at", "pk")
    )


@transaction.atomic
def launch_planned(*, campaign: Campaign, at: datetime) -> bool:
    """The clock's launch. False if somebody stopped, moved or started it a moment ago."""
    Launch.objects.select_for_update().get(campaign_id=campaign.pk)
    if not _go_live(due(at=at).order_by().filter(pk=campaign.pk), at=at):
        return False
    _tell(campaign, at=at, by=auditing.CLOCK)
    return True


@transaction.atomic
def launch_now(*, campaign: Campaign, at: datetime, by: auditing.Actor) -> None:
    """A person's launch, from draft, announced or paused. Raises NotLaunchableError."""
    if not campaign.ask:
        raise NotLaunchableError(_("Type the ask first: what you ask the target to do."))
    startable = (Campaign.State.DRAFT, Campaign.State.ANNOUNCED)
    rows = Campaign.objects.filter(pk=campaign.pk, state__in=startable)
    if not _go_live(rows, at=at):
        raise NotLaunchableError(_("It is live already, or has ended."))
    Launch.objects.filter(campaign_id=campaign.pk).update(
        stopped_at=None, asked_at=None, asked_new_at=None, version=F("version") + 1
    )
    _tell(campaign, at=at, by=by)


def _go_live(rows: QuerySet[Campaign], *, at: datetime) -> bool:
    """The first launch is the one that counts; a pause does not move it."""
    ids = list(rows.values_list("pk", flat=True))
    startable = (Campaign.State.DRAFT, Campaign.State.ANNOUNCED)
    changed = Campaign.objects.filter(pk__in=ids, state__in=startable).update(
        state=Campaign.State.LIVE, launched_at=Coalesce("launched_at", at)
    )
    return bool(changed)


def _tell(campaign: Campaign, *, at: datetime, by: auditing.Actor) -> None:
    resumed = campaign.launched_at is not None
    kind = TimelineEntry.Kind.CHANGED if resumed else TimelineEntry.Kind.LAUNCHED
    words = _("The campaign goes on.") if resumed else _("The campaign started.")
    preparing.note(campaign_id=campaign.pk, kind=kind, at=at, words=words)
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by,
        verb="resumed" if resumed else "launched", subject=preparing.subject(campaign),
    )  # fmt: skip


@transaction.atomic
def stop(*, campaign: Campaign, at: datetime, by: auditing.Actor) -> bool:
    """Before the launch: it will not start by itself. After: a pause, no signature is taken.

    A paused campaign is announced again, without a time, until a person starts it or sets one.
    False when there was nothing to stop.
    """
    launch = Launch.objects.select_for_update().get(campaign_id=campaign.pk)
    live = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.LIVE)
    paused = bool(live.update(state=Campaign.State.ANNOUNCED))
    waiting = Campaign.objects.filter(pk=campaign.pk, state=Campaign.State.ANNOUNCED)
    if launch.stopped_at is not None and not paused:
        return False
    if not waiting.exists():
        return False
    Launch.objects.filter(pk=launch.pk).update(stopped_at=at, version=F("version") + 1)
    words = _("The campaign was paused.") if paused else _("The launch was put off.")
    preparing.note(campaign_id=campaign.pk, kind=TimelineEntry.Kind.CHANGED, at=at, words=words)
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by,
        verb="paused" if paused else "stopped the launch of",
        subject=preparing.subject(campaign),
    )  # fmt: skip
    return True


@transaction.atomic
def take_up(*, campaign: Campaign, at: datetime, by: auditing.Actor) -> bool:
    """Takes back a stop: it starts at its planned time. Raises planning.PastError."""
    launch = Launch.objects.select_for_update().get(campaign_id=campaign.pk)
    if launch.at is None or launch.at <= at:
        raise planning.PastError(launch.at)
    stopped = Launch.objects.filter(pk=launch.pk, stopped_at__isnull=False)
    if not stopped.update(stopped_at=None, version=F("version") + 1):
        return False
    when = planning.in_words(launch.at, zone=launch.time_zone)
    preparing.note(
        campaign_id=campaign.pk, kind=TimelineEntry.Kind.CHANGED, at=at,
        words=_("The launch is planned again, for %(when)s.") % {"when": when},
    )  # fmt: skip
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by, verb="took up the launch of",
        subject=preparing.subject(campaign),
    )  # fmt: skip
    return True
