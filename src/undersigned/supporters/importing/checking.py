"""The dry run: the whole file compared with whom we know, and nothing written but numbers."""

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator

from django.db.models import Q

from undersigned.supporters.importing import (
    deciding,
    framing,
    holding,
    looking,
    slicing,
    storing,
)
from undersigned.supporters.importing.deciding import Plan
from undersigned.supporters.importing.meaning import Terms
from undersigned.supporters.importing.merging import terms
from undersigned.supporters.importing.rows import Row
from undersigned.supporters.importing.slicing import Slice
from undersigned.supporters.models import Import

_TOLD_EVERY = 0.5  # seconds


class _Seen:
    """Who stood in an earlier row: on disk, so that a large file takes no more memory."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")  # a file of its own that goes with it
        self._rows.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32000;"
            "CREATE TABLE seen (key INTEGER PRIMARY KEY)"
        )

    def split(self, rows: list[Row]) -> tuple[list[Row], int]:
        """The rows of people who are not there yet, and how many others there are."""
        keys = {_key(row): row for row in reversed(rows)}
        marks = ",".join("?" * len(keys))
        found = self._rows.execute(f"SELECT key FROM seen WHERE key IN ({marks})", list(keys))  # noqa: S608
        for (key,) in found.fetchall():
            del keys[key]
        self._rows.executemany("INSERT INTO seen VALUES (?)", [(key,) for key in keys])
        fresh = sorted(keys.values(), key=lambda row: row.line)
        return fresh, len(rows) - len(fresh)

    def close(self) -> None:
        self._rows.close()


def _key(row: Row) -> int:
    given = deciding.first_name(row.values[0])
    return hash((row.canonical, given, row.own.slot if row.own else 0))


def steps(batch: Import, inside: Q) -> Iterator[int]:
    """From the first row, also after a crash: nothing was written."""
    table = storing.table(batch)
    agreed, pace, seen = terms(batch), slicing.Pace(), _Seen()
    pace.size = pace.most
    counts: Counter[str] = Counter()
    rows, told = 0, time.monotonic()
    try:
        with framing.frames(batch, table, agreed, first=0, ready=False) as frames:
            for part in slicing.slices(frames, pace):
                rows += part.taken
                counts += _compared(batch, part, agreed, seen, inside)
                if time.monotonic() > told + _TOLD_EVERY:
                    told = time.monotonic()
                    holding.step(batch, done=rows)
                yield rows
    finally:
        seen.close()
    holding.end(batch, state=Import.State.CHECKED, rows=rows, done=0, checked=dict(counts))


def _compared(
    batch: Import, part: Slice, agreed: Terms, seen: _Seen, inside: Q
) -> Counter[str]:
    found = [row for frame in part.frames for row in frame.rows()]
    fresh, repeated = seen.split(found) if found else ([], 0)
    plan, hashes = Plan(), part.mailboxes
    if fresh:
        asked = {row.canonical: hashes[row.canonical] for row in fresh}
        known = looking.look(batch, asked, inside=inside)
        deciding.decide(fresh, known, agreed, plan)
    counts = plan.counts
    counts["repeated"] += repeated
    counts["refused"] += len(part.refused)
    counts.update(f"why:{reason}" for _line, reason in part.refused)
    counts.update(f"why:{reason}" for _line, reason, _refused in plan.problems)
    return counts
