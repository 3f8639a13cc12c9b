"""US federal general elections by rule, and what time it is then where clocks change."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from undersigned.campaigns import elections

NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("year", "day"), [(2020, 3), (2022, 8), (2024, 5), (2026, 3), (2028, 7), (2032, 2)]
)
def test_it_is_the_tuesday_after_the_first_monday_in_november(year, day):
    assert elections.us_federal_general(year) == date(year, 11, day)


def test_an_odd_year_has_none():
    with pytest.raises(ValueError, match="2023 has no US federal general election"):
        elections.us_federal_general(2023)


@given(some.integers(1845, 4000).map(lambda half: half * 2))
def test_every_one_is_a_tuesday_from_the_2nd_to_the_8th(year):
    found = elections.us_federal_general(year)

    assert found.weekday() == 1
    assert 2 <= found.day <= 8


def test_the_next_one_may_be_today():
    assert elections.next_us_federal_general(date(2022, 11, 8)) == date(2022, 11, 8)
    assert elections.next_us_federal_general(date(2022, 11, 9)) == date(2024, 11, 5)
    assert elections.is_midterm(date(2022, 11, 8))
    assert not elections.is_midterm(date(2024, 11, 5))


def test_nine_in_the_morning_is_another_instant_after_clocks_change():
    before = elections.moment(date(2026, 10, 31), time(9), zone=NEW_YORK)
    after = elections.moment(date(2026, 11, 1), time(9), zone=NEW_YORK)

    assert before == datetime(2026, 10, 31, 13, tzinfo=UTC)
    assert after == datetime(2026, 11, 1, 14, tzinfo=UTC)


def test_a_time_that_clocks_skip_moves_on_and_one_that_comes_twice_is_the_first():
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)

    assert elections.is_left_out(spring, time(2, 30), zone=NEW_YORK)
    assert elections.moment(spring, time(2, 30), zone=NEW_YORK) == datetime(
        2026, 3, 8, 7, 30, tzinfo=UTC
    )
    assert elections.comes_twice(autumn, time(1, 30), zone=NEW_YORK)
    assert not elections.comes_twice(spring, time(2, 30), zone=NEW_YORK)
    assert elections.moment(autumn, time(1, 30), zone=NEW_YORK) == datetime(
        2026, 11, 1, 5, 30, tzinfo=UTC
    )
