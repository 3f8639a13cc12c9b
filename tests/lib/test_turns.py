"""Writers of one SQLite file take turns, across threads and processes."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from undersigned.lib.sqlite import turns
from undersigned.lib.sqlite.base import DatabaseWrapper

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]
PROCESSES = multiprocessing.get_context("fork")


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "written.sqlite3")


@pytest.fixture
def held(path: str) -> Iterator[Any]:
    """Another process whose turn it is."""
    began = PROCESSES.Event()
    process = PROCESSES.Process(target=_hold, args=(path, began))
    process.start()
    assert began.wait(10)
    yield process
    process.kill()
    process.join()


def _hold(path: str, began: Any) -> None:
    turns.of(path).take(10)
    began.set()
    signal.pause()


def _count(path: str, counted: Any, until: float) -> None:
    turn = turns.of(path)
    while time.monotonic() < until:
        turn.take(10)
        time.sleep(0.005)
        turn.give()
        counted.value += 1


def _opened(path: str, seconds: float = 10) -> BaseDatabaseWrapper:
    made = DatabaseWrapper(
        {
            "ENGINE": "undersigned.lib.sqlite", "NAME": path, "TIME_ZONE": None,
            "CONN_HEALTH_CHECKS": False, "CONN_MAX_AGE": None, "AUTOCOMMIT": True,
            "ATOMIC_REQUESTS": False,
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": seconds},
        }
    )  # fmt: skip
    made.set_autocommit(True)
    return made


def test_whoever_is_killed_leaves_the_line(path: str, held: Any) -> None:
    turn = turns.of(path)
    with pytest.raises(TimeoutError):
        turn.take(0.05)

    os.kill(held.pid, signal.SIGKILL)

    turn.take(10)
    turn.give()


def test_no_process_goes_first_again_and_again(path: str) -> None:
    """However many of its threads wait."""
    counts = [PROCESSES.Value("i", 0), PROCESSES.Value("i", 0)]
    until = time.monotonic() + 1.5
    crowd = PROCESSES.Process(target=_crowd, args=(path, counts[0], until))
    crowd.start()
    alone = PROCESSES.Process(target=_count, args=(path, counts[1], until))
    alone.start()
    crowd.join()
    alone.join()

    assert counts[1].value > sum(count.value for count in counts) / 4


def _crowd(path: str, counted: Any, until: float) -> None:
    threads = [threading.Thread(target=_count, args=(path, counted, until)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_child_has_no_turn_of_its_parents(path: str) -> None:
    turn = turns.of(path)
    turn.take(1)
    answer = PROCESSES.Value("i", -1)
    child = PROCESSES.Process(target=_try, args=(path, answer))
    child.start()
    child.join()
    turn.give()

    assert answer.value == 0


def _try(path: str, answer: Any) -> None:
    try:
        turns.of(path).take(0.05)
    except TimeoutError:
        answer.value = 0
    else:
        answer.value = 1


def test_a_transaction_and_a_lone_statement_wait_for_their_turn(path: str, held: Any) -> None:
    database = _opened(path, 0.05)
    with pytest.raises(OperationalError, match="locked"), database.cursor() as cursor:
        cursor.execute("INSERT INTO nothing VALUES (1)")
    with pytest.raises(OperationalError, match="locked"):
        database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    with database.cursor() as cursor:
        cursor.execute("SELECT 1")  # a reader waits for nobody
    held.kill()
    held.join()

    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE things (name TEXT)")
        cursor.execute("INSERT INTO things VALUES ('one')")

        assert cursor.execute("SELECT name FROM things").fetchall() == [("one",)]
    database.close()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_turn_ends_with_the_transaction(path: str, end: str) -> None:
    database = _opened(path)
    database.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)

    getattr(database, end)()

    other = turns.of(path)
    other.take(0.05)
    other.give()
    database.close()


def test_the_threads_of_a_process_go_in_the_order_in_which_they_came() -> None:
    line = turns.Line()
    went: list[int] = []
    assert line.enter(0)
    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=_go, args=(line, number, went)))
        threads[-1].start()
        while len(line._waiting) <= number:
            time.sleep(0.001)
    assert not line.enter(0.01)

    line.leave()
    for thread in threads:
        thread.join()

    assert went == [0, 1, 2, 3, 4]
    assert line.enter(0)


def _go(line: turns.Line, number: int, went: list[int]) -> None:
    assert line.enter(10)
    went.append(number)
    line.leave()


def test_nobody_waits_for_one_who_was_stopped_at_the_door(
    path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_DOOR_SECONDS", 0.05)
    began = PROCESSES.Event()
    process = PROCESSES.Process(target=_stand_at_the_door, args=(path, began))
    process.start()
    assert began.wait(10)

    turn = turns.of(path)
    turn.take(10)
    turn.give()
    process.kill()
    process.join()


def _stand_at_the_door(path: str, began: Any) -> None:
    turns.of(path)._wait(turns._DOOR, time.monotonic())
    began.set()
    signal.pause()


def test_who_begins_a_transaction_by_hand_waits_as_sqlite_waits(path: str, held: Any) -> None:
    database = _opened(path, 0.05)
    with database.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE notes (word TEXT)")
        cursor.execute("BEGIN DEFERRED")
        cursor.execute("INSERT INTO notes VALUES ('mine alone')")
        cursor.execute("COMMIT")

        assert cursor.execute("SELECT word FROM notes").fetchall() == [("mine alone",)]
    database.close()


def test_a_place_where_no_file_can_be_is_the_databases_trouble(tmp_path: Path) -> None:
    database = _opened(str(tmp_path / "x.sqlite3"), 0.05)
    (tmp_path / "x.sqlite3-turn").mkdir()

    with pytest.raises(OperationalError, match="unable to open"), database.cursor() as cursor:
        cursor.execute("DELETE FROM nothing")
    database.close()


def test_the_file_of_turns_is_whose_the_database_is(path: str) -> None:
    database = _opened(path)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE things (name TEXT)")
    Path(path).chmod(0o660)
    with database.cursor() as cursor:
        cursor.execute("DELETE FROM things")
    database.close()

    assert Path(f"{path}-turn").stat().st_mode & 0o777 == 0o660
