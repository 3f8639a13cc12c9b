"""What a rule's value may be: days, moments, numbers, names. Each refuses what it cannot."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from undersigned.segments.criteria import RuleError

_MOST_DAYS = 3650
_MOST = 1_000_000_000


def parse_since(value: object) -> datetime:
    """The beginning of a day written as 2026-11-03, in UTC; or a moment with its offset, as
    2026-11-03T00:00:00-05:00. Raises RuleError.
    """
    try:
        day = parse_date(value) if isinstance(value, str) else None
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError:
        day = moment = None
    if moment is not None and moment.tzinfo is not None:
        return moment
    if day is None:
        raise RuleError(_("“%(value)s” is no date. Write it as 2026-11-03.") % {"value": value})
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def beginning(day: date, zone: str) -> str:
    """When that day begins in a time zone, as `parse_since` takes it."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo(zone)).isoformat()


def parse_days(value: object) -> datetime:
    """The beginning (UTC) of the day so many days ago; raises RuleError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST_DAYS:
        words = _("“%(value)s” is no number of days: 1 to %(most)s.")
        raise RuleError(words % {"value": value, "most": _MOST_DAYS})
    day = timezone.now().astimezone(UTC).date() - timedelta(days=value)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def parse_least(value: object) -> int:
    """A number of times, 1 at least; raises RuleError."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= _MOST:
        raise RuleError(_("“%(value)s” is no number from 1 on.") % {"value": value})
    return value


def parse_words(value: object) -> str:
    """Something that was typed; raises RuleError for nothing."""
    if not isinstance(value, str) or not value.strip():
        raise RuleError(_("Type what it is to be compared with."))
    return value.strip()


def parse_uuid(value: object, *, missing: str) -> uuid.UUID:
    """Raises RuleError with the words `missing`."""
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise RuleError(missing) from error


def parts(value: object) -> Mapping[str, Any]:
    """The value of a rule that asks several things at once; empty for any other."""
    return value if isinstance(value, Mapping) else {}


def either(names: Sequence[str]) -> str:
    """Words in a row: 'Ohio, Iowa or Maine'."""
    if len(names) == 1:
        return names[0]
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
