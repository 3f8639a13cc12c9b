"""What stands in a cell: dates, numbers, populations. An unreadable one is refused by name."""

import re
from collections.abc import Mapping
from datetime import date

Row = Mapping[str, str]

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})$")
_NOTHING = {"", "na", "n/a", "nan", "none", "-", "\u2013", "\u2014", "?"}
_CENTURY = 70  # two-digit years from here on are of the last century
POPULATIONS = {
    "adults": "a", "all adults": "a", "registered voters": "rv", "likely voters": "lv",
    "voters": "v",
}  # fmt: skip
_CODES = {
    "a": "Adults", "v": "Voters", "rv": "Registered voters", "lv": "Likely voters"
}  # fmt: skip
TRUE = {"true", "yes", "1", "t", "y"}


class UnreadableError(ValueError):
    """A cell that is filled and cannot be read; the argument says which and why."""


def empty(value: str | None) -> bool:
    return value is None or value.strip().lower() in _NOTHING


def text(row: Row, column: str) -> str:
    value = row.get(column) or ""
    return "" if empty(value) else " ".join(value.split())


def day(row: Row, column: str) -> date | None:
    """2019-12-07, 12/7/2019 or 12/7/19 (month first). None where there is nothing."""
    value = row.get(column)
    if value is None or empty(value):
        return None
    value = value.strip().split(" ")[0]
    iso, us = _ISO.match(value), _US.match(value)
    if iso:
        year, month, number = (int(part) for part in iso.groups())
    elif us:
        month, number, year = (int(part) for part in us.groups())
        if len(us[3]) == 2:  # noqa: PLR2004  a year of two digits
            year += 1900 if year >= _CENTURY else 2000
    else:
        raise UnreadableError(f"{column} is '{value}', which is no date")
    try:
        return date(year, month, number)
    except ValueError:
        raise UnreadableError(f"{column} is '{value}', which is no date") from None


def number(row: Row, column: str) -> float | None:
    """1,200 and 71.5 and 71 %; None where there is nothing."""
    value = row.get(column)
    if value is None or empty(value):
        return None
    try:
        return float(value.replace(",", "").replace("%", "").strip())
    except ValueError:
        raise UnreadableError(f"{column} is '{value}', which is no number") from None


def shares(row: Row, columns: Mapping[str, str]) -> dict[str, float]:
    """Of the answers (their names by column) those that were printed."""
    found = {name: number(row, column) for column, name in columns.items()}
    return {name: share for name, share in found.items() if share is not None}


def population(row: Row, column: str) -> str:
    return population_code(text(row, column))


def population_code(printed: str) -> str:
    """a, v, rv or lv where the words are known; else the words, in small letters."""
    value = printed.strip().lower()
    return POPULATIONS.get(value, value)


def population_words(code: str) -> str:
    """What a reader is shown for a code; other words stay as they are."""
    return _CODES.get(code.strip().lower(), code)


def true(row: Row, column: str) -> bool:
    return text(row, column).lower() in TRUE
