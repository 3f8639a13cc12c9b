"""Work in a process of its own: results in their order, its failures here, no trace of it."""

import itertools
import multiprocessing
import threading

import pytest

from undersigned.lib import aside


def test_results_come_in_their_order_though_more_of_them_than_wait_at_once():
    numbers = range(10 * aside._AHEAD)

    with aside.results(map, int, list(map(str, numbers))) as found:
        assert list(found) == list(numbers)


def test_what_fails_there_is_raised_here_behind_what_came_before():
    with aside.results(map, int, ["1", "two"]) as found:
        assert next(found) == 1
        with pytest.raises(ValueError, match="two"):
            next(found)


def test_whoever_has_enough_leaves_neither_process_nor_thread():
    threads = threading.active_count()

    with aside.results(itertools.count) as found:
        assert list(itertools.islice(found, 5)) == [0, 1, 2, 3, 4]

    assert multiprocessing.active_children() == []
    assert threading.active_count() == threads
