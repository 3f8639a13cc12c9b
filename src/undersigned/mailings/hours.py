"""Quiet hours: nobody is written to at night, by the clock of the state in which they live.

Where a person's state is not known the organisation's own time zone counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q

from undersigned.organisations.models import Organisation
from undersigned.places import zones


@dataclass(frozen=True)
class Quiet:
    """From the hour `first` up to the hour `end`; none where both are the same."""

    first: int
    end: int
    zone: str  # the organisation's

    def ends(self, *, at: datetime, region: str = "") -> datetime | None:
        """When the quiet hours around `at` end in that state; None outside of them."""
        local = at.astimezone(ZoneInfo(zones.BY_STATE.get(region, self.zone)))
        hour, first, end = local.hour, self.first, self.end
        quiet = first <= hour < end if first <= end else hour >= first or hour < end
        if not quiet:
            return None
        morning = local.replace(hour=end, minute=0, second=0, microsecond=0)
        return morning if morning > local else morning + timedelta(days=1)

    def resting(self, *, at: datetime) -> dict[datetime, Q]:
        """By the end of their night: the rows, by `region`, of those for whom it is quiet."""
        if self.first == self.end:
            return {}
        states: dict[datetime, list[str]] = {}
        for state in zones.BY_STATE:
            if end := self.ends(at=at, region=state):
                states.setdefault(end, []).append(state)
        found = {end: Q(region__in=some) for end, some in states.items()}
        if home := self.ends(at=at):
            found[home] = found.get(home, Q()) | ~Q(region__in=list(zones.BY_STATE))
        return found


def of(organisation: Organisation) -> Quiet:
    """Those of all its mailings."""
    return Quiet(organisation.quiet_from, organisation.quiet_until, organisation.time_zone)


def asleep(quiet: Quiet, *, at: datetime) -> Q | None:
    """All rows for whom it is quiet now; None where it is quiet for nobody."""
    found: Q | None = None
    for some in quiet.resting(at=at).values():
        found = some if found is None else found | some
    return found
