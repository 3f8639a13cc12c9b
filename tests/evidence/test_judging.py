"""What an average answers: levels that sum to 100, majorities, changes, the next poll."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.evidence import make
from tests.evidence.make import MONDAY, poll
from undersigned import evidence
from undersigned.evidence import (
    NothingToAverageError,
    average,
    contributions,
    houses,
    leads,
    level,
    majority,
    next_poll,
    only_wording,
    rise,
    support,
    without_partisan,
    without_pollster,
)  # fmt: skip

LATER = MONDAY + timedelta(days=365)


def of(records, **values):
    return average(records, **{"answer": "Yes", "as_of": LATER, **values})


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_the_answers_sum_to_100_don_t_know_included(count):
    found = of(make.polls(count))

    assert [line.answer for line in found.lines] == ["Yes", "No", "Other or no answer"]
    np.testing.assert_allclose(sum(line.level.mean for line in found.lines), 100, atol=1e-9)
    np.testing.assert_allclose(found.shape.sum(axis=1), 0, atol=1e-9)


def test_an_answer_that_some_polls_did_not_print_is_part_of_the_rest():
    records = make.polls(5)
    records[0] = replace(records[0], answers={"Yes": 50.0})

    assert [line.answer for line in of(records).lines] == ["Yes"]


@pytest.mark.parametrize("share", [0.0, 100.0])
@pytest.mark.parametrize("size", [1, 40, None])
def test_a_share_of_nothing_or_all_in_a_tiny_sample_is_not_certain(share, size):
    found = level(of([poll(share=share, size=size), poll("Ipsum", share, size=size, day=2)]))

    assert found.sd > 1
    assert found.high95 - found.low95 > 4


def test_one_poll_says_what_it_found_with_a_wide_band_and_no_line():
    found = of([poll(share=64.0)], as_of=MONDAY)

    assert level(found).mean == pytest.approx(64)
    assert level(found).high95 - level(found).low95 > 12
    assert not found.has_line


def test_a_line_needs_three_polls_by_two_pollsters():
    assert not of([poll(day=day) for day in range(5)]).has_line
    assert of([poll(), poll(day=5), poll("Ipsum", day=7)]).has_line


def test_no_poll_at_all_is_refused_with_what_was_left_out():
    with pytest.raises(NothingToAverageError) as failure:
        of([poll(share=120.0)])

    assert [left.reason for left in failure.value.chosen.left_out] == [
        "a share outside 0 to 100"
    ]


def test_the_band_widens_after_the_last_poll():
    found = of(make.polls(30))

    sd = found.lines[0].level.sd
    last = np.searchsorted(found.days, found.last_poll.toordinal())
    assert sd[-1] > sd[last] * 1.3
    assert np.all(np.diff(sd[last + 1 :]) > 0)


def test_the_band_of_the_next_poll_is_wider_than_that_of_the_level():
    line = of(make.polls(30)).lines[0]

    assert np.all(line.next_band(0.95)[0] < line.band(0.95)[0])
    assert np.all(line.band(0.8)[1] < line.band(0.95)[1])


def test_a_known_pollsters_next_poll_is_surer_than_a_strangers_and_leans_its_way():
    records = make.polls(40, pollsters=3)
    records = [
        replace(one, answers={"Yes": one.answers["Yes"] + 6, "No": 20.0})
        if one.pollster == "Pollster 1" else one
        for one in records
    ]  # fmt: skip
    found = of(records, as_of=MONDAY + timedelta(days=120))

    known, new = next_poll(found, pollster="Pollster 1"), next_poll(found)
    assert known.sd < new.sd
    assert known.mean > new.mean + 2
    assert houses(found)[0].pollster == "Pollster 1"
    assert houses(found)[0].effect.low80 > 0
    with pytest.raises(KeyError):
        next_poll(found, pollster="Nobody")


def test_a_clear_majority_is_one_and_a_close_one_is_open():
    clear, close = [
        of([poll(f"P{place % 5}", base + place % 3, day=place) for place in range(15)])
        for base in (69.0, 49.0)
    ]

    assert majority(clear) > 0.95
    assert 0.2 < majority(close) < 0.8
    assert majority(clear, over=75.0) < 0.5


def test_a_change_is_judged_by_both_days_together():
    up = of(
        [
            poll(f"P{place % 4}", 40.0 + place / 3, day=4 * place, answers={
                "Yes": 40.0 + place / 3, "No": 45 - place / 4})
            for place in range(40)
        ],
        as_of=MONDAY + timedelta(days=160),
    )  # fmt: skip

    assert rise(up, MONDAY) > 0.95
    assert rise(up, MONDAY, answer="No") < 0.05
    assert rise(up, up.as_of - timedelta(days=1)) < 0.9


def test_one_answer_leads_another_with_a_probability():
    found = of(make.polls(30))

    assert leads(found, "Yes", "No") > 0.95
    assert leads(found, "No", "Yes") == pytest.approx(1 - leads(found, "Yes", "No"))
    with pytest.raises(KeyError):
        leads(found, "Yes", "Perhaps")
    with pytest.raises(KeyError):
        found.line("Perhaps")
    assert found.line("No").answer == "No"


def test_a_partisan_poll_is_corrected_towards_the_other_side():
    plain = [poll(f"P{place}", 50.0, day=place) for place in range(6)]
    partisan = [poll("Friends", 56.0, day=7, side=1, sponsor="Us")]

    with_it = level(of([*plain, *partisan])).mean
    as_if_plain = level(of([*plain, replace(partisan[0], side=0)])).mean

    assert with_it < as_if_plain


def test_another_wording_moves_the_level_less():
    plain = [poll(f"P{place}", 50.0, day=place, family="stay") for place in range(6)]
    other = poll("Ipsum", 70.0, day=7, family="go")

    away = level(of([*plain, other])).mean
    same = level(of([*plain, replace(other, family="stay")])).mean

    assert away < same


def test_what_an_average_rests_on_is_told_poll_by_poll():
    records = [*make.polls(12), poll("Odd one", 90.0, day=20)]
    found = of(records, as_of=MONDAY + timedelta(days=40))

    parts = contributions(found)

    assert sum(one.weight for one in parts) == pytest.approx(1)
    odd = max(parts, key=lambda one: one.surprise)
    assert odd.poll.record.pollster == "Odd one"
    assert odd.residual > 20
    assert odd.without < level(found).mean


def test_a_pollster_with_most_of_the_weight_is_named():
    many = [poll("Big", 50.0 + day % 3, day=day, size=4000) for day in range(20)]
    found = support(
        of([*many, poll("Small", 52.0, day=3, size=200)], as_of=MONDAY.replace(day=24))
    )

    assert found.largest == "Big"
    assert found.too_large
    assert 1 <= found.pollsters < 2
    assert found.polls <= 21


def test_an_average_can_be_computed_without_some():
    records = [
        *make.polls(12), poll("Friends", 70.0, day=8, side=1, sponsor="Us", family="go")
    ]  # fmt: skip
    found = of(records)

    assert "Friends" not in without_pollster(found, "Friends").pollsters
    assert "Friends" not in without_partisan(found).pollsters
    assert only_wording(found, "go").pollsters == ("Friends",)
    assert len(found.inputs) == 13
    assert found.rule


def test_an_average_as_of_a_past_day_does_not_know_what_came_later():
    records = make.polls(20)
    past = MONDAY + timedelta(days=30)

    found = of(records, as_of=past)

    again = of([one for one in records if one.end <= past], as_of=past)
    assert level(found) == level(again)
    assert found.last_poll <= past


def test_the_library_names_only_what_it_has():
    assert all(hasattr(evidence, name) for name in evidence.__all__)
    with pytest.raises(AttributeError):
        evidence.nonsense  # noqa: B018
