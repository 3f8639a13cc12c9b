"""The clock and the worker: one worker turns an entry, and hands it on when it ends."""

import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest

from tests.jobs import work
from undersigned.jobs import clock, processes, pulse, running, working
from undersigned.jobs.models import ScheduleEntry, Worker
from undersigned.lib import leasing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_done():
    work.done.clear()


def entry(run="tests.jobs.work.drain", name="drain", every=0.5):
    return clock.Entry(name=name, every=timedelta(seconds=every), run=run)


def hand(one):
    clock.write_down([one])
    beating = pulse.Pulse(entries=[one.name], parts="clock")
    beating.beat(at=leasing.now())
    return clock.Hand(one, pulse=beating), beating


def test_an_entry_runs_again_at_once_until_nothing_is_left():
    turning, _pulse = hand(entry())

    waits = [turning.turn() for _ in range(4)]

    assert waits[:3] == [0.0, 0.0, 0.5]
    assert 0 < waits[3] <= 0.5
    assert len(work.done) == 3
    row = ScheduleEntry.objects.get()
    assert (row.last_did, row.failures) == (2, 0)


def test_an_entry_that_fails_backs_off_is_shown_and_recovers():
    turning, _pulse = hand(entry("tests.jobs.work.break_down"))

    turning.turn()
    row = ScheduleEntry.objects.get()
    assert (row.failures, row.error_class) == (1, "KeyError")
    assert "ana@example.org" not in row.error_frames
    assert turning._wait() == timedelta(seconds=2)

    turning._entry = entry()
    turning._next_at = leasing.now()
    turning.turn()

    assert ScheduleEntry.objects.get().failures == 0


def test_one_worker_at_a_time_turns_an_entry():
    first, pulse_of_first = hand(entry())
    second, pulse_of_second = hand(entry())

    assert pulse_of_first.holds("drain")
    assert not pulse_of_second.holds("drain")
    assert second.turn() == 0.25
    assert work.done == []

    pulse_of_first.stop()
    pulse_of_second.beat(at=leasing.now())

    assert first.turn() == 0.25
    assert pulse_of_second.holds("drain")


def test_an_entry_that_ran_lately_waits_for_its_next_time():
    turning, beating = hand(entry(every=3600))
    work.done.extend([1, 2, 3])
    turning.turn()

    other = clock.Hand(entry(every=3600), pulse=beating)

    assert other.turn() == 1.0
    assert len(work.done) == 4


def test_a_lease_that_ran_out_while_we_slept_is_not_held(monkeypatch):
    _turning, beating = hand(entry())
    asleep = time.monotonic() + leasing.LEASE.total_seconds() + 1
    monkeypatch.setattr(time, "monotonic", lambda: asleep)

    assert not beating.holds("drain")


def test_the_list_of_entries_is_written_down_as_it_is():
    clock.write_down([entry(name="old"), entry(name="kept")])

    clock.write_down([entry(name="kept", every=7), entry(name="new")])

    rows = dict(ScheduleEntry.objects.values_list("name", "every_seconds"))
    assert rows == {"kept": 7, "new": 0.5}


def test_what_a_worker_held_that_died_here_is_free_at_once():
    script = "from undersigned.jobs import processes; print(processes.me())"
    child = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    now = leasing.now()
    clock.write_down([entry()])
    for process in (child.stdout.strip(), processes.me(), "elsewhere/1/pid 1 1"):
        Worker.objects.create(process=process, parts="clock", started_at=now, beat_at=now)
    dead = Worker.objects.get(process=child.stdout.strip())
    ScheduleEntry.objects.update(lease_token=dead.token, leased_until=now + timedelta(hours=1))

    assert pulse.bury_the_dead() == 1

    assert ScheduleEntry.objects.get().lease_token is None
    assert Worker.objects.count() == 2


def test_a_worker_works_until_it_is_told_to_stop_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(pulse, "BEAT_SECONDS", 0.05)
    stop = threading.Event()
    ended = []
    work.write_down.enqueue("by the worker")

    def breaks(*, at):
        if "by the worker" in work.done and len(work.done) > 3:
            stop.set()
        raise RuntimeError

    parts = [
        working.Part(name="jobs", run=running.run_due, done=lambda: ended.append("jobs")),
        working.Part(name="breaks", run=breaks),
    ]

    worker = threading.Thread(
        target=working.work, kwargs={"entries": [entry()], "parts": parts, "stop": stop}
    )
    worker.start()
    worker.join(30)

    assert not worker.is_alive()
    assert ended == ["jobs"]
    assert not Worker.objects.exists()
    assert ScheduleEntry.objects.get().lease_token is None


def test_a_database_that_is_away_stops_neither_pulse_nor_clock(monkeypatch):
    turning, beating = hand(entry())
    stop = threading.Event()
    calls = []

    def away(*_args, **_values):
        calls.append(1)
        stop.set()
        raise RuntimeError

    monkeypatch.setattr(pulse, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(beating, "beat", away)
    beating.beat_until(stop)
    stop.clear()
    monkeypatch.setattr(turning, "turn", away)
    turning.turn_until(stop)

    assert len(calls) == 2
