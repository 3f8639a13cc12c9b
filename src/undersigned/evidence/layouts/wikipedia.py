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
# What else the record keeps, by the name of the field; `left out` is said where it is read.
_BESIDE = {
    "sponsor": frozenset(
        ["client", "clients", "client(s)", "sponsor", "sponsors", "sponsor(s)",
         "commissioner", "commissioned by", "poll sponsor"]
    ),
    "conductor": frozenset(["administrator", "administered by", "fieldwork by"]),
    "mode": frozenset(
        ["method", "mode", "polling method", "methodology", "survey method", "survey mode"]
    ),
    "population": frozenset(["population", "sample type", "voter type"]),
    "area": frozenset(["area", "region", "location"]),
    "note": frozenset(["notes", "note", "remarks"]),
    "margin_as_printed": frozenset(["margin of error", "margin", "moe"]),
    "url": frozenset(["link", "ref", "ref.", "url"]),
    "left out": frozenset(["lead", "net", "spread", "poll type", "type", "turnout"]),
}  # fmt: skip
_KINDS = {"who": _WHO, "when": _WHEN, "size": _SIZE, **_BESIDE}
_LENGTHS = {"conductor": 200, "area": 200, "margin_as_printed": 60}
_PARTIES = {"D": "Democratic", "R": "Republican", "I": "independent", "L": "Libertarian"}
_SAMPLE = re.compile(
    r"~?\s*(\d[\d,.\s]{0,10}\d|\d)\s*\(?\s*([A-Za-z]{1,2}|[Aa]dults|[Vv]oters)?"
)
_PARTY = re.compile(r"\s*\((?:D|R|I|L)\)$")
_SHARE = re.compile(r"^\s*[<~]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?\s*$")


def _bare(name: str) -> str:
    return " ".join(_NOTE.sub("", name).split())


def columns(header: Iterable[str]) -> Mapping[str, str]:
    """What each column is: one of _KINDS, or an answer."""
    found = {}
    for name in header:
        plain = _bare(name).casefold()
        kinds = (kind for kind, names in _KINDS.items() if plain in names)
        found[name] = next(kinds, "answer")
    return found


def left_out(header: Iterable[str]) -> list[str]:
    """The columns that the record has no place for, or that others come to."""
    return [name for name, kind in columns(header).items() if kind == "left out"]


def is_one(header: Iterable[str]) -> bool:
    kinds = list(columns(header).values())
    return kinds.count("who") == 1 and kinds.count("when") == 1 and "answer" in kinds


def read(row: Row) -> Iterator[tuple[str, PollRecord]]:
    """A row of events or of someone's average has no pollster or no date, and is refused."""
    if any(cell.strip() for cell in row.get("more") or ()):
        raise UnreadableError("it has more cells than the header")
    kinds = columns(name for name in row if name and name != "more")
    printed = _printed(row, kinds)
    pollster, sponsor = printed.get("who", ""), printed.get("sponsor", "")
    start, end = _dates(printed.get("when", ""))
    size, population = _sample(printed.get("size", ""))
    address = printed.get("url", "")
    answers = {
        _bare(name): share
        for name, kind in kinds.items()
        if kind == "answer" and (share := _share(name, row.get(name) or "")) is not None
    }
    yield "", PollRecord(
        pollster=_PARTY.sub("", pollster), sponsor=_PARTY.sub("", sponsor) or _party(pollster),
        start=start, end=end, size=size, mode=printed.get("mode", ""),
        population=population or cells.population_code(printed.get("population", "")),
        url=address if address.startswith(("https://", "http://")) else "", answers=answers,
    )  # fmt: skip


def beside(row: Row) -> dict[str, str]:
    """What no average needs. A party behind pollster or sponsor is the sponsor's side."""
    printed = _printed(row, columns(name for name in row if name and name != "more"))
    for name, most in _LENGTHS.items():
        if len(printed.get(name, "")) > most:
            raise UnreadableError(f"{name} is longer than {most} letters")
    found = {name: printed[name] for name in (*_LENGTHS, "note") if name in printed}
    party = _party(printed.get("sponsor", "")) or _party(printed.get("who", ""))
    if party:
        found |= {"sponsor_class": "party", "sponsor_side": _PARTIES[party]}
    return found


def _party(name: str) -> str:
    found = _PARTY.search(name)
    return found[0].strip(" ()") if found else ""


def _printed(row: Row, kinds: Mapping[str, str]) -> dict[str, str]:
    """What stands in the columns of each kind, without marks; of two columns both."""
    found: dict[str, str] = {}
    for name, kind in kinds.items():
        words = _bare(row.get(name) or "")
        if kind != "answer" and not cells.empty(words):
            found[kind] = f"{found[kind]}; {words}" if kind in found else words
    return found


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
