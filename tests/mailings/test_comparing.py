"""Which variant does best, and how sure that is: against what the textbooks say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.mailings import comparing
from undersigned.mailings.comparing import Arm


def test_of_two_rates_the_interval_and_the_chance_are_those_of_the_beta_distribution():
    found = comparing.compare([Arm("A", 1_000, 10), Arm("B", 1_000, 30)])
    first, second = found.standings

    assert (first.rate, second.rate) == (10.0, 30.0)
    assert (round(first.low, 1), round(first.high, 1)) == (5.2, 17.7)
    assert second.chance > 0.998
    assert (found.ahead, found.is_clear) == ("B", True)


def test_what_may_be_chance_is_a_tie():
    found = comparing.compare([Arm("A", 200, 4), Arm("B", 200, 6)])
    assert (found.ahead, found.is_clear) == ("B", False)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_without_any_act_nobody_is_ahead_for_sure(number: int):
    found = comparing.compare([Arm(letter, 500, 0) for letter in "ABCD"[:number]])
    assert (found.ahead, found.is_clear) == ("A", False)
    assert comparing.compare([Arm("A", 0, 0), Arm("B", 0, 0)]).standings[0].rate == 0


@given(
    st.lists(
        st.integers(0, 3_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
        min_size=2, max_size=4,
    )
)  # fmt: skip
def test_chances_add_up_and_each_rate_lies_near_its_interval(numbers):
    found = comparing.compare(
        [Arm(letter, *pair) for letter, pair in zip("ABCD", numbers, strict=False)]
    )

    assert sum(one.chance for one in found.standings) == pytest.approx(1, abs=0.01)
    for one in found.standings:
        assert 0 <= one.low < one.high <= 1000
        if 0 < one.arm.acted < one.arm.delivered:
            assert one.low < one.rate < one.high


def test_how_many_it_takes_is_the_textbooks_number():
    assert comparing.needed(0.01) == pytest.approx(42_700, rel=0.01)
    assert comparing.needed(0.05) < comparing.needed(0.01) < comparing.needed(0.01, arms=4)
    assert comparing.needed(None) == comparing.needed(0.01)
