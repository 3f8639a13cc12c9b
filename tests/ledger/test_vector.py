"""The format's own test vector, number by number."""

import hashlib

from tests.ledger import vector
from undersigned.ledger import checkpoints, leaves, notes, proofs, stores, tiles, tree
from undersigned.ledger.checkpoints import Checkpoint


def test_a_signer_is_bound_as_the_vector_says():
    tag, identity, commitment = vector.opened(vector.ANA, 1)

    assert tag.hex() == "2bfba498821ee01bb27edcbde360dd3739218afebe9d69b348b99df58c2077c2"
    assert identity.hex() == "d580e04dd2d8835dd0990d3375f61c272e9ad15d7a4bd1ac890cb4aacdd016a2"
    assert commitment.hex() == (
        "9d5472bb5ca0a61d3dc427261e6c4a7b42c3671a0097709c7d1c832007d41b32"
    )


def test_leaves_have_the_bytes_and_hashes_of_the_vector():
    assert [len(entry) for entry in vector.ENTRIES] == [115, 129, 128, 50]
    assert [tree.leaf_hash(entry).hex() for entry in vector.ENTRIES] == vector.HASHES
    assert [leaves.parse(entry) for entry in vector.ENTRIES] == vector.LEAVES


def test_the_tree_has_the_roots_and_proofs_of_the_vector():
    store = stores.MemoryStore()
    three = tiles.append(store, tiles.Edge(), vector.ENTRIES[:3])
    four = tiles.append(store, three, vector.ENTRIES[3:])
    reader = tiles.Reader(store, 4)

    assert (three.root(), four.root()) == (vector.ROOT3, vector.ROOT4)
    assert reader.inclusion(1) == vector.INCLUSION
    assert reader.consistency(3) == vector.CONSISTENCY
    tree.check_inclusion(
        index=1,
        size=4,
        leaf=bytes.fromhex(vector.HASHES[1]),
        proof=vector.INCLUSION,
        root=vector.ROOT4,
    )
    tree.check_consistency(
        old=3, old_root=vector.ROOT3, new=4, new_root=vector.ROOT4, proof=vector.CONSISTENCY
    )


def test_the_checkpoint_is_signed_as_the_vector_says():
    signer = notes.Signer.from_seed(vector.ORIGIN, vector.LOG_SEED)
    checkpoint = Checkpoint(vector.ORIGIN, 4, vector.ROOT4)

    assert signer.key.vkey() == vector.LOG_VKEY
    assert notes.Key.parse(vector.LOG_VKEY) == signer.key
    assert vector.CHECKPOINT.startswith(checkpoints.sign(checkpoint, signer))
    assert checkpoints.verified(vector.CHECKPOINT, signer.key) == checkpoint


def test_the_witness_signed_at_the_time_of_the_vector():
    key = notes.Key.parse(vector.WITNESS_VKEY)
    seeded = notes.Signer.from_seed(key.name, vector.WITNESS_SEED)

    assert seeded.key.public == key.public
    assert notes.check(notes.parse(vector.CHECKPOINT), key) == 1_792_000_000


def test_a_receipt_for_ana_is_accepted_from_its_file():
    tag, _, _ = vector.opened(vector.ANA, 1)
    s1, s2 = vector.secrets(1)
    secrets = proofs.Secrets(s1=s1, s2=s2, tag=tag)
    proof = proofs.Proof(1, tuple(vector.INCLUSION), vector.CHECKPOINT, secrets.data())

    read = proofs.parse(proof.data())

    assert read == proof
    assert proofs.Secrets.parse(read.extra) == secrets
    key = notes.Key.parse(vector.LOG_VKEY)
    assert read.check(vector.ENTRIES[1], key).size == 4


def test_the_empty_tree_has_the_hash_of_nothing():
    assert tiles.Edge().root() == hashlib.sha256(b"").digest()
