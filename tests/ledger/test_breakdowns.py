"""Where signatures came from: told by place, small cells merged, bound by the log."""

import hashlib
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledger import logs
from undersigned.ledger import auditing, breakdowns, leaves
from undersigned.ledger.auditing import Published
from undersigned.ledger.breakdowns import LEAST

PLACES = st.sampled_from(["US-OH", "US-TX", "US-VT", "CA-ON"])
STATES = st.dictionaries(PLACES, st.integers(1, 40))
REST = st.dictionaries(st.sampled_from(["US", "CA", "DE", "-"]), st.integers(1, 40))


@given(STATES, REST)
def test_nobody_is_left_out_and_no_rest_of_a_country_is_small(
    states: dict[str, int], rest: dict[str, int]
) -> None:
    """The totals of countries are public in the log: the rest is told by them."""
    countries = Counter(rest)
    for state, n in states.items():
        countries[state[:2]] += n
    made = breakdowns.make(petition=logs.petition(), size=7, countries=countries, states=states)
    told = made["by_region"]
    assert sum(told.values()) == made["count"] == sum(countries.values())
    for country, total in countries.items():
        kept = {name: n for name, n in told.items() if name.startswith(f"{country}-")}
        assert all(n == states[name] and n >= LEAST for name, n in kept.items())
        left = total - sum(kept.values())
        assert told.get(country, 0) == left
        assert not kept or left == 0 or left >= LEAST


def test_states_that_do_not_add_up_to_their_country_are_not_told() -> None:
    made = breakdowns.make(
        petition=logs.petition(), size=7, countries={"US": 20}, states={"US-OH": 21}
    )
    assert made["by_region"] == {"US": 20}


def test_the_hash_is_that_of_the_canonical_text() -> None:
    made = breakdowns.make(
        petition=logs.petition(), size=7, countries={"US": 22},
        states={"US-TX": 12, "US-OH": 10},
    )  # fmt: skip
    text = (
        '{"by_region":{"US-OH":10,"US-TX":12},"count":22,'
        f'"petition":"{logs.petition()}","size":7}}'
    )
    hashed = hashlib.sha256(text.encode()).digest()
    assert breakdowns.digest(made) == hashed
    assert breakdowns.digest(dict(reversed(made.items()))) == hashed


def _of_twenty() -> dict[str, Any]:
    return breakdowns.make(
        petition=logs.petition(), size=21, countries={"US": 20}, states={"US-OH": 20}
    )


def _audited(change: str = "", *, leaf: int = 21, petition: str = "") -> auditing.Found:
    """A log of a text, twenty signatures, and a tally of them."""
    entries = logs.crowd(20)
    made = _of_twenty()
    tally = leaves.Tally(logs.petition(), 21, 20, breakdowns.digest(made))
    if change:
        made |= json.loads(change)
    served = {"breakdowns": [{"leaf": leaf, "breakdown": made}]}
    page = Published("breakdowns.json", json.dumps(served).encode(), petition)
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


def test_another_petitions_breakdown_is_found() -> None:
    found = _audited(petition=str(logs.petition(2)))
    assert found.problems == ["breakdowns.json: breakdown of leaf 21: it is another petition's"]


def test_a_bound_breakdown_that_does_not_add_up_is_found() -> None:
    made = {"by_region": {"US-OH": 19}, "count": 20,
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
