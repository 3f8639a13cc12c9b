"""The entries of the log, one class a kind: built, and read strictly, as format version 1 says.

    leaf = leaves.Sign(petition=uuid, text=0, day=date(2026, 10, 14), region="GB", commitment=c)
    data = leaf.data()            # the bytes that are hashed and published
    leaves.parse(data) == leaf    # or leaves.LeafError

A leaf that was read and is built again has the same bytes: there is one way to write it.
"""

import base64
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import ClassVar, NamedTuple

FORMAT = "petition-log/v1"
REASONS = ("withdrawn", "duplicate", "bounce", "fraud", "ineligible", "error")
MOST_BYTES = 1024  # of one leaf; the longest of version 1 is about 200

# A number of the log fits a signed column of eight bytes and JavaScript's whole numbers.
_NUMBER = r"0|[1-9][0-9]{0,14}"
_COUNT = r"[1-9][0-9]{0,14}"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_REGION = r"-|[A-Z]{2}(?:-[A-Z0-9]{1,3})?"
_HASH = r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]="  # the one way to write 32 bytes


class LeafError(ValueError):
    """These bytes are no leaf of this format, or these values can be written into none."""


class _Line(NamedTuple):
    """A line of a leaf: its letter, what it may hold, the ways between text and value."""

    letter: str
    pattern: str
    read: Callable[[str], object]
    write: Callable[[object], str] = str


@lru_cache(maxsize=4096)
def _day(text: str) -> date:
    return date.fromisoformat(text)


@lru_cache(maxsize=4096)
def _uuid(text: str) -> uuid.UUID:
    return uuid.UUID(text)


def _hash(value: object) -> str:
    return base64.b64encode(value if isinstance(value, bytes) else b"").decode("ascii")


def _line(letter: str, meaning: str) -> _Line:
    read: dict[str, tuple[str, Callable[[str], object], Callable[[object], str]]] = {
        "uuid": (_UUID, _uuid, str),
        "number": (_NUMBER, int, str),
        "count": (_COUNT, int, str),
        "day": (_DAY, _day, str),
        "region": (_REGION, str, str),
        "reason": ("|".join(REASONS), str, str),
        "hash": (_HASH, base64.b64decode, _hash),
    }
    return _Line(letter, *read[meaning])


@dataclass(frozen=True, slots=True)
class Leaf:
    """What all kinds share; `lines` are in the order of the fields."""

    kind: ClassVar[str]
    lines: ClassVar[tuple[_Line, ...]]
    __match_args__: ClassVar[tuple[str, ...]]

    def data(self) -> bytes:
        """The entry's bytes; LeafError for a value that its line cannot hold."""
        text = f"{FORMAT} {self.kind}\n"
        for line, name in zip(self.lines, self.__match_args__, strict=True):
            text += f"{line.letter} {line.write(getattr(self, name))}\n"
        if not _PATTERNS[self.kind].fullmatch(text):
            raise LeafError(f"a line of this leaf cannot hold its value: {text!r}")
        return text.encode("ascii")


@dataclass(frozen=True, slots=True)
class Petition(Leaf):
    """A petition's text, in one version: `digest` is commitments.text_hash of it."""

    kind: ClassVar[str] = "petition"
    lines: ClassVar = (_line("p", "uuid"), _line("n", "count"), _line("h", "hash"))
    petition: uuid.UUID
    version: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Sign(Leaf):
    """A confirmed signature under the text of petition leaf `text`."""

    kind: ClassVar[str] = "sign"
    lines: ClassVar = (
        _line("p", "uuid"),
        _line("x", "number"),
        _line("t", "day"),
        _line("r", "region"),
        _line("c", "hash"),
    )
    petition: uuid.UUID
    text: int
    day: date
    region: str
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Void(Leaf):
    """Sign leaf `index` counts no more."""

    kind: ClassVar[str] = "void"
    lines: ClassVar = (_line("i", "number"), _line("w", "reason"), _line("t", "day"))
    index: int
    reason: str
    day: date


@dataclass(frozen=True, slots=True)
class Restore(Leaf):
    """Void leaf `index` was wrong: its signature counts again."""

    kind: ClassVar[str] = "restore"
    lines: ClassVar = (_line("i", "number"), _line("w", "reason"), _line("t", "day"))
    index: int
    reason: str
    day: date


@dataclass(frozen=True, slots=True)
class Erase(Leaf):
    """The opening of sign leaf `index` was destroyed at the end of retention; it counts."""

    kind: ClassVar[str] = "erase"
    lines: ClassVar = (_line("i", "number"), _line("t", "day"))
    index: int
    day: date


@dataclass(frozen=True, slots=True)
class Paper(Leaf):
    """`number` signatures gathered elsewhere or on paper, under the text of leaf `text`."""

    kind: ClassVar[str] = "paper"
    lines: ClassVar = (
        _line("p", "uuid"),
        _line("x", "number"),
        _line("t", "day"),
        _line("r", "region"),
        _line("n", "count"),
        _line("c", "hash"),
    )
    petition: uuid.UUID
    text: int
    day: date
    region: str
    number: int
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Tally(Leaf):
    """What the petition's count was in the tree of `size` leaves, with its breakdown's hash."""

    kind: ClassVar[str] = "tally"
    lines: ClassVar = (
        _line("p", "uuid"),
        _line("z", "number"),
        _line("n", "number"),
        _line("h", "hash"),
    )
    petition: uuid.UUID
    size: int
    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Audit(Leaf):
    """Somebody audited the petition in the tree of `size` leaves: the report's hash."""

    kind: ClassVar[str] = "audit"
    lines: ClassVar = (_line("p", "uuid"), _line("z", "number"), _line("h", "hash"))
    petition: uuid.UUID
    size: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Close(Leaf):
    """The petition takes no more signatures."""

    kind: ClassVar[str] = "close"
    lines: ClassVar = (_line("p", "uuid"), _line("t", "day"))
    petition: uuid.UUID
    day: date


KINDS: dict[str, type[Leaf]] = {
    kind.kind: kind
    for kind in (Petition, Sign, Void, Restore, Erase, Paper, Tally, Audit, Close)
}
_PATTERNS = {
    kind.kind: re.compile(
        "".join([f"{FORMAT} {kind.kind}\n", *(f"{c} ({p})\n" for c, p, *_ in kind.lines)])
    )
    for kind in KINDS.values()
}


def parse(data: bytes) -> Leaf:
    """The leaf that these bytes are; LeafError for anything that data() would not have made."""
    text = data.decode("latin-1")
    kind = KINDS.get(text.partition("\n")[0].removeprefix(f"{FORMAT} "))
    found = _PATTERNS[kind.kind].fullmatch(text) if kind else None
    if kind is None or found is None:
        raise LeafError(f"not a leaf of {FORMAT}: {data[:80]!r}")
    try:
        values = [
            line.read(value) for line, value in zip(kind.lines, found.groups(), strict=True)
        ]
    except ValueError as error:
        raise LeafError(f"not a leaf of {FORMAT}: {error}") from error
    return kind(*values)
