"""An auditor that shares no line with the product agrees with it, and with nothing altered."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledger import logs, reference
from undersigned.ledger import auditing, leaves

SEEDS = st.integers(0, 2**32)


def story(size, rng):
    """Petitions, signatures, removals, some taken back, and carried-over ones, at random."""
    entries: list[leaves.Leaf] = []
    counting: list[int] = []
    removed, texts = {}, {}
    while len(entries) < size:
        number, index = rng.randint(1, 3), len(entries)
        what = rng.random()
        if number not in texts:
            texts[number] = index
            entries.append(logs.opening(number))
        elif what < 0.1 and counting:
            removed[index] = counting.pop(rng.randrange(len(counting)))
            entries.append(leaves.Void(removed[index], "fraud", logs.DAY))
        elif what < 0.15 and removed:
            void = rng.choice(sorted(removed))
            counting.append(removed.pop(void))
            entries.append(leaves.Restore(void, "error", logs.DAY))
        elif what < 0.17:
            digest = logs.digest("paper", index)
            entries.append(
                leaves.Paper(
                    logs.petition(number), texts[number], logs.DAY, "US-TX", 12, digest
                )
            )
        else:
            counting.append(index)
            entries.append(logs.signing(index, of=number, text=texts[number]))
    return entries


def files(size, rng):
    return logs.prune(logs.log(story(size, rng), rng=rng), size).files


@settings(max_examples=25, deadline=None)
@given(size=st.integers(0, 1500), seed=SEEDS)
def test_both_auditors_count_the_same_in_any_log(size, seed):
    rng = random.Random(seed)  # noqa: S311  not a secret
    store = logs.log(story(size, rng), rng=rng)

    ours = auditing.audit(store, key=logs.KEY, today=logs.DAY)

    theirs = reference.audit(store.files, logs.KEY.vkey())
    assert ours.problems == []
    assert {str(p): found.count for p, found in ours.figures.items() if found.count} == {
        p: count for p, count in theirs.items() if count
    }


@settings(max_examples=60, deadline=None)
@given(size=st.integers(1, 700), seed=SEEDS, where=st.floats(0, 1, exclude_max=True),
       which=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))  # fmt: skip
def test_both_find_a_flipped_bit_in_any_file(size, seed, where, which, bit):
    rng = random.Random(seed)  # noqa: S311  not a secret
    found = files(size, rng)
    path = sorted(found)[int(which * len(found))]
    data = bytearray(found[path])
    data[int(where * len(data))] ^= 1 << bit
    store = logs.stores.MemoryStore()
    store.files = found | {path: bytes(data)}

    assert auditing.audit(store, key=logs.KEY, today=logs.DAY).problems != []
    with pytest.raises(reference.WrongError):
        reference.audit(store.files, logs.KEY.vkey())
