"""Dates and spans of days in an article, with the year where the article gives one."""

import re
from collections.abc import Iterator
from datetime import date

from undersigned.evidence.articles.found import FoundDate, Passage

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
MONTH = (
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|"
    r"Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_TO = r"\s?(?:to|through|until|and|[\u2013\u2014-])\s?"
_DATE = re.compile(
    rf"\b(?:(?P<m1>{MONTH})\s(?P<d1>{_DAY})(?:,?\s(?P<y0>\d{{4}}))?"
    rf"(?:{_TO}(?:(?P<m2>{MONTH})\s)?(?P<d2>{_DAY})(?!\d))?(?:,?\s(?P<y1>\d{{4}}))?"
    rf"|(?P<d3>{_DAY})(?:{_TO}(?P<d4>{_DAY}))?\s(?:of\s)?(?P<m3>{MONTH})"
    rf"(?:{_TO}(?P<d5>{_DAY})\s(?P<m4>{MONTH}))?(?:,?\s(?P<y2>\d{{4}}))?"
    r"|(?P<iso>\d{4}-\d{2}-\d{2})|(?P<us>\d{1,2}/\d{1,2}/\d{4}))(?![\d:])"
)
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")
FIELDED = re.compile(
    r"\b(?:conducted|carried out|taken|fielded|interviewed|surveyed|polled|in the field|"
    r"field dates|interviews|between|questioned|fieldwork|ran from|was done)\b",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def find(text: str, *, year: int | None = None, start: int = 0) -> Iterator[FoundDate]:
    """In their order; `year` is that of the article, for dates without one."""
    for found in _DATE.finditer(text):
        first, last = _span(found, year)
        if _is_a_date(found):
            yield FoundDate(
                passage=Passage(start + found.start(), start + found.end()),
                words=found[0], first=first, last=last,
            )  # fmt: skip


def _is_a_date(found: re.Match[str]) -> bool:
    """'may 5' and 'march 3' in small letters are no months; the pattern asks for capitals."""
    days = [found[name] for name in ("d1", "d2", "d3", "d4", "d5") if found[name]]
    return all(1 <= int(re.sub(r"\D", "", day)) <= 31 for day in days)  # noqa: PLR2004


def _span(found: re.Match[str], year: int | None) -> tuple[date | None, date | None]:
    if found["iso"]:
        one = iso(found["iso"])
        return one, one
    if found["us"]:
        month, day, own = (int(part) for part in found["us"].split("/"))
        one = _date(own, month, day)
        return one, one
    typed = found["y1"] or found["y0"] or found["y2"]
    own_year = int(typed) if typed else year
    month = _month(found["m1"] or found["m3"])
    first = _day(found["d1"] or found["d3"])
    if found["m1"]:
        last, last_month = found["d2"], _month(found["m2"]) if found["m2"] else month
    else:
        last = found["d5"] or found["d4"]
        last_month = _month(found["m4"]) if found["m4"] else month
    if own_year is None:
        return None, None
    begins = own_year - (last_month < month)  # December 28 to January 3, 2022
    if found["y0"]:
        begins = int(found["y0"])
    start = _date(begins, month, first)
    return start, _date(own_year, last_month, _day(last)) if last else start


def iso(text: str) -> date | None:
    """The day at the beginning of '2022-07-11T09:00'."""
    found = _ISO.match(text)
    return _date(*(int(part) for part in found.groups())) if found else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _day(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def _month(word: str) -> int:
    small = word.lower().rstrip(".")[:3]
    return next(place for place, name in enumerate(_MONTHS, 1) if name.startswith(small))
