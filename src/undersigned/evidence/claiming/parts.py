"""The single checks of which each kind of claim takes those that concern it."""

import re
from collections.abc import Iterator
from datetime import date

from undersigned.evidence.claiming import saying
from undersigned.evidence.claiming.saying import Put, Said
from undersigned.evidence.claiming.verdict import Missing, Reason, Record, Why

OLD_DAYS = 180
# The priors of the average (docs/evidence.md): house, wording, other error; in points.
HOUSE, WORDING, OTHER, ROUNDING = 3.8, 1.3, 0.8, 1 / 12
_QUOTED = re.compile(r"[“\"]([^”\"]{12,})[”\"]")  # some words; a single one is a manner
_CARED = frozenset({Put.CHANGE, Put.COMPARISON, Put.ALWAYS, Put.EXTREME})


def plain(text: str) -> str:
    return re.sub(r"[^a-z0-9%]+", " ", text.casefold()).strip()


def people(said: Said, *populations: str) -> Iterator[Reason]:
    """The people and places that it names are those who were asked, no more and no fewer."""
    asked = frozenset().union(*map(saying.groups, populations))
    there = frozenset().union(*map(saying.places, populations))
    if not said.groups:
        yield Reason(Why.NO_POPULATION, ", ".join(dict.fromkeys(populations)))
    elif not _same(said.groups, asked):
        wrong = sorted(said.groups - asked) or sorted(said.groups)
        yield Reason(Why.OTHER_POPULATION, ", ".join(wrong))
    if said.places != there:
        yield Reason(Why.OTHER_PLACE, ", ".join(sorted(said.places or there)))


def _same(ours: frozenset[str], asked: frozenset[str]) -> bool:
    """'voters' may stand for registered or likely voters; nothing else for anything else."""
    if ours == asked:
        return True
    screened = asked & {"registered voters", "likely voters"}
    return "voters" in ours and bool(screened) and ours - {"voters"} == asked - screened


def put_as(
    said: Said, printed: str = "", *, allowed: frozenset[Put] = frozenset()
) -> Iterator[Reason]:
    """Ways of putting it that the figures do not carry, unless the record itself has them."""
    for put in (Put.CHANGE, Put.COMPARISON, Put.ALWAYS, Put.EXTREME):
        shown = plain(put.value) in plain(printed)
        if put in said.ways & _CARED - allowed and not shown:
            yield Reason(Why.ONE_POLL_ONLY, put.value)


def care(sentence: str, record: Record) -> Iterator[Reason]:
    """Not a poll at all, excluded, unclear, paid for by somebody unnamed, or misquoted."""
    if record.open_to_all:
        yield Reason(Why.NOT_A_POLL, record.pollster)
    if record.excluded:
        yield Reason(Why.EXCLUDED, record.excluded)
    if record.unclear:
        yield Reason(Why.UNCLEAR, record.unclear)
    if record.sponsor and plain(record.sponsor) not in plain(sentence):
        yield Reason(Why.SPONSOR, record.sponsor)
    there = plain(f"{record.wording} {record.question} {record.answer} {record.as_printed}")
    for words in _QUOTED.findall(sentence):
        if record.wording and plain(words) not in there:
            yield Reason(Why.MISQUOTED, words)


def age(said: Said, day: date | None, *, on: date) -> Iterator[Reason]:
    if day is None:
        yield Reason(Why.NO_DATE)
    elif (on - day).days > OLD_DAYS and not said.is_dated:
        yield Reason(Why.OLD, day.isoformat())


def missing(*records: Record) -> tuple[Missing, ...]:
    lacks = (
        (Missing.WORDING, not all(one.wording for one in records)),
        (Missing.SIZE, any(one.size is None for one in records)),
        (Missing.FIELD_DATES, any(one.asked is None for one in records)),
    )
    return tuple(one for one, is_missing in lacks if is_missing)


def sampling(record: Record) -> float:
    """In square points, rounding included; never zero, at no share and no size."""
    share = min(max((record.share or 0) / 100, 0.02), 0.98)
    return 1e4 * share * (1 - share) / (record.size or record.assumed_size) + ROUNDING


def variance(record: Record) -> float:
    """Of a poll's figure around the level: sampling, and what sets pollsters apart."""
    return sampling(record) + HOUSE**2 + WORDING**2 + OTHER**2


def without_names(sentence: str, *records: Record) -> str:
    """'New York Times' names no state, and a sponsor's name no voters."""
    names = {name for one in records for name in (one.pollster, one.sponsor) if name}
    for name in sorted(names, key=len, reverse=True):
        sentence = re.sub(re.escape(name), " ", sentence, flags=re.IGNORECASE)
    return sentence
