"""The rows of a file in slices, each as large as the database can take at once."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection

from undersigned.supporters.importing.rows import Parse, Row

# The least and the most rows, and the seconds, of one transaction. On SQLite it keeps the
# form's writer waiting: 50 ms at most. While nobody else has written for a while, as before
# the launch, it may be longer, because each ends with a wait for the disk.
_LIMITS = {"sqlite": (100, 3_000, 0.03), "postgresql": (500, 5_000, 0.5)}
_ALONE_SECONDS = 0.2
_ALONE_AFTER = 5.0
_SMOOTH = 0.5


@dataclass(slots=True)
class Slice:
    """Some rows of the file that follow each other."""

    taken: int = 0  # rows of the file, of whatever kind
    rows: list[Row] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


class Pace:
    """How many rows make a transaction that is as long as it may be."""

    def __init__(self) -> None:
        self.least, self.most, self._seconds = _LIMITS[connection.vendor]
        self.size = self.least * 2
        self._version = 0  # of what others have written, where the database tells
        self._since = time.monotonic()

    def took(self, rows: int, seconds: float) -> None:
        """Learns from one transaction."""
        fitting = rows * self._allowed() / max(seconds, 0.001)
        size = self.size + _SMOOTH * (fitting - self.size)
        self.size = int(min(max(size, self.least), self.most))

    def _allowed(self) -> float:
        if connection.vendor != "sqlite":
            return self._seconds
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")  # goes up with each writing of others
            version = cursor.fetchone()[0]
        now = time.monotonic()
        if version != self._version:
            self._version, self._since = version, now
            self.size = min(self.size, self.least * 5)
        alone = now - self._since > _ALONE_AFTER
        return max(self._seconds, _ALONE_SECONDS) if alone else self._seconds


def slices(
    rows: Iterator[tuple[int, list[str], str]], parse: Parse, pace: Pace
) -> Iterator[Slice]:
    """The next slice, and the next: of as many rows as the pace says at that moment."""
    while taken := list(islice(rows, pace.size)):
        part = Slice(taken=len(taken))
        for line, cells, reason in taken:
            read = reason or parse(line, cells)
            if isinstance(read, Row):
                part.rows.append(read)
            elif read:
                part.refused.append((line, read))
        yield part
