"""RFC 6962 and 9162: hashes of leaves and nodes, roots, and the checking of proofs.

Nothing here reads a file: `tiles` builds trees and proofs out of stored tiles.
"""

import hashlib
from collections.abc import Iterable, Sequence

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


class ProofError(ValueError):
    """A proof does not prove what it says."""


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def leaf_hashes(entries: Iterable[bytes]) -> list[bytes]:
    """The hashes of many leaves, in their order."""
    sha256 = hashlib.sha256
    return [sha256(b"\x00" + data).digest() for data in entries]


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def reduce(hashes: bytes) -> bytes:
    """The root over 2^k hashes of equal level, given and passed as one string of bytes."""
    sha256 = hashlib.sha256
    while len(hashes) > HASH_BYTES:
        hashes = b"".join(
            [
                sha256(b"\x01" + hashes[at : at + 64]).digest()
                for at in range(0, len(hashes), 64)
            ]
        )
    return hashes


def spans(start: int, end: int) -> list[tuple[int, int]]:
    """The perfect subtrees that leaves start…end make, left to right: (level, number).

    `start` must be a multiple of the largest power of two that is at most end - start, which
    holds for every range that the RFCs' recursion meets.
    """
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over subtrees of falling size, left to right; of none, the empty tree's."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root of the tree over these leaves."""
    return fold(
        [
            reduce(b"".join(leaf_hashes[number << level : (number + 1) << level]))
            for level, number in spans(0, len(leaf_hashes))
        ]
    )


def inclusion_ranges(index: int, size: int) -> list[tuple[int, int]]:
    """The ranges of leaves whose roots prove that leaf `index` is in the tree of `size`."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    start, end, found = 0, size, []
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return found[::-1]


def consistency_ranges(old: int, new: int) -> list[tuple[int, int]]:
    """The ranges whose roots prove that the tree of `new` leaves continues that of `old`."""
    if not 0 < old <= new:
        raise ProofError(f"no proof leads from a tree of {old} leaves to one of {new}")
    start, end, whole, found = 0, new, True, []
    while old < end:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    if not whole:
        found.append((start, end))
    return found[::-1]


def check_inclusion(
    *, index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> None:
    """ProofError unless the leaf of this hash stands at `index` under the root (RFC 9162)."""
    if not 0 <= index < size:
        raise ProofError(f"a tree of {size} leaves has no leaf {index}")
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise ProofError("the inclusion proof is too long")
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    if last or found != root:
        raise ProofError("the inclusion proof leads to another root")


def check_consistency(
    *, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """ProofError unless the new tree begins with the old one's leaves (RFC 9162)."""
    if not 0 <= old <= new:
        raise ProofError(f"a tree of {new} leaves does not continue one of {old}")
    if old == new or not old:
        roots = (old_root == new_root) if old else (old_root == EMPTY_ROOT)
        if proof or not roots:
            raise ProofError("the same tree has two roots")
        return
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        raise ProofError("the consistency proof is empty")
    _walk(old, old_root, new, new_root, steps)


def _walk(old: int, old_root: bytes, new: int, new_root: bytes, steps: list[bytes]) -> None:
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise ProofError("the consistency proof is too long")
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    if last or before != old_root or after != new_root:
        raise ProofError("the consistency proof leads to other roots")
