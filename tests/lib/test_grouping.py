"""Group commit: one transaction for all that wait, and each is told its own end."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import transaction

from undersigned.lib.grouping import BusyError, Group

pytestmark = pytest.mark.django_db(transaction=True)


class Writer:
    """Writes nothing, but holds the first batch until it is let go."""

    def __init__(self) -> None:
        self.started, self.gate = threading.Event(), threading.Event()
        self.batches: list[list[str]] = []

    def __call__(self, batch: Sequence[str]) -> list[str]:
        self.batches.append(list(batch))
        self.started.set()
        self.gate.wait(5)
        if "bad" in batch:
            raise ValueError("bad")
        return [word.upper() for word in batch]


def wait_for(group: Group[str, str], size: int) -> None:
    ends_at = time.monotonic() + 5
    while group._queue.qsize() < size and time.monotonic() < ends_at:
        time.sleep(0.01)


def test_what_waits_together_is_written_together_and_a_bad_thing_fails_alone() -> None:
    writer = Writer()
    group = Group(writer, name="test")
    with ThreadPoolExecutor(4) as pool:
        held = pool.submit(group.commit, "first")
        writer.started.wait(5)
        answers = {word: pool.submit(group.commit, word) for word in ("good", "bad", "fine")}
        wait_for(group, 3)
        writer.gate.set()

        assert held.result() == "FIRST"
        assert answers["good"].result() == "GOOD"
        assert answers["fine"].result() == "FINE"
        with pytest.raises(ValueError, match="bad"):
            answers["bad"].result()
    group.stop()
    assert [len(batch) for batch in writer.batches] == [1, 3, 1, 1, 1]


def test_a_full_queue_says_so_and_what_waits_is_written() -> None:
    writer = Writer()
    group = Group(writer, name="test", limit=1)
    with ThreadPoolExecutor(3) as pool:
        held = pool.submit(group.commit, "one")
        writer.started.wait(5)
        waiting = pool.submit(group.commit, "two")
        wait_for(group, 1)
        with pytest.raises(BusyError):
            group.commit("three")
        writer.gate.set()
        assert (held.result(), waiting.result()) == ("ONE", "TWO")
    group.stop()
    assert writer.batches == [["one"], ["two"]]


def test_who_comes_while_others_write_is_written_with_the_first_that_waits() -> None:
    writer, waits, turn = Writer(), threading.Event(), threading.Event()
    writer.gate.set()
    group = Group(writer, name="test", in_turn=True)

    @contextmanager
    def waits_for_its_turn() -> Iterator[None]:
        waits.set()
        turn.wait(5)
        with transaction.atomic():
            yield

    group._begin = waits_for_its_turn  # type: ignore[assignment]  # as a transaction does
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(group.commit, "first")
        waits.wait(5)
        second = pool.submit(group.commit, "second")
        wait_for(group, 1)
        turn.set()
        assert (first.result(), second.result()) == ("FIRST", "SECOND")
    group.stop()
    assert writer.batches == [["first", "second"]]
