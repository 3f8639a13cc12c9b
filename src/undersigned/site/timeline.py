"""A campaign's public timeline: what its own room noted, what was said, printed and planned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign, TimelineEntry
from undersigned.officials.models import Statement
from undersigned.press.models import Coverage, Release

_ICONS = {
    TimelineEntry.Kind.ANNOUNCED: "megaphone",
    TimelineEntry.Kind.LAUNCHED: "flag",
    TimelineEntry.Kind.MILESTONE: "trending-up",
    TimelineEntry.Kind.ANSWER: "reply",
    TimelineEntry.Kind.CHANGED: "pencil",
    TimelineEntry.Kind.ENDED: "circle-check",
    TimelineEntry.Kind.NOTE: "circle-dot",
}


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line. `moment` has an hour only where one is known."""

    moment: date | datetime
    title: str
    words: str = ""
    icon: str = "circle-dot"
    url: str = ""
    source: str = ""
    source_url: str = ""
    by: bool = False  # it happened on that day or before it
    ahead: bool = False


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What the caller has read already: the timeline itself asks the database for nothing."""

    entries: Iterable[TimelineEntry]
    statements: Iterable[Statement]
    releases: Iterable[tuple[Release, str]]  # each with its address
    coverage: Iterable[Coverage]


def merge(campaign: Campaign, rows: Rows, *, zone: ZoneInfo) -> list[Event]:
    """Newest first; what is still ahead stands on top."""
    events = [
        *_ahead(campaign),
        *(_entry(entry) for entry in rows.entries),
        *(_statement(statement) for statement in rows.statements),
        *(_release(release, url, campaign) for release, url in rows.releases),
        *(_coverage(report, report.date) for report in rows.coverage if report.date),
    ]
    return sorted(events, key=lambda event: _moment(event.moment, zone), reverse=True)


def _moment(moment: date | datetime, zone: ZoneInfo) -> datetime:
    """A day without an hour stands behind what has an hour on that day."""
    if isinstance(moment, datetime):
        return moment
    return datetime.combine(moment, time(23, 59), tzinfo=zone)


def _ahead(campaign: Campaign) -> Iterator[Event]:
    launch = getattr(campaign, "launch", None)
    if campaign.state != Campaign.State.ANNOUNCED or launch is None or launch.at is None:
        return
    yield Event(
        moment=launch.at,
        title=_("The petition opens for signatures"),
        words=launch.our_setting,
        icon="flag",
        ahead=True,
    )


def _entry(entry: TimelineEntry) -> Event:
    kind = TimelineEntry.Kind(entry.kind)
    titles = {
        TimelineEntry.Kind.ANNOUNCED: _("Announced"),
        TimelineEntry.Kind.LAUNCHED: _("Launched"),
        TimelineEntry.Kind.MILESTONE: _("Milestone"),
        TimelineEntry.Kind.ANSWER: _("Answer"),
        TimelineEntry.Kind.CHANGED: _("Changed"),
        TimelineEntry.Kind.ENDED: _("Ended"),
        TimelineEntry.Kind.NOTE: _("News"),
    }
    return Event(moment=entry.at, title=titles[kind], words=entry.words, icon=_ICONS[kind])


def _statement(statement: Statement) -> Event:
    return Event(
        moment=statement.date,
        title=statement.decision_maker.name,
        words=statement.words,
        icon="quote",
        source=statement.source_title,
        source_url=statement.source_url,
        by=statement.date_means == Statement.DateMeans.BY,
    )


def _release(release: Release, url: str, campaign: Campaign) -> Event:
    with_launch = campaign.launched_at if release.with_launch else None
    return Event(
        moment=release.public_at or with_launch or release.created_at,
        title=_("Press release"),
        words=release.headline,
        icon="newspaper",
        url=url,
    )


def _coverage(report: Coverage, day: date) -> Event:
    return Event(
        moment=day,
        title=report.outlet,
        words=report.headline or _("headline missing in the record"),
        icon="radio-tower",
        source=report.quoted,
        source_url=report.url,
    )
