"""Reads a file of polls: each row becomes poll records, or is refused by a named reason."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path

from undersigned.evidence.layouts import cells, wikipedia
from undersigned.evidence.layouts.known import LAYOUTS, PUBLISHED_AVERAGE, WIKIPEDIA, Layout
from undersigned.evidence.records import PollRecord


class NotPollsError(ValueError):
    """The file is none of the known layouts, or it is someone's average. Says which."""


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A row that is not in any series. `row` is its line in the file, the header being 1."""

    row: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PollFile:
    """The series of a file by topic, in the order of the file."""

    layout: str
    encoding: str
    series: dict[str, tuple[PollRecord, ...]] = field(default_factory=dict)
    refused: tuple[Refused, ...] = ()
    rows: int = 0
    left_out: tuple[str, ...] = ()  # columns that no record has a place for


@dataclass(frozen=True, kw_only=True)
class Published:
    """One day of an average that someone published, to be compared with."""

    topic: str
    day: date
    answer: str
    share: float


def read(path: Path) -> PollFile:
    """Raises NotPollsError, OSError."""
    text, encoding = decode(path.read_bytes())
    rows = table(text)
    layout = recognise(rows[0].keys() if rows else _header(text))
    series: dict[str, list[PollRecord]] = {}
    refused = []
    for place, row in enumerate(rows, 2):
        try:
            for topic, record in layout.read(row):
                series.setdefault(topic or path.stem, []).append(record)
        except cells.UnreadableError as error:
            refused.append(Refused(row=place, reason=str(error)))
    return PollFile(
        layout=layout.name, encoding=encoding, refused=tuple(refused), rows=len(rows),
        series={topic: tuple(records) for topic, records in series.items()},
        left_out=tuple(layout.left_out(_header(text))),
    )  # fmt: skip


def decode(raw: bytes) -> tuple[str, str]:
    """Files that are not in UTF-8 come from Windows; every byte of Latin 1 means something."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1"), "latin-1"


def table(text: str) -> list[dict[str, str]]:
    """Rows by their header; a pasted table has tabs between its cells."""
    rows = csv.DictReader(
        StringIO(text), restval="", restkey="more", delimiter=_delimiter(text)
    )
    return [
        row for row in rows if any(isinstance(one, str) and one.strip() for one in row.values())
    ]


def _header(text: str) -> Sequence[str]:
    return next(csv.reader(StringIO(text), delimiter=_delimiter(text)), [])


def _delimiter(text: str) -> str:
    first = text[: text.find("\n") if "\n" in text else len(text)]
    return max(",;\t", key=first.count)


def recognise(header: Iterable[str]) -> Layout:
    """Raises NotPollsError."""
    names = {name for name in header if name}
    for layout in LAYOUTS:
        if layout.columns <= names:
            return layout
    if wikipedia.is_one(names):
        return WIKIPEDIA
    if names >= PUBLISHED_AVERAGE:
        raise NotPollsError(
            "This is an average that someone published, not a list of polls. Draw it beside "
            "polls with --beside."
        )
    raise NotPollsError(
        f"No known layout has the columns {', '.join(sorted(names)) or '(none)'}. "
        "Name them as in docs/evidence: pollster, end, and one column for each answer."
    )


def read_published(path: Path) -> list[Published]:
    """An average in FiveThirtyEight's layout. Raises NotPollsError, OSError."""
    text, _encoding = decode(path.read_bytes())
    if not set(_header(text)) >= PUBLISHED_AVERAGE:
        raise NotPollsError(f"{path.name} has no columns date, answer and pct_estimate.")
    found = []
    for row in table(text):
        at, share = cells.day(row, "date"), cells.number(row, "pct_estimate")
        if at is not None and share is not None:
            found.append(
                Published(
                    topic=row.get("politician", ""), day=at, answer=row["answer"], share=share
                )
            )
    return found
