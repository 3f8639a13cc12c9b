"""What is kept for a moment: made once in a rush, anew when it is old, never without bound."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from undersigned.lib.keeping import Kept


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr("undersigned.lib.keeping.time.monotonic", lambda: now[0])
    return now


def test_it_is_made_anew_when_it_is_old(clock: list[float]) -> None:
    kept: Kept[str] = Kept(most=5)

    assert kept.get("a", lambda: "first", seconds=1) == "first"
    clock[0] += 0.9
    assert kept.get("a", lambda: "second", seconds=1) == "first"
    clock[0] += 0.2
    assert kept.get("a", lambda: "second", seconds=1) == "second"


def test_nothing_is_kept_where_keeping_is_off() -> None:
    kept: Kept[str] = Kept(most=5)

    assert kept.get("a", lambda: "first", seconds=0) == "first"
    assert kept.get("a", lambda: "second", seconds=0) == "second"


def test_what_is_not_there_is_looked_for_each_time() -> None:
    kept: Kept[str] = Kept(most=5)

    assert kept.get("a", lambda: None, seconds=60) is None
    assert kept.get("a", lambda: "now", seconds=60) == "now"


def test_the_one_asked_for_longest_ago_makes_room() -> None:
    kept: Kept[str] = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda: "first", seconds=60)

    assert kept.get("a", lambda: "second", seconds=60) == "first"
    assert kept.get("b", lambda: "second", seconds=60) == "second"


def test_a_rush_makes_it_once() -> None:
    kept: Kept[int] = Kept(most=5)
    made: list[int] = []

    def make() -> int:
        time.sleep(0.2)
        made.append(1)
        return len(made)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _n: kept.get("a", make, seconds=60), range(8)))

    assert found == [1] * 8


def test_while_one_makes_it_the_others_go_on_with_the_last(clock: list[float]) -> None:
    kept: Kept[str] = Kept(most=5)
    kept.get("a", lambda: "first", seconds=1)
    clock[0] += 1.5
    making, finish = threading.Event(), threading.Event()

    def make() -> str:
        making.set()
        finish.wait(10)
        return "second"

    with ThreadPoolExecutor(1) as pool:
        newer = pool.submit(kept.get, "a", make, seconds=1)
        making.wait(10)
        assert kept.get("a", make, seconds=1) == "first"
        finish.set()
        assert newer.result() == "second"


def test_what_fails_is_made_by_the_next() -> None:
    kept: Kept[int] = Kept(most=5)

    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 // 0, seconds=60)

    assert kept.get("a", lambda: 1, seconds=60) == 1
