"""Dates as files hold them."""

import re
from datetime import UTC, datetime

_WRITTEN = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})"
    r"(?:,?[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?)?",
    re.ASCII,
)
_NOON = 12


def read(text: str) -> datetime | None:
    """The moment in UTC, where nothing else is said; None for what is no date.

    In 03/04/2025 the month stands first, as systems of the United States write it. With dots or
    hyphens (Brevo) the day does, and wherever the first is above 12.
    """
    text = text.removesuffix(" UTC")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _written(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:  # the year 1, east of Greenwich
        return None


def _written(text: str) -> datetime | None:
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    first, mark, second = int(match[1]), match[2], int(match[3])
    month, day = (first, second) if mark == "/" and first <= 12 else (second, first)  # noqa: PLR2004  months
    if month > 12 >= day:  # noqa: PLR2004
        month, day = day, month
    year = int(match[4]) + (2000 if len(match[4]) == 2 else 0)  # noqa: PLR2004  two digits
    hour = int(match[5] or 0)
    if match[8]:
        hour = hour % _NOON + (_NOON if match[8].lower() == "pm" else 0)
    try:
        return datetime(
            year, month, day, hour, int(match[6] or 0), int(match[7] or 0), tzinfo=UTC
        )
    except ValueError:
        return None
