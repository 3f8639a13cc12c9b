"""A file of polls on its way into the record: each row is stored or refused by name."""

import csv
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from undersigned.evidence.layouts import cells, reading
from undersigned.evidence.layouts.known import OURS, PRINTED, Layout
from undersigned.evidence.records import PollRecord
from undersigned.lib import spreadsheets

MOST_ROWS = 20_000
_TOO_MUCH = 102.0  # rounding adds up to a point or two
_LATE_DAYS = 90
_LENGTHS = {
    "pollster": 200, "sponsor": 200, "mode": 100, "subgroup": 100, "family": 200, "split": 60,
    "excluded": 300, "id": 100, "respondents": 100, "url": 500, "population": 200,
    "wording": 20_000, "topic": 200,
}  # fmt: skip
_WEB = re.compile(r"https?://[^\s<>\"]+$", re.IGNORECASE)
_BARE_WEB = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?#][^\s<>\"]*)?$")


class Refusal(StrEnum):
    """Why a row is not stored."""

    UNREADABLE = "unreadable"
    NO_POLLSTER = "no pollster"
    BACKWARDS = "starts after it ends"
    FUTURE = "ends in the future"
    NO_ANSWER = "no answer in it"
    IMPOSSIBLE = "a share outside 0 to 100"
    BAD_SIZE = "a sample size that is not above 0"
    TOO_LONG = "too long"
    BAD_ADDRESS = "an address that is no web address"
    TWICE = "the same row twice"
    DIFFERS = "on record already, with other values"


class Remark(StrEnum):
    """What a reader should know of a row that is stored."""

    NO_DATES = "no field dates: stored, not averaged"
    NO_SIZE = "no sample size"
    SIZE_ROUNDED = "sample size rounded to a whole number"
    NOT_100 = "shares add up to more than 102"
    LATE = "published long after its field dates"
    OTHER_NAME = "the pollster is on record under another name too"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the file with the records in it. `refusal` is empty where it can be stored."""

    number: int
    records: tuple[tuple[str, PollRecord], ...] = ()
    extras: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    detail: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def label(self) -> str:
        record = self.records[0][1] if self.records else None
        return f"{record.pollster}, {record.end or '?'}" if record else ""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a file would bring. `topic` stands where a row names none."""

    layout: str
    encoding: str
    lines: tuple[Line, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)  # columns; rows that have it


def take(raw: bytes, *, topic: str, today: date) -> Taken:
    """Raises NotPollsError. Nothing is stored."""
    text, encoding = reading.decode(raw)
    text = text.replace("\x00", "")
    try:
        rows = reading.table(text)
    except csv.Error as error:
        raise reading.NotPollsError(f"The file is no table: {error}.") from error
    if not rows:
        raise reading.NotPollsError("The file has no rows below its header.")
    if len(rows) > MOST_ROWS:
        raise reading.NotPollsError(
            f"The file has {len(rows):,} rows; {MOST_ROWS:,} are read at once. Cut it in parts."
        )
    layout = reading.recognise(rows[0].keys())
    lines: list[Line] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        line = _line(number, row, layout, topic=topic, today=today)
        keys = {question_key(name, record) for name, record in line.records}
        if line.refusal is None and keys & seen:
            line = replace(line, refusal=Refusal.TWICE)
        seen |= keys
        lines.append(line)
    columns = layout.left_out(name for name in rows[0] if name and name != "more")
    return Taken(
        layout=layout.name, encoding=encoding, lines=tuple(lines),
        left_out={name: sum(not cells.empty(row[name]) for row in rows) for name in columns},
    )  # fmt: skip


def _line(
    number: int, row: Mapping[str, str], layout: Layout, *, topic: str, today: date
) -> Line:
    if layout is OURS:
        row = {
            spreadsheets.uncell(name): spreadsheets.uncell(row[name]) for name in row if name
        }
    try:
        read, extras = list(layout.read(row)), layout.beside(row)
    except cells.UnreadableError as error:
        return Line(number=number, refusal=Refusal.UNREADABLE, detail=str(error))
    records, remarks = [], set()
    for name, record in read:
        own = _without_subgroup(name, record) or topic
        remarks |= set(_remarks(record))
        records.append((own, _storable(record)))
    found = next(
        (
            (refusal, detail)
            for name, record in records
            for refusal, detail in _refusals(name, record, extras, today)
        ),
        (None, ""),
    )
    return Line(
        number=number, records=tuple(records), extras=extras, refusal=found[0],
        detail=found[1], remarks=tuple(sorted(remarks)),
    )  # fmt: skip


def _without_subgroup(topic: str, record: PollRecord) -> str:
    """The layouts name a subgroup's series by topic and subgroup; the record keeps both."""
    if record.subgroup and topic.endswith(record.subgroup):
        return topic[: -len(record.subgroup)].removesuffix(" \u00b7 ")
    return topic


def _storable(record: PollRecord) -> PollRecord:
    """As it will be on record: whole sizes, shares of four decimals, an address with https."""
    url = record.url
    if url and not _WEB.match(url) and _BARE_WEB.match(url):
        url = f"https://{url}"
    return replace(
        record, url=url, size=None if record.size is None else float(round(record.size)),
        answers={name[:200]: round(share, 4) for name, share in record.answers.items()},
    )  # fmt: skip


def _refusals(
    topic: str, record: PollRecord, extras: Mapping[str, str], today: date
) -> Iterator[tuple[Refusal, str]]:
    days = [day for day in (record.start, record.end, record.released) if day and day > today]
    wrong = [f"{name}: {n:g}" for name, n in record.answers.items() if not 0 <= n <= 100]  # noqa: PLR2004
    values = {name: str(getattr(record, name, topic)) for name in _LENGTHS}
    long = [name for name, most in _LENGTHS.items() if len(values[name]) > most]
    turned = record.start and record.end and record.start > record.end
    checks = (
        (not record.pollster, Refusal.NO_POLLSTER, ""),
        (turned, Refusal.BACKWARDS, f"{record.start} to {record.end}"),
        (days, Refusal.FUTURE, ", ".join(map(str, days))),
        (not record.answers and not extras.get(PRINTED), Refusal.NO_ANSWER, ""),
        (wrong, Refusal.IMPOSSIBLE, ", ".join(wrong)),
        (record.size is not None and record.size <= 0, Refusal.BAD_SIZE, f"{record.size}"),
        (record.url and not _WEB.match(record.url), Refusal.BAD_ADDRESS, record.url[:60]),
        (long, Refusal.TOO_LONG, ", ".join(long)),
    )
    for is_wrong, refusal, detail in checks:
        if is_wrong:
            yield refusal, detail


def _remarks(record: PollRecord) -> Iterator[Remark]:
    if record.end is None:
        yield Remark.NO_DATES
    if record.size is None:
        yield Remark.NO_SIZE
    elif record.size != round(record.size):
        yield Remark.SIZE_ROUNDED
    if sum(record.answers.values()) > _TOO_MUCH:
        yield Remark.NOT_100
    late = record.released and record.end and (record.released - record.end).days
    if late and late > _LATE_DAYS:
        yield Remark.LATE


def poll_key(record: PollRecord) -> str:
    """The same poll has the same key whatever file it came in."""
    return _hash(
        record.pollster, record.sponsor, record.start, record.end, record.released, record.mode,
        record.tracking, record.open_to_all, record.internal, record.url, record.respondents,
    )  # fmt: skip


def question_key(topic: str, record: PollRecord) -> str:
    """A question that has an id in its list is known by it, else by all that it says."""
    by_id = (record.id, topic, record.subgroup, record.population)
    whole = (
        topic, record.subgroup, record.population, record.wording, record.family, record.split,
        record.size, record.side, record.excluded, sorted(record.answers.items()),
    )  # fmt: skip
    return _hash(poll_key(record), *(by_id if record.id else whole))


def _hash(*values: object) -> str:
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()


def differs(known: PollRecord, new: PollRecord) -> str:
    """What another reading of the same question says otherwise; '' for nothing."""
    said = []
    for name in ("answers", "size", "wording", "family", "split", "side", "excluded"):
        before, after = getattr(known, name), getattr(new, name)
        if before != after:
            said.append(f"{name}: {_plain(before)} \u2192 {_plain(after)}")
    return "; ".join(said)[:300]


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {share:g}" for name, share in value.items())
    return str(value) if value not in (None, "") else "nothing"


def names(taken: Taken) -> Collection[str]:
    """Every pollster that the file names."""
    return {record.pollster for line in taken.lines for _topic, record in line.records}
