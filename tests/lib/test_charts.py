"""Charts: what they draw from which numbers, and what they say where there are none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.lib import guide
from undersigned.lib.charts import frame, ranking, series, states
from undersigned.lib.charts.frame import Point, Words
from undersigned.places import regions

WORDS = Words(title="Signatures a day", what="Day", unit="Signatures", empty="None so far.")


def _points(*values):
    return [Point(label=f"day {place}", value=value) for place, value in enumerate(values)]


@given(some.floats(min_value=0.001, max_value=1e9))
def test_a_scale_begins_at_zero_and_covers_the_highest_value_in_few_round_steps(highest):
    scale = frame.ticks(highest)

    assert scale[0] == 0
    assert scale[-1] >= highest * 0.999
    assert 2 <= len(scale) <= 6


def test_a_scale_of_nothing_has_two_ends():
    assert frame.ticks(0) == [0, 1]


def test_counts_have_whole_numbers_on_their_scale():
    assert frame.ticks(3) == [0, 1, 2, 3]
    assert frame.ticks(480) == [0, 200, 400, 600]


def test_bars_are_as_high_as_their_values():
    heights = re.findall(
        r'class="c-bar"[^>]*height="([0-9.]+)"', series.bars(_points(50, 100), WORDS)
    )

    assert float(heights[1]) == 2 * float(heights[0]) == series.HEIGHT


@pytest.mark.parametrize("count", [1, 2, 5, 24, 60, 200])
def test_labels_across_are_few_enough_for_a_phone(count):
    shown = list(series._shown(count))

    assert 1 <= len([wide for _, wide in shown if not wide]) <= 5
    assert len(shown) <= 8


def test_without_values_a_sentence_stands_in_place_of_a_chart():
    for drawn in (
        series.bars([], WORDS),
        series.bars(_points(0, 0), WORDS),
        series.line(_points(3), WORDS),
        ranking.ranking(_points(0), WORDS),
        states.us_map({}, WORDS, state_names=regions.US),
    ):
        assert "None so far." in drawn
        assert "<svg" not in drawn


def test_a_line_has_a_band_only_where_every_point_has_one():
    banded = [Point(label=str(n), value=n, low=n - 1, high=n + 2) for n in range(1, 6)]

    assert "c-band" in series.line(banded, WORDS)
    assert "c-band" not in series.line([*banded, *_points(4)], WORDS)


def test_a_sparkline_says_what_it_is_or_is_left_out():
    assert 'aria-label="Ten days"' in series.sparkline([1, 3, 2], label="Ten days")
    assert series.sparkline([0, 0], label="Ten days") == ""
    assert series.sparkline([4], label="Ten days") == ""


def test_a_ranking_puts_the_longest_first_and_the_rest_together():
    drawn = ranking.ranking(_points(1, 5, 9, 2, 2), WORDS, most=2)

    rows = re.findall(r'class="c-text c-row"[^>]*>([^<]*)<', drawn)
    assert rows == ["day 2", "day 1", "Others"]
    assert drawn.count('<th scope="row">') == 5


def test_a_name_too_long_for_its_row_is_cut_there_and_whole_in_the_table():
    name = "Partner: Farm Union of the Plains States and Their Friends"

    drawn = ranking.ranking([Point(label=name, value=3)], WORDS)

    assert "…" in drawn
    assert name in drawn


def test_what_people_typed_is_escaped():
    drawn = ranking.ranking([Point(label="<script>", value=3)], WORDS)

    assert "<script>" not in drawn


def test_the_map_has_fifty_states_and_the_district():
    assert set(states._paths()) == set(states.TILES) == {*regions.STATES, "DC"}


def test_the_map_says_how_many_are_without_a_state():
    drawn = states.us_map({"IA": 5}, WORDS, state_names=regions.US, without=212)

    assert "212 are without a state" in drawn
    assert '<th scope="row">Without a state</th><td class="n">212</td>' in drawn


def test_the_highest_class_is_the_darkest_and_zero_is_none():
    limits = states.breaks(guide.BY_STATE)

    assert limits == sorted(limits)
    assert states._class(640, limits) == 4
    assert states._class(0, limits) == 0
    assert states._class(1, [1]) == 4


@given(some.dictionaries(some.sampled_from(sorted(states.TILES)), some.integers(0, 10**6)))
def test_every_value_falls_into_a_class_that_the_legend_shows(values):
    limits = states.breaks(values)

    assert len(limits) <= 4
    for value in values.values():
        assert 0 <= states._class(value, limits) <= 4


def test_every_chart_is_named_described_and_has_its_table():
    context = guide.context()
    for name in ("bars", "line", "hours", "ranking", "map", "tiles"):
        drawn = context[name]

        assert "<desc" in drawn
        assert 'role="img"' in drawn
        assert "<table" in drawn
        assert "style=" not in drawn
