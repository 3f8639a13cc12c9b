"""Audits a whole log without secrets: everything that a stranger can check of the count.

    found = audit(store, key=key, earlier=notes_saved_before, counts=[...], today=today)
    found.problems            # sentences; empty where all is right
    found.figures             # each petition's count, recomputed from the leaves

It reads every bundle and every tile once, in order, and keeps none of them.
"""

import json
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from undersigned.ledger import breakdowns, checkpoints, notes, tiles
from undersigned.ledger.checkpoints import Checkpoint
from undersigned.ledger.figures import Figures
from undersigned.ledger.following import Book
from undersigned.ledger.tree import ProofError

_SAID = ("count", "voided", "erased", "paper", "by_region")


class Readable(Protocol):
    """Where the log's files are read from: a folder, memory, or a web server."""

    def read(self, path: str) -> bytes:
        """The file's bytes; FileNotFoundError where there is none."""


@dataclass(frozen=True, slots=True)
class Published:
    """A petition's count.json, or breakdowns.json, as it was served at an address."""

    address: str
    content: bytes
    petition: str = ""  # whose it has to be, where that is known


@dataclass(slots=True)
class Found:
    """What an audit came to. `checkpoint` is None where none was signed by the key."""

    problems: list[str] = field(default_factory=list)
    checkpoint: Checkpoint | None = None
    note: bytes = b""
    figures: dict[uuid.UUID, Figures] = field(default_factory=dict)
    broken_down: int = 0  # breakdowns that their leaves bind
    continued: list[int] = field(default_factory=list)  # sizes of earlier trees, found again


def audit(
    store: Readable,
    *,
    key: notes.Key,
    today: date,
    earlier: Sequence[bytes] = (),
    counts: Sequence[Published] = (),
    broken_down: Sequence[Published] = (),
    progress: Callable[[int, int], None] = lambda _done, _size: None,
) -> Found:
    """What is right and wrong with the log. Errors of reading but FileNotFoundError pass."""
    found = Found()
    try:
        found.note = store.read("checkpoint")
        found.checkpoint = checkpoints.verified(found.note, key)
    except (FileNotFoundError, notes.NoteError) as error:
        found.problems.append(f"checkpoint: {error}")
        return found
    told = _Told(broken_down)
    walk = _Audit(store, found, found.checkpoint, Book(today=today, keep=told.places), progress)
    walk.run(key, earlier, counts, told)
    return found


class _Audit:
    """One walk from the first leaf to the last."""

    def __init__(
        self,
        store: Readable,
        found: Found,
        checkpoint: Checkpoint,
        book: Book,
        progress: Callable[[int, int], None],
    ) -> None:
        self._found, self._checkpoint = found, checkpoint
        self._progress = progress
        self._reader = tiles.Reader(_Unwritten(store), checkpoint.size, kept=1)
        self._book = book
        self._tiles = _Compared(store, checkpoint.size, self._book)
        self._earlier: dict[int, list[Checkpoint]] = {}
        self._counts: dict[int, list[tuple[str, dict[str, object]]]] = {}

    def run(
        self, key: notes.Key, earlier: Sequence[bytes], counts: Sequence[Published],
        told: "_Told",
    ) -> None:  # fmt: skip
        try:
            for note in earlier:
                self._expect(checkpoints.verified(note, key))
            for count in counts:
                self._expect_count(count)
            self._walk()
            self._book.finish()
            self._found.broken_down = told.compare(self._book)
        finally:
            self._book.close()
        self._found.problems += self._book.problems
        if self._book.unsaid:
            self._found.problems.append(f"and {self._book.unsaid} more")
        self._found.figures = self._book.figures()

    def _expect(self, earlier: Checkpoint) -> None:
        if earlier.size > self._checkpoint.size:
            self._book.problem(
                f"the log has {self._checkpoint.size} leaves, and a checkpoint saved before "
                f"has {earlier.size}: leaves were taken away"
            )
        self._earlier.setdefault(earlier.size, []).append(earlier)

    def _expect_count(self, count: Published) -> None:
        try:
            facts = json.loads(count.content)
            size, petition = facts["size"], str(uuid.UUID(facts["petition"]))
            if type(size) is not int or not 0 <= size <= self._checkpoint.size:
                self._book.problem(f"{count.address}: it speaks of a tree that is not signed")
                return
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._book.problem(f"{count.address}: not a count of a petition")
            return
        self._counts.setdefault(size, []).append(
            (count.address, facts | {"petition": petition})
        )

    def _walk(self) -> None:
        marks = sorted({*self._earlier, *self._counts})
        edge = self._mark(tiles.Edge())
        try:
            edge = self._leaves(edge, marks)
        except (FileNotFoundError, tiles.TileError) as error:
            self._book.problem(f"missing or broken: {error}")
        else:
            if edge.root() != self._checkpoint.root:
                self._book.problem("the signed root is not that of the leaves")

    def _leaves(self, edge: tiles.Edge, marks: Sequence[int]) -> tiles.Edge:
        size = self._checkpoint.size
        for number in range(-(-size // tiles.WIDTH)):
            entries = self._reader.bundle(number)
            end = edge.size + len(entries)
            stops = [mark for mark in marks if edge.size < mark < end]
            for stop in [*stops, end]:
                part = entries[: stop - edge.size]
                entries = entries[stop - edge.size :]
                for data in part:
                    self._book.add(data)
                edge = self._mark(tiles.append(self._tiles, edge, part))
            self._progress(edge.size, size)
        return edge

    def _mark(self, edge: tiles.Edge) -> tiles.Edge:
        """Compares what was said about the tree of this size."""
        for earlier in self._earlier.get(edge.size, ()):
            if earlier.size and earlier.root != edge.root():
                self._book.problem(
                    f"the first {edge.size} leaves are not those of a checkpoint saved before: "
                    "the log was rewritten"
                )
            else:
                self._found.continued.append(edge.size)
        for address, facts in self._counts.get(edge.size, ()):
            self._compare(address, facts)
        return edge

    def _compare(self, address: str, facts: dict[str, object]) -> None:
        petition = uuid.UUID(str(facts["petition"]))
        figures = self._book.figures().get(petition, Figures()).facts()
        for name in _SAID:
            if facts.get(name) != figures[name]:
                self._book.problem(
                    f"{address}: it says {name} {str(facts.get(name))[:200]}, "
                    f"and the log says {figures[name]}"
                )


class _Told:
    """Breakdowns by place as they were served, each with the place of its leaf."""

    def __init__(self, published: Sequence[Published]) -> None:
        self._wrong = [one.address for one in published if _listed(one) is None]
        self._listed = [(one, each) for one in published for each in _listed(one) or ()]
        self.places = frozenset(place for _one, (place, _content) in self._listed)

    def compare(self, book: Book) -> int:
        """How many are those that the log binds; the others are problems."""
        for address in self._wrong:
            book.problem(f"{address}: no breakdowns of a petition")
        right = 0
        for one, (place, content) in self._listed:
            leaf = book.tallies.get(place)
            if leaf is None:
                wrong = "the log has no such entry"
            elif one.petition not in ("", str(leaf.petition)):
                wrong = "it is another petition's"
            else:
                wrong = breakdowns.wrong_with(content, leaf)
            if wrong:
                book.problem(f"{one.address}: breakdown of leaf {place}: {wrong}")
            right += not wrong
        return right


def _listed(published: Published) -> list[tuple[int, dict[str, Any]]] | None:
    """None for what is no list of breakdowns."""
    try:
        rows = json.loads(published.content)["breakdowns"]
        return [(int(one["leaf"]), dict(one["breakdown"])) for one in rows]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


class _Unwritten:
    """A store for reading as a tiles.Store."""

    def __init__(self, store: Readable) -> None:
        self.read = store.read

    def write(self, path: str, data: bytes) -> None:
        raise ProofError(f"{path}: an audit writes nothing ({len(data)} bytes)")


class _Compared:
    """Where the recomputed tiles go: beside those that are served."""

    def __init__(self, store: Readable, size: int, book: Book) -> None:
        self._store, self._book = store, book
        self._partial = set(tiles.edge_paths(size))

    def read(self, path: str) -> bytes:
        return self._store.read(path)

    def write(self, path: str, data: bytes) -> None:
        if path.startswith("tile/entries/") or (".p/" in path and path not in self._partial):
            return  # bundles are what it is computed from; narrower tiles may be gone
        served = self._served(path)
        if served != data:
            self._book.problem(f"{path}: it does not hold the hashes of the leaves")

    def _served(self, path: str) -> bytes:
        try:
            return self._store.read(path)
        except FileNotFoundError:
            return b""
