"""Reads a log leaf by leaf as a stranger does: each must follow from those before it.

    book = Book(today=date)
    book.add(data)                      # for every entry, in order
    book.finish()
    book.problems                       # sentences; empty where all is right
    book.figures()[petition].count      # in the leaves read so far

Memory: nine bytes a leaf, and some more for each removal and each tally that is kept.
"""

import uuid
from array import array
from collections.abc import Callable, Container
from datetime import date, timedelta
from enum import IntEnum
from typing import Any, ClassVar, NamedTuple

from undersigned.ledger import leaves
from undersigned.ledger.doubles import Doubles
from undersigned.ledger.figures import Figures
from undersigned.ledger.leaves import LeafError

MOST_PROBLEMS = 100  # a log that is wrong throughout is told often enough
_A_DAY = timedelta(days=1)
_NOBODY = 0xFFFFFFFF


class State(IntEnum):
    """What a leaf is in the tree so far."""

    OTHER = 0
    TEXT = 1
    COUNTS = 2  # a signature
    REMOVED = 3  # a signature that a void took out
    REMOVAL = 4  # a void
    UNDONE = 5  # a void that a restore took back
    RESTORE = 6
    PAPER = 7


# What a leaf changed about its petition's count when it came; paper is looked up.
_WORTH = {
    State.COUNTS: 1,
    State.REMOVED: 1,
    State.REMOVAL: -1,
    State.UNDONE: -1,
    State.RESTORE: 1,
}


class _Read(NamedTuple):
    """What stays of a leaf: the number of its petition and of its region, what it is."""

    petition: int = _NOBODY
    region: int = 0
    state: State = State.OTHER


class Book:
    """The leaves so far: what each is now, and what they add up to."""

    def __init__(self, *, today: date, keep: Container[int] = ()) -> None:
        """`keep`: the places of tallies that are wanted afterwards."""
        self.size, self._keep = 0, keep
        self.problems: list[str] = []
        self.unsaid = 0  # problems beyond the first hundred
        self._today, self._newest = today, date.min
        self._petitions: dict[uuid.UUID, int] = {}  # each one's number, in order of coming
        self._figures: list[Figures] = []
        self._regions: dict[str, int] = {"-": 0}
        self._names = ["-"]
        self._petition, self._region, self._state = array("I"), array("I"), bytearray()
        self._removals: dict[int, tuple[int, str]] = {}  # signature and reason of each void
        self._erased: set[int] = set()
        self._paper: dict[int, int] = {}
        self.tallies: dict[int, leaves.Tally] = {}
        self._commitments = Doubles()

    def figures(self) -> dict[uuid.UUID, Figures]:
        """The petitions in the order in which they came."""
        return dict(zip(self._petitions, self._figures, strict=True))

    def add(self, data: bytes) -> None:
        """The next entry of the log; what is wrong with it goes to `problems`."""
        read = _Read()
        try:
            leaf = leaves.parse(data)
            self._date(getattr(leaf, "day", None))
            read = self._RULES[leaf.kind](self, leaf)
        except LeafError as error:
            self.problem(f"leaf {self.size}: {error}")
        self._petition.append(read.petition)
        self._region.append(read.region)
        self._state.append(read.state)
        self.size += 1

    def finish(self) -> None:
        """Compares all commitments, once every leaf was added."""
        for first, later in self._commitments.found():
            self.problem(f"leaf {later}: its commitment was used before, by leaf {first}")

    def close(self) -> None:
        """Lets go of the temporary files."""
        self._commitments.close()

    def problem(self, sentence: str) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(sentence)
        else:
            self.unsaid += 1

    def _date(self, day: date | None) -> None:
        if day is None:
            return
        if self._newest - day > _A_DAY:
            self.problem(f"leaf {self.size}: its day {day} is before that of earlier leaves")
        if day - self._today > _A_DAY:
            self.problem(f"leaf {self.size}: its day {day} has not come yet")
        self._newest = max(self._newest, min(day, self._today))

    def _is(self, index: int, *states: State) -> bool:
        return index < self.size and self._state[index] in states

    def _known(self, petition: uuid.UUID) -> int:
        number = self._petitions.get(petition)
        if number is None:
            raise LeafError(f"petition {petition} has no text before it")
        return number

    def _under(self, leaf: leaves.Sign | leaves.Paper) -> tuple[int, int]:
        """Petition and region of what is signed under a text of the same petition."""
        number = self._known(leaf.petition)
        if not self._is(leaf.text, State.TEXT) or self._petition[leaf.text] != number:
            raise LeafError(f"leaf {leaf.text} is no text of petition {leaf.petition}")
        region = self._regions.setdefault(leaf.region, len(self._regions))
        if region == len(self._names):
            self._names.append(leaf.region)
        return number, region

    def _open(self, leaf: leaves.Petition) -> _Read:
        number = self._petitions.setdefault(leaf.petition, len(self._petitions))
        if number == len(self._figures):
            self._figures.append(Figures())
        versions = self._figures[number].versions
        if leaf.version != versions + 1:
            self.problem(f"leaf {self.size}: version {leaf.version} comes after {versions}")
        self._figures[number].versions = leaf.version
        return _Read(number, 0, State.TEXT)

    def _sign(self, leaf: leaves.Sign) -> _Read:
        number, region = self._under(leaf)
        self._figures[number].signed += 1
        self._figures[number].by_region[leaf.region] += 1
        self._commitments.add(leaf.commitment, self.size)
        return _Read(number, region, State.COUNTS)

    def _carry_over(self, leaf: leaves.Paper) -> _Read:
        number, region = self._under(leaf)
        self._figures[number].paper += leaf.number
        self._figures[number].by_region[leaf.region] += leaf.number
        self._paper[self.size] = leaf.number
        self._commitments.add(leaf.commitment, self.size)
        return _Read(number, region, State.PAPER)

    def _void(self, leaf: leaves.Void) -> _Read:
        if not self._is(leaf.index, State.COUNTS):
            raise LeafError(f"leaf {leaf.index} is no signature that counts")
        self._state[leaf.index] = State.REMOVED
        self._removals[self.size] = (leaf.index, leaf.reason)
        return self._moved(leaf.index, leaf.reason, 1)._replace(state=State.REMOVAL)

    def _restore(self, leaf: leaves.Restore) -> _Read:
        if not self._is(leaf.index, State.REMOVAL):
            raise LeafError(f"leaf {leaf.index} is no removal in force")
        signature, reason = self._removals.pop(leaf.index)
        self._state[leaf.index], self._state[signature] = State.UNDONE, State.COUNTS
        return self._moved(signature, reason, -1)._replace(state=State.RESTORE)

    def _moved(self, signature: int, reason: str, removed: int) -> _Read:
        read = _Read(self._petition[signature], self._region[signature])
        figures = self._figures[read.petition]
        figures.voided += removed
        figures.by_reason[reason] += removed
        figures.by_region[self._names[read.region]] -= removed
        return read

    def _erase(self, leaf: leaves.Erase) -> _Read:
        is_signature = self._is(leaf.index, State.COUNTS, State.REMOVED)
        if not is_signature or leaf.index in self._erased:
            raise LeafError(f"leaf {leaf.index} is no signature that was not erased before")
        self._erased.add(leaf.index)
        number = self._petition[leaf.index]
        self._figures[number].erased += 1
        return _Read(number)

    def _about(self, leaf: leaves.Close | leaves.Audit | leaves.Tally) -> _Read:
        number = self._known(leaf.petition)
        if not isinstance(leaf, leaves.Close) and leaf.size > self.size:
            raise LeafError(f"it speaks of {leaf.size} leaves, and {self.size} are before it")
        if isinstance(leaf, leaves.Tally):
            count = self._count_at(number, leaf.size)
            if count != leaf.number:
                raise LeafError(f"it says {leaf.number} where {count} count")
            if self.size in self._keep:
                self.tallies[self.size] = leaf
        return _Read(number)

    def _count_at(self, number: int, size: int) -> int:
        """What a petition's count was: without what came since."""
        since = 0
        for index in range(size, self.size):
            if self._petition[index] == number:
                since += _WORTH.get(State(self._state[index]), self._paper.get(index, 0))
        return self._figures[number].count - since

    _RULES: ClassVar[dict[str, Callable[["Book", Any], _Read]]] = {
        leaves.Petition.kind: _open,
        leaves.Sign.kind: _sign,
        leaves.Paper.kind: _carry_over,
        leaves.Void.kind: _void,
        leaves.Restore.kind: _restore,
        leaves.Erase.kind: _erase,
        leaves.Close.kind: _about,
        leaves.Tally.kind: _about,
        leaves.Audit.kind: _about,
    }
