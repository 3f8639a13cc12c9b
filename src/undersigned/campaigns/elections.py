"""When elections are: US federal general ones by rule. And what time it is then, somewhere."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_NOVEMBER: Final = 11
_MONDAY: Final = 0


def us_federal_general(year: int) -> date:
    """The Tuesday after the first Monday in November (2 U.S.C. § 7). Even years alone have one.

    >>> us_federal_general(2022)
    datetime.date(2022, 11, 8)
    """
    if year % 2:
        raise ValueError(f"{year} has no US federal general election: only even years have one")
    first = date(year, _NOVEMBER, 1)
    monday = first + timedelta(days=(_MONDAY - first.weekday()) % 7)
    return monday + timedelta(days=1)


def next_us_federal_general(day: date) -> date:
    """The first on or after `day`."""
    year = day.year + day.year % 2
    this = us_federal_general(year)
    return this if this >= day else us_federal_general(year + 2)


def is_midterm(day: date) -> bool:
    """Whether no president is elected on this US federal general election day."""
    return day.year % 4 == 2  # noqa: PLR2004


def moment(day: date, clock: time, *, zone: str) -> datetime:
    """The instant at which clocks in the zone show this.

    A time that the spring's change leaves out is moved on by what was left out (02:30 is shown
    as 03:30); of a time that comes twice in autumn, the first.
    """
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone)).replace(fold=0)
    return local.astimezone(ZoneInfo("UTC"))


def is_left_out(day: date, clock: time, *, zone: str) -> bool:
    """Whether clocks in the zone never show this time on that day."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    back = local.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) != local.replace(tzinfo=None)


def comes_twice(day: date, clock: time, *, zone: str) -> bool:
    """Whether clocks in the zone show this time twice on that day."""
    local = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    both = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    return both[0] != both[1] and not is_left_out(day, clock, zone=zone)
