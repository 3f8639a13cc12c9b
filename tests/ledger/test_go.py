"""Go's own libraries, which no one of ours wrote, accept the log and refuse a false one."""

import shutil

import pytest

from tests.ledger import go, logs
from undersigned.ledger import proofs, stores, tiles, tree

pytestmark = go.NEEDED
BATCHES = [200, 56, 1, 255, 300, 700, 513, 2000, 66_000]


@pytest.fixture(scope="module")
def verifier(tmp_path_factory):
    return go.build(tmp_path_factory.mktemp("go"))


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    """A log of 70,025 leaves, so that three levels of tiles are there, grown in batches."""
    folder = tmp_path_factory.mktemp("log")
    entries = [leaf.data() for leaf in logs.crowd(sum(BATCHES) - 1)]
    store, edge, olds = stores.FolderStore(folder), tiles.Edge(), []
    for count in BATCHES:
        edge = tiles.append(store, edge, entries[edge.size : edge.size + count])
        olds.append(folder / f"old-{edge.size}")
        olds[-1].write_bytes(logs.signed(store, edge))
    return folder, entries, olds


def test_go_accepts_signature_tiles_entries_and_every_earlier_checkpoint(verifier, log):
    folder, entries, olds = log

    said = {verifier(folder, logs.KEY.vkey(), "-old", old) for old in olds}

    assert said == {f"ok {len(entries)}"}


def test_go_accepts_our_receipts(verifier, log, tmp_path):
    folder, entries, _ = log
    reader = tiles.Reader(stores.FolderStore(folder), len(entries))
    checkpoint = (folder / "checkpoint").read_bytes()
    words = []
    for index in (0, 1, 255, 256, 65_535, 65_536, len(entries) - 1):
        receipt, leaf = tmp_path / f"{index}.tlog-proof", tmp_path / f"{index}.leaf"
        proof = proofs.Proof(index, reader.inclusion(index), checkpoint, logs.digest(index) * 3)
        receipt.write_bytes(proof.data())
        leaf.write_bytes(entries[index])
        words += [receipt, leaf]

    assert verifier(folder, logs.KEY.vkey(), *words) == f"ok {len(entries)}"
    words[1].write_bytes(entries[2])
    assert verifier(folder, logs.KEY.vkey(), *words).startswith("refused")


def test_go_and_we_prove_the_same_continuation(log):
    folder, entries, olds = log
    reader = tiles.Reader(stores.FolderStore(folder), len(entries))
    hashes = tree.leaf_hashes(entries)

    for old in (int(path.name.removeprefix("old-")) for path in olds):
        tree.check_consistency(
            old=old,
            old_root=tree.root(hashes[:old]),
            new=len(entries),
            new_root=reader.root(),
            proof=reader.consistency(old),
        )


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "tile/0/000", "tile/1/000", "tile/2/000.p/1", "tile/entries/273.p/137"],
)
def test_go_refuses_a_flipped_byte(verifier, log, tmp_path, path):
    copy = shutil.copytree(log[0], tmp_path / "log")
    data = bytearray((copy / path).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / path).write_bytes(data)

    assert verifier(copy, logs.KEY.vkey()).startswith("refused")
