"""A goal moves up by itself before it is reached, unless the organiser holds it."""

import pytest

from undersigned.campaigns import goals
from undersigned.campaigns.models import Campaign


@pytest.mark.parametrize(
    ("count", "goal"),
    [(0, 1000), (899, 1000), (900, 2500), (2249, 2500), (2251, 5000), (1_000_000, 2_500_000)],
)
def test_the_next_goal_shows_when_nine_tenths_have_signed(count: int, goal: int) -> None:
    assert goals.shown(Campaign(goal=1000, goal_moves=True), count=count) == goal


def test_a_held_goal_stays() -> None:
    assert goals.shown(Campaign(goal=1000, goal_moves=False), count=5000) == 1000
