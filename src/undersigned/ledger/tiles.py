"""The tree as files (C2SP tlog-tiles, height 8): growing it, and reading proofs from it.

    edge = tiles.load(store, size)                 # the right edge of the tree as it is
    edge = tiles.append(store, edge, entries)      # writes the new tiles alone
    store.sync()                                   # on disk; then sign edge.size, edge.root()

    reader = tiles.Reader(store, size)
    reader.inclusion(index), reader.consistency(old_size), reader.entry(index)

A tile holds up to 256 hashes of one level, a bundle the entries under a tile of level 0. A
full one never changes; a partial one has its width in its name, and never changes either.
Appending n leaves reads nothing and writes about n/128 files; an edge is about 50 kB for a
tree of any size.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Protocol

from undersigned.ledger import tree
from undersigned.ledger.tree import HASH_BYTES

WIDTH = 256
HEIGHT = 8
MOST_ENTRY_BYTES = 0xFFFF


class TileError(ValueError):
    """A tile or bundle does not hold what its place says."""


class Store(Protocol):
    """Where tiles lie, under paths such as `tile/0/x001/067`."""

    def read(self, path: str) -> bytes:
        """The file's bytes; FileNotFoundError where there is none."""

    def write(self, path: str, data: bytes) -> None:
        """Puts a whole file in its place: a reader sees all of it or nothing."""


def _numbered(number: int) -> str:
    parts = [f"{number % 1000:03d}"]
    while number := number // 1000:
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def _path(kind: str, number: int, width: int) -> str:
    whole = f"tile/{kind}/{_numbered(number)}"
    return whole if width == WIDTH else f"{whole}.p/{width}"


def tile_path(level: int, number: int, width: int = WIDTH) -> str:
    """Where the 256 hashes from number * 256 of a level lie; partial where there are fewer."""
    return _path(str(level), number, width)


def bundle_path(number: int, width: int = WIDTH) -> str:
    """Where the 256 entries from number * 256 lie; partial where there are fewer."""
    return _path("entries", number, width)


def all_paths(size: int) -> Iterator[str]:
    """Every bundle and tile of the tree of `size` leaves, in the order in which they fill."""
    for number in range(size // WIDTH):
        yield bundle_path(number)
        level, place = 0, number
        while True:
            yield tile_path(level, place)
            if (place + 1) % WIDTH:
                break
            level, place = level + 1, place // WIDTH
    yield from edge_paths(size)


def edge_paths(size: int) -> Iterator[str]:
    """The partial bundle and tiles of the tree of `size` leaves."""
    if size % WIDTH:
        yield bundle_path(size // WIDTH, size % WIDTH)
    level = 0
    while size:
        if size % WIDTH:
            yield tile_path(level, size // WIDTH, size % WIDTH)
        level, size = level + 1, size // WIDTH


def outdated(old: int, new: int) -> list[str]:
    """Folders of partial tiles that the tree of `new` leaves no longer needs.

    To be removed only after its checkpoint is published; readers fall back on full tiles.
    """
    found, level = [], 0
    while old:
        if old % WIDTH and old // WIDTH < new // WIDTH:
            kinds = ("entries", "0") if level == 0 else (str(level),)
            found += [f"tile/{kind}/{_numbered(old // WIDTH)}.p" for kind in kinds]
        level, old, new = level + 1, old // WIDTH, new // WIDTH
    return found


def pack(entries: Iterable[bytes]) -> bytes:
    """Entries as they lie in a bundle: each behind its length in two bytes."""
    parts: list[bytes] = []
    for entry in entries:
        if not 0 < len(entry) <= MOST_ENTRY_BYTES:
            raise TileError(f"an entry has 1 to {MOST_ENTRY_BYTES} bytes, not {len(entry)}")
        parts += (len(entry).to_bytes(2, "big"), entry)
    return b"".join(parts)


def unpack(bundle: bytes) -> list[bytes]:
    """The entries of a bundle; TileError where its lengths do not add up."""
    entries, at, end = [], 0, len(bundle)
    while at + 2 <= end:
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        entries.append(bundle[start:at])
    if at != end:
        raise TileError("a bundle ends in the middle of an entry")
    return entries


@dataclass(frozen=True)
class Edge:
    """The right edge of a tree: what growing it needs to know. `Edge()` is the empty tree.

    `hashes` holds each level's unfinished tile, `bundle` the entries under that of level 0.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()
    bundle: bytes = b""

    def root(self) -> bytes:
        """The root of the whole tree: about 0.3 ms at any size."""
        parts: list[bytes] = []
        for tile in reversed(self.hashes):
            spans = tree.spans(0, len(tile) // HASH_BYTES)
            parts += [tree.reduce(_cut(tile, level, number)) for level, number in spans]
        return tree.fold(parts)


def _cut(tile: bytes, level: int, number: int) -> bytes:
    """The hashes of a tile under its inner node at `level`, `number`."""
    return tile[number * HASH_BYTES << level : (number + 1) * HASH_BYTES << level]


def append(store: Store, edge: Edge, entries: Iterable[bytes]) -> Edge:
    """Writes the tiles and bundles that these entries add, and answers with the new edge.

    `edge` stays as it was: after a failure the same call writes the same files again. What is
    written beyond the signed size is nobody's business until a checkpoint says so.
    """
    size, bundle = edge.size, edge.bundle
    growing = list(edge.hashes)
    entries = iter(entries)
    while chunk := list(islice(entries, WIDTH - size % WIDTH)):
        bundle += pack(chunk)
        size += len(chunk)
        _push(growing, 0, b"".join(tree.leaf_hashes(chunk)))
        if size % WIDTH == 0:
            store.write(bundle_path(size // WIDTH - 1), bundle)
            bundle = b""
            _finish(store, growing, size)
    if size > edge.size:
        _write_partial(store, edge.size, size, growing, bundle)
    return Edge(size, tuple(growing), bundle)


def _push(growing: list[bytes], level: int, hashes: bytes) -> None:
    if level == len(growing):
        growing.append(b"")
    growing[level] += hashes


def _finish(store: Store, growing: list[bytes], size: int) -> None:
    """Writes each level's tile that is full now, and hands its root to the level above."""
    level = 0
    while len(growing[level]) == WIDTH * HASH_BYTES:
        size //= WIDTH
        store.write(tile_path(level, size - 1), growing[level])
        _push(growing, level + 1, tree.reduce(growing[level]))
        growing[level] = b""
        level += 1


def _write_partial(
    store: Store, old: int, size: int, growing: list[bytes], bundle: bytes
) -> None:
    if bundle:
        store.write(bundle_path(size // WIDTH, size % WIDTH), bundle)
    for level, hashes in enumerate(growing):
        if hashes and size != old:
            store.write(tile_path(level, size // WIDTH, size % WIDTH), hashes)
        size, old = size // WIDTH, old // WIDTH


def load(store: Store, size: int) -> Edge:
    """The right edge of the stored tree of `size` leaves; compare its root() with the signed.

    FileNotFoundError where a tile is missing, TileError where one is too short.
    """
    if not size:
        return Edge()
    reader, count = Reader(store, size), size
    hashes: list[bytes] = []
    while count:
        whole = count % WIDTH == 0
        hashes.append(b"" if whole else reader.tile(len(hashes), count // WIDTH))
        count //= WIDTH
    bundle = pack(reader.bundle(size // WIDTH)) if size % WIDTH else b""
    return Edge(size, tuple(hashes), bundle)


class Reader:
    """Proofs and entries of the tree of `size` leaves, read from its tiles.

    Keeps the last few tiles, so that a batch of proofs of neighbours reads each once. It
    checks widths alone: whoever does not trust the store checks the proofs.
    """

    def __init__(self, store: Store, size: int, *, kept: int = 64) -> None:
        self.size = size
        self._store = store
        self.tile = lru_cache(maxsize=kept)(self._tile)
        self._subtree = lru_cache(maxsize=kept * 16)(self._reduced)

    def root(self) -> bytes:
        return self.range_root(0, self.size)

    def inclusion(self, index: int) -> list[bytes]:
        """The hashes that prove that leaf `index` is in the tree."""
        return [self.range_root(*span) for span in tree.inclusion_ranges(index, self.size)]

    def consistency(self, old: int) -> list[bytes]:
        """The hashes that prove that the tree began with the `old` leaves it had."""
        return [self.range_root(*span) for span in tree.consistency_ranges(old, self.size)]

    def range_root(self, start: int, end: int) -> bytes:
        """The root over leaves start…end, a range of the RFCs' recursion."""
        return tree.fold([self._subtree(*span) for span in tree.spans(start, end)])

    def entry(self, index: int) -> bytes:
        """The bytes of leaf `index`."""
        if not 0 <= index < self.size:
            raise tree.ProofError(f"a tree of {self.size} leaves has no leaf {index}")
        return self.bundle(index // WIDTH)[index % WIDTH]

    def bundle(self, number: int) -> list[bytes]:
        """The entries from number * 256, up to 256 of them."""
        width = self._width(0, number)
        entries = unpack(self._read(bundle_path(number, width), bundle_path(number)))
        if len(entries) < width:
            raise TileError(f"{bundle_path(number, width)} holds {len(entries)} entries")
        return entries[:width]

    def _reduced(self, level: int, number: int) -> bytes:
        stored, inner = divmod(level, HEIGHT)
        place, at = divmod(number, WIDTH >> inner)
        return tree.reduce(_cut(self.tile(stored, place), inner, at))

    def _tile(self, level: int, number: int) -> bytes:
        width = self._width(level, number)
        path = tile_path(level, number, width)
        hashes = self._read(path, tile_path(level, number))
        if len(hashes) < width * HASH_BYTES:
            raise TileError(f"{path} holds {len(hashes)} bytes")
        return hashes[: width * HASH_BYTES]

    def _width(self, level: int, number: int) -> int:
        return min(WIDTH, (self.size >> HEIGHT * level) - number * WIDTH)

    def _read(self, path: str, whole: str) -> bytes:
        try:
            return self._store.read(path)
        except FileNotFoundError:
            if path == whole:
                raise
            return self._store.read(whole)  # the partial tile was removed: the log grew
