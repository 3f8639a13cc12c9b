"""What must not matter does not matter: the order of rows, names, a row entered twice."""

import random
from dataclasses import replace

import numpy as np
import pytest

from tests.evidence import make
from undersigned.evidence import average

SIZES = [5, 60]


def numbers(records):
    found = average(records, answer="Yes", as_of=make.MONDAY.replace(year=2027))
    return np.concatenate(
        [[*line.level.mean[-3:], *line.level.sd[-3:]] for line in found.lines]
    )


@pytest.mark.parametrize("count", SIZES)
def test_the_order_of_the_rows_does_not_matter(count):
    records = make.polls(count)
    mixed = records[:]
    random.Random(4).shuffle(mixed)  # noqa: S311

    np.testing.assert_allclose(numbers(mixed), numbers(records), atol=1e-9)


@pytest.mark.parametrize("count", SIZES)
def test_a_row_that_stands_twice_counts_once(count):
    records = make.polls(count)
    twice = [*records, *(replace(one, id=f"again {one.id}") for one in records[::2])]

    np.testing.assert_allclose(numbers(twice), numbers(records), atol=1e-9)


@pytest.mark.parametrize("count", SIZES)
def test_the_names_of_pollsters_do_not_matter(count):
    records = make.polls(count)
    names = {"Pollster 0": "Zz", "Pollster 1": "Ünal & Søn", "Pollster 2": "a"}
    renamed = [replace(one, pollster=names.get(one.pollster, "m")) for one in records]

    np.testing.assert_allclose(numbers(renamed), numbers(records), atol=1e-9)


def test_what_polls_of_one_day_found_does_not_depend_on_who_comes_first():
    """Two pollsters that found the same on the same day, told apart by their other polls."""
    records = [
        make.poll(name, 50.0 + shift * 3 * (day > 0), day=7 * day)
        for day in range(12)
        for name, shift in (("Adams", 1), ("Brown", -1))
    ]
    swap = {"Adams": "Brown", "Brown": "Adams"}
    swapped = [replace(one, pollster=swap[one.pollster]) for one in records]

    np.testing.assert_allclose(numbers(swapped), numbers(records), atol=1e-9)


def test_other_answers_do_not_move_the_one_that_was_asked_for():
    records = make.polls(30)
    alone = [replace(one, answers={"Yes": one.answers["Yes"]}) for one in records]

    np.testing.assert_allclose(numbers(alone), numbers(records)[:6], atol=1e-9)
