"""Where signatures came from: told by place, small cells merged, bound by the log."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import logs
from undersigned.ledger import auditing, breakdowns, leaves
from undersigned.ledger.auditing import Published
from undersigned.ledger.breakdowns import LEAST

PLACES = st.dictionaries(
    st.sampled_from(["US-OH", "US-TX", "US", "DE", "-"]), st.integers(1, 40)
)


@given(PLACES)
def test_nobody_is_left_out_and_no_cell_is_small(cells: dict[str, int]) -> None:
    made = breakdowns.make(petition=logs.petition(), size=7, cells=cells)
    told = made["by_region"].values()
    assert sum(told) + made["merged"] == made["count"] == sum(cells.values())
    assert all(n >= LEAST for n in told)
    assert made["merged"] == 0 or made["merged"] >= min(LEAST, made["count"])


def test_the_hash_is_that_of_the_canonical_text() -> None:
    made = breakdowns.make(petition=logs.petition(), size=7, cells={"US-TX": 12, "US-OH": 10})
    text = (
        '{"by_region":{"US-OH":10,"US-TX":12},"count":22,"merged":0,'
        f'"petition":"{logs.petition()}","size":7}}'
    )
    assert breakdowns.digest(made) == hashlib.sha256(text.encode()).digest()
    assert (
        breakdowns.digest(dict(reversed(made.items())))
        == hashlib.sha256(text.encode()).digest()
    )


def _audited(change: str = "", *, leaf: int = 21) -> auditing.Found:
    """A log of a text, twenty signatures, and a tally of them."""
    entries = logs.crowd(20)
    made = breakdowns.make(petition=logs.petition(), size=21, cells={"US-OH": 20})
    tally = leaves.Tally(logs.petition(), 21, 20, breakdowns.digest(made))
    if change:
        made |= json.loads(change)
    served = {"breakdowns": [{"leaf": leaf, "breakdown": made}]}
    page = Published("breakdowns.json", json.dumps(served).encode())
    store = logs.log([*entries, tally])
    return auditing.audit(store, key=logs.KEY, today=logs.DAY, broken_down=[page])


def test_a_stranger_finds_the_breakdown_that_the_log_binds() -> None:
    found = _audited()
    assert (found.problems, found.broken_down) == ([], 1)


@pytest.mark.parametrize(
    ("change", "leaf", "said"),
    [
        ('{"by_region": {"US-TX": 20}}', 21, "its hash is not the one in the log"),
        ('{"count": 21}', 21, "its hash is not the one in the log"),
        ("", 4, "the log has no such entry"),
    ],
)
def test_a_stranger_finds_a_breakdown_that_the_log_does_not_bind(
    change: str, leaf: int, said: str
) -> None:
    found = _audited(change, leaf=leaf)
    assert found.problems == [f"breakdowns.json: breakdown of leaf {leaf}: {said}"]
    assert found.broken_down == 0


def test_a_bound_breakdown_that_does_not_add_up_is_found() -> None:
    made = {"by_region": {"US-OH": 19}, "count": 20, "merged": 0,
            "petition": str(logs.petition()), "size": 21}  # fmt: skip
    leaf = leaves.Tally(logs.petition(), 21, 20, breakdowns.digest(made))
    assert breakdowns.wrong_with(made, leaf) == (
        "it does not add up to the 20 that the log says"
    )


@pytest.mark.parametrize("served", [b"[]", b"{}", b'{"breakdowns": [1]}', b"\xff"])
def test_what_is_no_breakdown_is_said(served: bytes) -> None:
    found = auditing.audit(
        logs.log(logs.crowd(3)), key=logs.KEY, today=logs.DAY,
        broken_down=[Published("breakdowns.json", served)],
    )  # fmt: skip
    assert found.problems == ["breakdowns.json: no breakdowns of a petition"]
