"""The public log: hashing and writing leaves, checkpoints, proofs, a whole audit, memory.

Leaves are those of signatures, in batches as the sequencer writes them, in a folder on this
disk. Beside them the same bytes hashed and written without a tree.
Run: make bench, or python benchmarks/ledger.py [leaves]
"""

import hashlib
import os
import random
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from undersigned.ledger import (  # noqa: E402
    auditing,
    checkpoints,
    commitments,
    leaves,
    notes,
    proofs,
    stores,
    tiles,
    tree,
)
from undersigned.ledger.checkpoints import Checkpoint  # noqa: E402

ORIGIN = "bench.example/log"
SIGNER = notes.Signer.from_seed(ORIGIN, bytes(range(32)))
PETITION = uuid.UUID(int=7 << 76 | 2 << 62)
DAY = date(2026, 11, 24)
BATCH = 25_000
PROOFS = 2_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    folder = Path(tempfile.mkdtemp(prefix="undersigned-ledger-"))
    try:
        store = stores.FolderStore(folder)
        edge = _writing(store, folder, count)
        _checkpoints(edge)
        _proving(store, edge)
        _auditing(store, edge)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def entries(start: int, end: int) -> Iterator[bytes]:
    """The petition's text, then signatures under it."""
    for index in range(start, end):
        digest = hashlib.sha256(index.to_bytes(8, "big")).digest()
        if index:
            yield leaves.Sign(PETITION, 0, DAY, "US-NH", digest).data()
        else:
            yield leaves.Petition(PETITION, 1, commitments.text_hash(b"{}")).data()


def _writing(store: stores.FolderStore, folder: Path, count: int) -> tiles.Edge:
    """Hashed, written and on the disk, in turns; the same bytes hashed and written plainly."""
    edge, rates, ceilings, peaks = tiles.Edge(), [], [], []
    plain = folder / "plain"
    plain.mkdir()
    while edge.size < count:
        batch = list(entries(edge.size, min(edge.size + BATCH, count)))
        began = time.perf_counter()
        edge = tiles.append(store, edge, batch)
        store.sync()
        rates.append(len(batch) / (time.perf_counter() - began))
        began = time.perf_counter()
        _plainly(plain, batch)
        ceilings.append(len(batch) / (time.perf_counter() - began))
        peaks.append(_memory())
    ours, ceiling = statistics.median(rates), statistics.median(ceilings)
    _say(
        "leaves hashed, written and synced",
        f"{ours:12,.0f}/s",
        f"{ours / 250_000:.2f} of 250,000",
    )
    _say(
        "  the same bytes, hashed and in files",
        f"{ceiling:12,.0f}/s",
        f"ratio {ours / ceiling:.2f}",
    )
    fifth = max(len(peaks) // 5, 1)
    _say(
        "memory after a fifth, and after all",
        f"{peaks[fifth - 1]:5.0f} MB, {peaks[-1]:.0f} MB",
        "",
    )
    shutil.rmtree(plain)
    return edge


def _plainly(folder: Path, batch: list[bytes]) -> None:
    """No tree: a hash a leaf and one more an inner node, and two files for 256."""
    for first in range(0, len(batch), tiles.WIDTH):
        some = batch[first : first + tiles.WIDTH]
        hashes = [hashlib.sha256(entry).digest() for entry in some]
        for pair in hashes:
            hashlib.sha256(pair + pair).digest()
        (folder / f"{first}").write_bytes(b"".join(some))
        (folder / f"{first}.h").write_bytes(b"".join(hashes))
    os.sync()


def _checkpoints(edge: tiles.Edge) -> None:
    """A batch of 100 leaves: tiles in memory and signed note, without the disk's wait."""
    times, memory = [], stores.MemoryStore()
    for turn in range(200):
        batch = list(entries(edge.size + turn * 100, edge.size + (turn + 1) * 100))
        began = time.perf_counter()
        grown = tiles.append(memory, edge, batch)
        checkpoints.sign(Checkpoint(ORIGIN, grown.size, grown.root()), SIGNER)
        times.append(time.perf_counter() - began)
    _say(
        "checkpoint of a batch of 100",
        f"{statistics.median(times) * 1e3:9.2f} ms",
        "limit 5 ms",
    )


def _proving(store: stores.FolderStore, edge: tiles.Edge) -> None:
    """At random places, so that most read tiles of their own; and in the order of the log."""
    chance = random.Random(7)
    places = [chance.randrange(edge.size) for _ in range(PROOFS)]
    reader = tiles.Reader(store, edge.size)
    began = time.perf_counter()
    found = [reader.inclusion(place) for place in places]
    apart = (time.perf_counter() - began) / PROOFS
    began = time.perf_counter()
    for place in range(PROOFS):
        reader.inclusion(place)
    together = (time.perf_counter() - began) / PROOFS
    note = checkpoints.sign(Checkpoint(ORIGIN, edge.size, edge.root()), SIGNER)
    receipts = [
        proofs.Proof(i, path, note).data() for i, path in zip(places, found, strict=True)
    ]
    for place, receipt in zip(places[:50], receipts, strict=False):
        proofs.parse(receipt).check(reader.entry(place), SIGNER.key)
    _say(f"inclusion proof at {edge.size:,} leaves", f"{apart * 1e3:9.2f} ms", "limit 1 ms")
    _say("proofs, at random and in order", f"{1 / apart:12,.0f}/s", f"{1 / together:,.0f}/s")
    naive = _time(lambda: tree.reduce(b"".join(tree.leaf_hashes(entries(0, 65_536)))))
    ratio = naive * edge.size / 65_536 / apart
    _say(
        "  hashing the whole tree for one proof",
        f"{naive * edge.size / 65_536:9.1f} s ",
        f"ratio {ratio:,.0f}",
    )


def _auditing(store: stores.FolderStore, edge: tiles.Edge) -> None:
    note = checkpoints.sign(Checkpoint(ORIGIN, edge.size, edge.root()), SIGNER)
    store.write("checkpoint", note)
    began = time.perf_counter()
    found = auditing.audit(store, key=SIGNER.key, today=DAY)
    lasted = time.perf_counter() - began
    if found.problems or found.figures[PETITION].signed != edge.size - 1:
        sys.exit(f"The audit found {found.problems}, {found.figures}.")
    _say(
        f"audit of {edge.size:,} leaves",
        f"{lasted:9.1f} s ",
        f"{edge.size / lasted:,.0f} leaves/s",
    )


def _say(what: str, figure: str, more: str) -> None:
    print(f"  {what:42} {figure:>18}   {more}", flush=True)


def _time(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def _memory() -> float:
    """What this process holds now, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


if __name__ == "__main__":
    main()
