"""A log for tests: a petition, people who sign it, and a look at everything that is public."""

import uuid
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from tests import make
from undersigned.ledger import (
    appending,
    checkpoints,
    commitments,
    leaves,
    notes,
    sequencing,
    stores,
    tiles,
    tree,
)
from undersigned.ledger.models import Leaf

TEXT = commitments.canonical_text(
    title="Keep rural post offices open", body="Keep them open.", target="The Postmaster"
)


def petition(*, at: datetime = make.NOON) -> Leaf:
    """Its text waits for the log."""
    return appending.petition(petition=uuid.uuid4(), version=1, canonical=TEXT, at=at)


def people(text: Leaf, number: int, *, at: datetime = make.NOON) -> list[uuid.UUID]:
    """So many sign it; the answer is the uuids of their signatures."""
    batch = [
        appending.Confirmed(
            petition=text.petition, subject=uuid.uuid4(), text=text.pk, region="US",
            email=f"ana.lopez{n}@example.org", name="Ana Lopez", locality="43004",
        )
        for n in range(number)
    ]  # fmt: skip
    appending.sign(batch, at=at)
    return [one.subject for one in batch]


def sequence(*, at: datetime = make.NOON) -> int:
    """All that waits, in as many turns as it takes."""
    done = 0
    while turn := sequencing.sequence(at=at, everything=True):
        done += turn
    return done


def public() -> list[leaves.Leaf]:
    """Every leaf of the newest checkpoint; fails unless the whole tree is as it was signed."""
    root = Path(settings.LOG_ROOT)
    vkey = (root / "vkey").read_text(encoding="utf-8").splitlines()[0]
    note = (root / "checkpoint").read_bytes()
    checkpoint = checkpoints.verified(note, notes.Key.parse(vkey))
    reader = tiles.Reader(stores.FolderStore(root), checkpoint.size)
    data = [reader.entry(index) for index in range(checkpoint.size)]
    assert tree.root(tree.leaf_hashes(data)) == checkpoint.root == reader.root()
    found = [leaves.parse(entry) for entry in data]
    _check(found)
    return found


def _check(found: list[leaves.Leaf]) -> None:
    """What an auditor looks at beyond the hashes."""
    days = [leaf.day for leaf in found if hasattr(leaf, "day")]
    assert all((before - day).days <= 1 for before, day in pairwise(days))
    commitments_ = [leaf.commitment for leaf in found if isinstance(leaf, leaves.Sign)]
    assert len(set(commitments_)) == len(commitments_), "a leaf is doubled"
    is_void: dict[int, bool] = {}
    for index, leaf in enumerate(found):
        match leaf:
            case leaves.Sign() | leaves.Paper():
                text = found[leaf.text]
                assert leaf.text < index
                assert isinstance(text, leaves.Petition)
                assert text.petition == leaf.petition
                is_void[index] = False
            case leaves.Void():
                assert is_void[leaf.index] is False
                is_void[leaf.index] = True
            case leaves.Restore():
                void = found[leaf.index]
                assert isinstance(void, leaves.Void)
                assert is_void[void.index] is True
                is_void[void.index] = False
            case _:  # says nothing of a signature
                pass


def count(found: list[leaves.Leaf], petition: uuid.UUID) -> int:
    """As anybody counts it, from the leaves alone."""
    total = 0
    for leaf in found:
        match leaf:
            case leaves.Sign() if leaf.petition == petition:
                total += 1
            case leaves.Paper() if leaf.petition == petition:
                total += leaf.number
            case leaves.Void() if _petition(found, leaf.index) == petition:
                total -= 1
            case leaves.Restore() if _petition(found, found[leaf.index].index) == petition:
                total += 1
    return total


def _petition(found: list[leaves.Leaf], index: int) -> uuid.UUID:
    signed = found[index]
    assert isinstance(signed, leaves.Sign | leaves.Paper)
    return signed.petition


def kinds(found: list[leaves.Leaf]) -> Counter[str]:
    return Counter(leaf.kind for leaf in found)
