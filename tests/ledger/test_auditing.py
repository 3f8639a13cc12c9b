"""An audit finds what an operator could do to a count, and nothing where all is right."""

import json
from datetime import date, timedelta

import pytest

from tests.ledger import logs
from undersigned.ledger import auditing, leaves, stores

TODAY = logs.DAY


def audited(store, **values):
    return auditing.audit(store, key=logs.KEY, today=TODAY, **values)


def problems(entries, **values):
    return audited(logs.log(entries), **values).problems


def counted(store, number=1, **changed):
    """The petition's count.json as the log says, with some of it changed."""
    found = audited(store)
    facts = found.figures[logs.petition(number)].facts()
    facts |= {"petition": str(logs.petition(number)), "size": found.checkpoint.size} | changed
    return auditing.Published("https://example.org/a/count.json", json.dumps(facts).encode())


def story():
    """Two petitions, removals, one of them undone, carried-over signatures, a new text."""
    return [
        *logs.crowd(600),
        logs.opening(2),
        leaves.Void(7, "fraud", TODAY),
        leaves.Void(8, "withdrawn", TODAY),
        leaves.Restore(602, "error", TODAY),
        leaves.Paper(logs.petition(2), 601, TODAY, "US-TX", 2000, logs.digest("manifest")),
        leaves.Tally(logs.petition(), 603, 598 + 1, logs.digest("breakdown")),
        leaves.Erase(9, TODAY),
        logs.opening(1, 2),
        logs.signing("Rosa", text=608),
        leaves.Audit(logs.petition(), 300, logs.digest("report")),
        leaves.Close(logs.petition(2), TODAY),
        logs.signing("Ben", of=2, text=601, region="-"),
    ]


def test_a_right_log_is_counted_from_its_leaves():
    found = audited(logs.log(story()))

    first, second = found.figures.values()
    assert found.problems == []
    assert (first.count, first.signed, first.voided, first.erased) == (600, 601, 1, 1)
    assert first.by_reason["fraud"] == 0
    assert first.by_reason["withdrawn"] == 1
    assert (second.count, second.paper) == (2001, 2000)
    assert second.facts()["by_region"] == {"-": 1, "US-TX": 2000}


def test_the_empty_log_is_right():
    assert problems([]) == []


def test_the_audit_tells_how_far_it_is():
    told = []
    audited(logs.log(story()), progress=lambda *values: told.append(values))

    assert told == [(256, 613), (512, 613), (613, 613)]


@pytest.mark.parametrize(
    "path",
    ["checkpoint", "tile/0/000", "tile/0/001", "tile/0/002.p/101", "tile/1/000.p/2"]
    + [f"tile/entries/{place}" for place in ("000", "001", "002.p/101")],
)
@pytest.mark.parametrize("at", [0, 0.3, 0.999])
def test_a_flipped_byte_is_found_in_any_file(path, at):
    store = logs.log(story(), batches=[613])
    data = bytearray(store.files[path])
    data[int(len(data) * at)] ^= 1
    store.files[path] = bytes(data)

    assert audited(store).problems != []


def test_each_missing_file_is_found():
    store = logs.prune(logs.log(story()), 613)
    for path in list(store.files):
        less = stores.MemoryStore()
        less.files = {name: data for name, data in store.files.items() if name != path}

        assert audited(less).problems != [], path


def test_a_dropped_leaf_is_found_by_whoever_saw_it():
    before = logs.log(logs.crowd(400))
    entries = logs.crowd(400)
    del entries[77]
    after = logs.log([*entries, *(logs.signing(f"later {n}") for n in range(9))])

    found = audited(after, earlier=[before.files["checkpoint"]])

    assert found.problems == [
        "the first 401 leaves are not those of a checkpoint saved before: the log was rewritten"
    ]


def test_a_shorter_log_is_found_by_whoever_saw_the_longer():
    before = logs.log(logs.crowd(400))

    found = audited(logs.log(logs.crowd(399)), earlier=[before.files["checkpoint"]])

    assert "leaves were taken away" in found.problems[0]


def test_a_log_that_grew_continues_what_was_seen():
    seen = [logs.log(logs.crowd(n)).files["checkpoint"] for n in (0, 5, 255, 256, 300)]

    found = audited(logs.log(logs.crowd(700)), earlier=seen)

    assert (found.problems, found.continued) == ([], [1, 6, 256, 257, 301])


def test_a_rewritten_checkpoint_is_found():
    store = logs.log(logs.crowd(400))
    store.files["checkpoint"] = logs.log(logs.crowd(400, region="US-NV")).files["checkpoint"]

    assert audited(store).problems == ["the signed root is not that of the leaves"]


def test_a_commitment_that_is_used_twice_is_found():
    entries = logs.crowd(5000)
    entries[4000] = entries[12]

    assert problems(entries) == ["leaf 4000: its commitment was used before, by leaf 12"]


@pytest.mark.parametrize(
    "changed",
    [{"count": 601}, {"voided": 0}, {"paper": 5}, {"by_region": {}}, {"erased": "none"}],
)
def test_a_count_that_is_not_that_of_the_leaves_is_found(changed):
    store = logs.log(story())

    found = audited(store, counts=[counted(store, **changed)])

    assert len(found.problems) == 1
    assert f"it says {next(iter(changed))}" in found.problems[0]


def test_the_count_is_compared_in_the_tree_it_speaks_of():
    store = logs.log(story())
    then = counted(logs.log(story()[:300]))

    assert audited(store, counts=[then, counted(store), counted(store, 2)]).problems == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"size": 1, "petition": "x"}',
        b'{"size": -1, "petition": 5}',
        b"[" * 100000,
        b'{"size": 1}',
    ],
)
def test_what_is_no_count_is_said(content):
    page = auditing.Published("https://example.org/a/count.json", content)

    assert problems(story(), counts=[page]) == [f"{page.address}: not a count of a petition"]


def test_a_count_of_a_tree_that_is_not_signed_is_said():
    store = logs.log(story())

    assert audited(store, counts=[counted(store, size=614)]).problems == [
        "https://example.org/a/count.json: it speaks of a tree that is not signed"
    ]


def wrong(sentence, *entries):
    return pytest.param(entries, sentence, id=sentence[:40])


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        wrong("not a leaf", b"hello\n"),
        wrong("not a leaf", b"petition-log/v1 close\np x\n"),
        wrong("has no text before it", logs.signing("Ana", of=2)),
        wrong("is no text of petition", logs.signing("Ana", text=1)),
        wrong("is no text of petition", logs.signing("Ana", text=9)),
        wrong("is no text of petition", logs.opening(2), logs.signing("Ana", of=2)),
        wrong("comes after 1", logs.opening(1, 3)),
        wrong("no signature that counts", leaves.Void(0, "fraud", TODAY)),
        wrong("no signature that counts", leaves.Void(99, "fraud", TODAY)),
        wrong("no signature that counts", *[leaves.Void(1, "fraud", TODAY)] * 2),
        wrong("no removal in force", leaves.Restore(1, "error", TODAY)),
        wrong(
            "no removal in force",
            leaves.Void(1, "fraud", TODAY),
            *[leaves.Restore(4, "error", TODAY)] * 2,
        ),
        wrong("not erased before", leaves.Erase(0, TODAY)),
        wrong("not erased before", *[leaves.Erase(2, TODAY)] * 2),
        wrong("has no text before it", leaves.Close(logs.petition(2), TODAY)),
        wrong("it says 4 where 3 count", leaves.Tally(logs.petition(), 4, 4, logs.digest(1))),
        wrong("speaks of 9 leaves", leaves.Tally(logs.petition(), 9, 4, logs.digest(1))),
        wrong("speaks of 9 leaves", leaves.Audit(logs.petition(), 9, logs.digest(1))),
        wrong(
            "before that of earlier leaves",
            logs.signing("Ana", day=TODAY - timedelta(days=1)),
            logs.signing("Ben", day=TODAY - timedelta(days=2)),
        ),
        wrong("has not come yet", logs.signing("Ana", day=TODAY + timedelta(days=2))),
        wrong("not a leaf", logs.signing("Ana").data().replace(b"2026-10-14", b"2026-02-30")),
    ],
)
def test_a_leaf_that_does_not_follow_from_those_before_it_is_found(entries, sentence):
    (found,) = problems([*logs.crowd(3), *entries])

    assert sentence in found


def test_a_day_of_midnight_is_no_fault():
    entries = [logs.signing("Ana"), logs.signing("Ben", day=TODAY - timedelta(days=1))]

    assert problems([logs.opening(), *entries]) == []
    assert problems([logs.opening(), logs.signing("Eve", day=TODAY + timedelta(days=1))]) == []


def test_a_removal_can_be_undone_and_made_again():
    entries = [leaves.Void(1, "fraud", TODAY), leaves.Restore(3, "error", TODAY)]
    entries += [
        leaves.Void(1, "withdrawn", TODAY),
        leaves.Tally(logs.petition(), 4, 1, bytes(32)),
    ]

    found = audited(logs.log([*logs.crowd(2), *entries]))

    assert found.problems == []
    assert found.figures[logs.petition()].count == 1


def test_a_log_that_is_wrong_throughout_is_told_often_enough():
    found = problems([b"nonsense\n"] * 300)

    assert len(found) == 101
    assert found[-1] == "and 200 more"


def test_a_log_signed_by_another_key_is_refused():
    store = logs.log(story())
    other = auditing.notes.Signer.from_seed(logs.ORIGIN, bytes(32)).key

    found = auditing.audit(store, key=other, today=date(2026, 10, 14))

    assert "0 signatures" in found.problems[0]
    assert found.checkpoint is None
