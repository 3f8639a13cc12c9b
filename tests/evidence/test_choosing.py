"""Which polls are averaged: each rule of the record, by its reason."""

from datetime import timedelta

import pytest

from tests.evidence.make import MONDAY, poll
from undersigned.evidence.choosing import choose, distance, lower_quartile
from undersigned.evidence.records import Flag, Reason

LATER = MONDAY + timedelta(days=365)


def chosen(*records, **values):
    return choose(records, **{"answer": "Yes", "as_of": LATER, **values})


def reasons(*records, **values):
    return [left.reason for left in chosen(*records, **values).left_out]


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (poll(excluded="a leading question"), Reason.EXCLUDED),
        (poll(open_to_all=True), Reason.NOT_A_POLL),
        (poll(" "), Reason.NO_POLLSTER),
        (poll(answers={"No": 40.0}), Reason.NO_SHARE),
        (poll(share=float("nan")), Reason.NO_SHARE),
        (poll(share=101.0), Reason.IMPOSSIBLE),
        (poll(share=-1.0), Reason.IMPOSSIBLE),
        (poll(answers={"Yes": 60.0, "No": 45.0}), Reason.OVER_100),
        (poll(size=0), Reason.BAD_SIZE),
        (poll(size=float("nan")), Reason.BAD_SIZE),
        (poll(days=-4), Reason.BACKWARDS),
        (poll(day=400), Reason.FUTURE),
        (poll(released=LATER + timedelta(days=1)), Reason.UNRELEASED),
    ],
)
def test_each_poll_that_cannot_be_averaged_says_why(record, reason):
    assert reasons(record) == [reason]


def test_a_poll_without_dates_is_kept_but_not_averaged():
    record = poll().__class__(pollster="Gallop", answers={"Yes": 50.0})

    assert reasons(record) == [Reason.NO_DATES]


def test_shares_that_round_to_101_are_averaged():
    assert reasons(poll(answers={"Yes": 60.0, "No": 41.0})) == []


def test_of_the_same_respondents_the_population_nearest_to_the_reference_is_counted():
    found = chosen(
        poll(day=1, population="rv", respondents="77", size=900),
        poll(day=1, population="a", respondents="77", size=1200),
        poll(day=9, population="rv"),
        poll("Ipsum", day=10, population="rv"),
    )

    assert found.population == "rv"
    assert [one.record.population for one in found.counted] == ["rv"] * 3
    assert [(one.reason, one.detail) for one in found.left_out] == [(Reason.SAME_PEOPLE, "rv")]


def test_two_questions_and_two_halves_of_a_sample_are_two_units():
    found = chosen(
        poll(wording="Should it?"), poll(wording="Would you?"),
        poll("Ipsum", split="A", size=500), poll("Ipsum", split="B", size=480),
    )  # fmt: skip

    assert len(found.counted) == 4


def test_a_wording_in_no_family_is_a_family_of_its_own():
    record = poll(wording="Should It Stay?")

    assert record.asked == "should it stay?"
    assert poll(wording="Should it?", family="stay").asked == "stay"


def test_of_a_tracker_the_latest_wave_is_counted_and_earlier_ones_that_do_not_overlap_it():
    waves = [poll(day=day, days=3, tracking=True, share=50.0 + day) for day in range(7)]

    found = chosen(*waves, poll("Ipsum", day=5, days=3))

    kept = [one.record.end for one in found.counted if one.record.tracking]
    assert kept == [MONDAY + timedelta(days=day) for day in (0, 3, 6)]
    assert [one.reason for one in found.left_out] == [Reason.OVERLAPS] * 4


def test_a_missing_size_is_the_pollsters_lower_quartile_and_flagged():
    sizes = [poll(day=day, size=size) for day, size in enumerate([1000, 800, 1200, 900])]
    found = chosen(*sizes, poll(day=5, size=None), poll("New", day=6, size=None))

    assert [one.size for one in found.counted[-2:]] == [800, 600]
    assert found.counted[-1].flags == (Flag.SIZE_ASSUMED,)


def test_a_subgroups_size_that_was_not_printed_is_its_usual_part():
    found = chosen(poll(size=None, subgroup="Democrats"))

    assert found.counted[0].size == pytest.approx(204)


def test_where_all_that_were_asked_is_printed_a_subgroup_is_its_part_of_them():
    sizes = [poll(day=day, size=900, subgroup="Democrats") for day in range(3)]

    found = chosen(*sizes, poll(day=5, size=None, total=1000, subgroup="Democrats"))

    assert found.counted[-1].size == pytest.approx(340)
    assert found.counted[-1].flags == (Flag.SIZE_ASSUMED,)


def test_a_question_to_all_without_a_size_has_that_of_all_that_were_asked():
    assert chosen(poll(size=None, total=1000)).counted[0].size == 1000


def test_no_part_is_assumed_to_be_larger_than_all_that_were_asked():
    halves = [
        poll(size=None, total=400, split="A"),
        poll("B", size=None, total=9999, split="B"),
    ]
    found = chosen(*halves, poll("C", size=None, total=400, subgroup="Farmers"))

    assert sorted(one.size for one in found.counted) == [400, 400, 600]


def test_a_size_that_a_person_assumed_is_flagged():
    assert chosen(poll(size=340, assumed=True)).counted[0].flags == (Flag.SIZE_ASSUMED,)


def test_small_and_partisan_polls_are_counted_and_marked():
    found = chosen(poll(size=40, side=1, sponsor="The party", internal=True))

    assert set(found.counted[0].flags) == {Flag.SMALL, Flag.PARTISAN, Flag.INTERNAL}


def test_a_poll_is_averaged_on_the_middle_of_its_field_dates():
    one = chosen(poll(day=10, days=4)).counted[0]

    assert one.day == MONDAY.toordinal() + 8.5
    assert one.length == 4


def test_the_reader_may_leave_polls_out():
    found = chosen(poll(), poll("Ipsum"), keep=lambda record: record.pollster != "Ipsum")

    assert [one.reason for one in found.left_out] == [Reason.WITHOUT]


def test_populations_are_near_in_the_order_in_which_they_narrow():
    assert distance("rv", "lv") < distance("a", "lv")
    assert distance("lv", "rv") < distance("a", "rv")
    assert distance("Iowa parents", "rv") > distance("a", "lv")


def test_the_lower_quartile_of_nothing_is_nothing():
    assert lower_quartile([]) is None
    assert lower_quartile([5]) == 5
