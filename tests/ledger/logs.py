"""Logs for the tests of this room: signed, on disk or in memory, of any leaves."""

import hashlib
import random
import uuid
from datetime import date

from tests.ledger.vector import LOG_SEED, ORIGIN
from undersigned.ledger import checkpoints, commitments, leaves, notes, stores, tiles
from undersigned.ledger.checkpoints import Checkpoint

SIGNER = notes.Signer.from_seed(ORIGIN, LOG_SEED)
KEY = SIGNER.key
DAY = date(2026, 10, 14)


def digest(*parts):
    return hashlib.sha256(repr(parts).encode()).digest()


def petition(number=1):
    return uuid.UUID(int=number << 64 | 7 << 76 | 2 << 62)


def opening(number=1, version=1):
    text = commitments.canonical_text(title=f"Petition {number}", body=f"{version}", target="A")
    return leaves.Petition(petition(number), version, commitments.text_hash(text))


def signing(name, *, of=1, text=0, day=DAY, region="US-NH"):
    return leaves.Sign(petition(of), text, day, region, digest("commitment", name))


def crowd(count, **values):
    """A petition and so many who sign it."""
    return [opening(), *(signing(name, **values) for name in range(count))]


def signed(store, edge):
    """The edge's checkpoint; put where a web server would serve it."""
    note = checkpoints.sign(Checkpoint(ORIGIN, edge.size, edge.root()), SIGNER)
    store.write("checkpoint", note)
    return note


def log(entries, *, store=None, batches=None, rng=None):
    """A store that holds the log of these leaves, written in batches of these sizes."""
    store, edge = store or stores.MemoryStore(), tiles.Edge()
    entries = [leaf.data() if isinstance(leaf, leaves.Leaf) else leaf for leaf in entries]
    rng = rng or random.Random(7)  # noqa: S311  not a secret
    while edge.size < len(entries):
        count = batches.pop() if batches else rng.randint(1, 700)
        edge = tiles.append(store, edge, entries[edge.size : edge.size + count])
    signed(store, edge)
    return store


def prune(store, size):
    """Only the files that the tree of this size needs: no narrower partial tiles."""
    needed = {*tiles.all_paths(size), "checkpoint"}
    store.files = {path: data for path, data in store.files.items() if path in needed}
    return store
