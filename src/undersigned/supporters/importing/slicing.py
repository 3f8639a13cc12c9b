"""The rows of a file in slices, each as large as the database can take at once."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection

from undersigned.supporters.importing import framing
from undersigned.supporters.importing.framing import Frame

# The least and the most rows of one transaction, and its seconds while others write and while
# they do not. On SQLite it keeps the form's writer waiting: 50 ms at most in a rush. PostgreSQL
# keeps nobody waiting.
_LIMITS = {"sqlite": (100, 5_000, 0.03, 0.3), "postgresql": (500, 5_000, 0.5, 0.5)}
_LONGER, _SHORTER = 1.2, 0.5
_SMOOTH = 0.5


@dataclass(slots=True)
class Slice:
    """Some rows of the file that follow each other."""

    frames: list[Frame]

    @property
    def taken(self) -> int:
        """Rows of the file, of whatever kind."""
        return sum(frame.taken for frame in self.frames)

    @property
    def refused(self) -> list[tuple[int, str]]:
        return [one for frame in self.frames for one in frame.refused]

    @property
    def mailboxes(self) -> dict[str, str]:
        """The keyed hash of each canonical address."""
        found: dict[str, str] = {}
        for frame in self.frames:
            found.update(zip(frame.canonicals, frame.hashes, strict=True))
        return found


class Pace:
    """How many rows make a transaction that is as long as it may be.

    It gets longer while nobody else writes, and shorter with each time that somebody has: one
    heartbeat in seconds keeps it long, a rush makes it short at once.
    """

    def __init__(self) -> None:
        self.least, self.most, self._shortest, self._longest = _LIMITS[connection.vendor]
        self.size = self.least * 2
        self._allowed = self._shortest
        self._version = 0  # of what others have written, where the database tells

    def took(self, rows: int, seconds: float) -> None:
        """Learns from one transaction."""
        others = self._others_wrote()
        factor = _SHORTER if others else _LONGER
        self._allowed = min(max(self._allowed * factor, self._shortest), self._longest)
        fitting = rows * self._allowed / max(seconds, 0.001)
        size = self.size + (1 if others else _SMOOTH) * (fitting - self.size)
        self.size = int(min(max(size, self.least), self.most))

    def _others_wrote(self) -> bool:
        if connection.vendor != "sqlite":
            return False
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")  # goes up with each writing of others
            version = cursor.fetchone()[0]
        before, self._version = self._version, version
        return bool(version != before)


def slices(frames: Iterator[Frame], pace: Pace) -> Iterator[Slice]:
    """The next slice, and the next: of as many rows as the pace says at that moment."""
    while found := list(islice(frames, max(pace.size // framing.SIZE, 1))):
        yield Slice(found)
