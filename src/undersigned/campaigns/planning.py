"""The plan of a launch: at a time, or so many days after an election; who does what before."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.campaigns import elections, preparing
from undersigned.campaigns.models import (
    Campaign,
    ChecklistItem,
    Election,
    Launch,
    TimelineEntry,
)
from undersigned.organisations import auditing, saving


class NotPlannableError(ValueError):
    """The campaign has started or ended; its launch is no longer a plan."""


class PastError(ValueError):
    """The time has gone by."""


@dataclass(frozen=True, kw_only=True)
class OnDay:
    """A day and a time on the clocks of a zone."""

    day: date
    clock: time
    zone: str


@dataclass(frozen=True, kw_only=True)
class AfterElection:
    """So many days after an election's day (0: that day; negative: before it)."""

    election: Election
    days: int
    clock: time
    zone: str


When = OnDay | AfterElection | None


def moment(when: When) -> datetime | None:
    """The instant that is meant; None for a plan without a time."""
    match when:
        case None:
            return None
        case OnDay():
            return elections.moment(when.day, when.clock, zone=when.zone)
        case AfterElection():
            day = when.election.date + timedelta(days=when.days)
            return elections.moment(day, when.clock, zone=when.zone)


@transaction.atomic
def plan(
    *,
    campaign: Campaign,
    version: int,
    when: When,
    when_not_ready: Launch.WhenNotReady,
    our_setting: str = "",
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Saves when the campaign starts. A new time takes back a stop and answers the question.

    Raises NotPlannableError, PastError, ChangedMeanwhileError.
    """
    now = Campaign.objects.select_for_update().get(pk=campaign.pk)
    if now.state not in (Campaign.State.DRAFT, Campaign.State.ANNOUNCED):
        raise NotPlannableError(now.state)
    launch = Launch.objects.get(campaign=now)
    new_at = moment(when)
    if new_at is not None and new_at != launch.at and new_at <= at:
        raise PastError(new_at)
    if new_at is None and now.state == Campaign.State.ANNOUNCED:
        raise PastError(None)
    values = _values(when) | {
        "at": new_at, "when_not_ready": when_not_ready, "our_setting": our_setting
    }  # fmt: skip
    if new_at != launch.at:
        values |= {"stopped_at": None}
    if launch.asked_at is not None and values != _same(launch, values):
        values |= {"asked_at": None, "asked_new_at": None}
    if _save(now, launch, version=version, values=values, at=at, by=by):
        _tell_moved(now, old=launch.at, new=new_at, zone=str(values["time_zone"]), at=at)


def _same(launch: Launch, values: dict[str, object]) -> dict[str, object]:
    return {name: getattr(launch, name) for name in values}


def _values(when: When) -> dict[str, object]:
    if when is None:
        return {"local_time": None, "election_id": None, "days_after": None}
    return {
        "local_time": when.clock,
        "time_zone": when.zone,
        "election_id": when.election.pk if isinstance(when, AfterElection) else None,
        "days_after": when.days if isinstance(when, AfterElection) else None,
    }


def _save(
    campaign: Campaign,
    launch: Launch,
    *,
    version: int,
    values: dict[str, object],
    at: datetime,
    by: auditing.Actor,
) -> bool:
    return saving.change(
        launch, version=version, values=values,
        about=saving.About(
            organisation_id=campaign.organisation_id, at=at, by=by,
            subject=(f"launch plan of {campaign.title}", f"campaign:{campaign.pk}"),
        ),
    )  # fmt: skip


def _tell_moved(
    campaign: Campaign, *, old: datetime | None, new: datetime | None, zone: str, at: datetime
) -> None:
    """What was announced and is moved, the timeline says."""
    if campaign.state == Campaign.State.ANNOUNCED and old != new and new is not None:
        preparing.note(
            campaign_id=campaign.pk, kind=TimelineEntry.Kind.CHANGED, at=at,
            words=_("The launch was moved to %(when)s.") % {"when": in_words(new, zone=zone)},
        )  # fmt: skip


def in_words(moment_: datetime, *, zone: str) -> str:
    """'November 9, 2022, 9:00 AM EST'."""
    local = moment_.astimezone(ZoneInfo(zone))
    clock = f"{local:%I:%M %p}".lstrip("0")
    return f"{local:%B} {local.day}, {local.year}, {clock} {local.tzname()}"


@transaction.atomic
def answer(*, campaign: Campaign, move: bool, at: datetime, by: auditing.Actor) -> bool:
    """A person says whether the launch moves with its election. False: nothing was asked.

    Raises PastError when it shall move to a time that has gone by.
    """
    launch = Launch.objects.select_for_update().get(campaign_id=campaign.pk)
    new = launch.asked_new_at
    if new is None:
        return False
    if move and new <= at:
        raise PastError(new)
    values: dict[str, object] = {"asked_at": None, "asked_new_at": None}
    if move:
        values |= {"at": new}
    else:  # it keeps its time, and no longer hangs on the election
        values |= {"election_id": None, "days_after": None}
    _save(campaign, launch, version=launch.version, values=values, at=at, by=by)
    if move:
        _tell_moved(campaign, old=launch.at, new=new, zone=launch.time_zone, at=at)
    return True


@transaction.atomic
def add_item(
    *,
    campaign: Campaign,
    text: str,
    owner_id: int | None,
    due_at: datetime | None,
    at: datetime,
    by: auditing.Actor,
) -> ChecklistItem:
    """One more thing to do before the launch."""
    launch = Launch.objects.get(campaign=campaign)
    place = launch.checklist.count()
    item = ChecklistItem.objects.create(
        launch=launch, text=text, owner_id=owner_id, due_at=due_at, place=place
    )
    _record_item(campaign, item, verb="added to the checklist", at=at, by=by)
    return item


@transaction.atomic
def tick(
    *, campaign: Campaign, item: ChecklistItem, done: bool, at: datetime, by: auditing.Actor
) -> None:
    """Marks it as done, or as not done after all. A second press changes nothing."""
    rows = ChecklistItem.objects.filter(pk=item.pk, done_at__isnull=done)
    values = {"done_at": at if done else None, "done_by_label": by.label[:200] if done else ""}
    if rows.update(**values):
        verb = "ticked off" if done else "unticked"
        _record_item(campaign, item, verb=verb, at=at, by=by)


@transaction.atomic
def remove_item(
    *, campaign: Campaign, item: ChecklistItem, at: datetime, by: auditing.Actor
) -> None:
    deleted, _counts = ChecklistItem.objects.filter(pk=item.pk).delete()
    if deleted:
        _record_item(campaign, item, verb="removed from the checklist", at=at, by=by)


def _record_item(
    campaign: Campaign, item: ChecklistItem, *, verb: str, at: datetime, by: auditing.Actor
) -> None:
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by, verb=verb,
        subject=(f"{item.text} ({campaign.title})", f"campaign:{campaign.pk}"),
    )  # fmt: skip
