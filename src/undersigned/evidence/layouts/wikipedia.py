"""Tables of polls as Wikipedia has them, pasted into a sheet or saved as CSV."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from undersigned.evidence.articles import days
from undersigned.evidence.layouts import cells
from undersigned.evidence.layouts.cells import Row, UnreadableError
from undersigned.evidence.records import PollRecord

NAME = "Wikipedia's tables"
_NOTE = re.compile(r"\[[\w\s]{1,12}\]")
_WHO = frozenset(
    [
        "poll source",
        "polling firm",
        "pollster",
        "polling organisation",
        "polling organization",
        "polling firm/client",
        "poll source/client",
        "pollster/client",
        "pollster/client(s)",
        "polling firm/commissioner",
        "organisation",
        "source",
    ]
)
_WHEN = frozenset(
    [
        "date(s) administered",
        "dates administered",
        "date administered",
        "date(s) conducted",
        "dates conducted",
        "fieldwork date",
        "fieldwork",
        "field dates",
        "date",
        "dates",
        "date(s)",
        "polling date",
        "last date of polling",
        "date updated",
    ]
)
_SIZE = frozenset(["sample size", "sample", "samplesize", "n", "sample size and type"])
_OTHER = frozenset(
    [
        "margin of error",
        "margin",
        "moe",
        "lead",
        "net",
        "spread",
        "link",
        "ref",
        "ref.",
        "area",
        "poll type",
        "type",
        "turnout",
        "administrator",
        "client",
        "remarks",
        "notes",
        "method",
        "mode",
        "polling method",
        "population",
    ]
)
_SAMPLE = re.compile(
    r"~?\s*(\d[\d,.\s]{0,10}\d|\d)\s*\(?\s*([A-Za-z]{1,2}|[Aa]dults|[Vv]oters)?"
)
_PARTY = re.compile(r"\s*\((?:D|R|I|L)\)$")
_SHARE = re.compile(r"^\s*[<~]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?\s*$")


def _bare(name: str) -> str:
    return " ".join(_NOTE.sub("", name).split())


def columns(header: Iterable[str]) -> Mapping[str, str]:
    """What each column is: who, when, size, other, or answer."""
    found = {}
    for name in header:
        plain = _bare(name).casefold()
        kinds = (("who", _WHO), ("when", _WHEN), ("size", _SIZE), ("other", _OTHER))
        found[name] = next((kind for kind, names in kinds if plain in names), "answer")
    return found


def is_one(header: Iterable[str]) -> bool:
    kinds = list(columns(header).values())
    return kinds.count("who") == 1 and kinds.count("when") == 1 and "answer" in kinds


def read(row: Row) -> Iterator[tuple[str, PollRecord]]:
    """A row of events or of someone's average has no pollster or no date, and is refused."""
    kinds = columns(name for name in row if name and name != "more")
    by_kind = {kind: name for name, kind in kinds.items() if kind != "answer"}
    pollster = _bare(row.get(by_kind["who"]) or "")
    start, end = _dates(_bare(row.get(by_kind["when"]) or ""))
    size, population = _sample(row.get(by_kind.get("size", "")) or "")
    party = _PARTY.search(pollster)
    answers = {
        _bare(name): share
        for name, kind in kinds.items()
        if kind == "answer" and (share := _share(name, row.get(name) or "")) is not None
    }
    yield "", PollRecord(
        pollster=_PARTY.sub("", pollster), sponsor=party[0].strip(" ()") if party else "",
        start=start, end=end, size=size, population=population, answers=answers,
    )  # fmt: skip


def _dates(words: str) -> tuple[date | None, date | None]:
    if cells.empty(words):
        return None, None
    plain = words.replace("\u2212", "-")
    found = next(days.find(plain), None)
    if found is None or found.last is None:
        raise UnreadableError(f"the date is '{words}', which has no day, month and year")
    return found.first, found.last


def _sample(words: str) -> tuple[float | None, str]:
    words = _bare(words)
    if cells.empty(words):
        return None, ""
    found = _SAMPLE.match(words)
    if found is None:
        raise UnreadableError(f"the sample size is '{words}', which is no number")
    return float(re.sub(r"[,.\s]", "", found[1])), cells.population_code(found[2] or "")


def _share(column: str, words: str) -> float | None:
    words = _bare(words)
    if cells.empty(words):
        return None
    found = _SHARE.match(words)
    if found is None:
        raise UnreadableError(f"{_bare(column)} is '{words}', which is no share")
    return float(found[1])
