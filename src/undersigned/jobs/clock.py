"""What the worker starts by the clock: an entry a thread, and one worker at a time."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import F, QuerySet
from django.utils.module_loading import import_string

from undersigned.jobs.models import ScheduleEntry
from undersigned.jobs.pulse import Pulse
from undersigned.lib import failures, leasing

_NOTE_IDLE_EVERY = timedelta(seconds=20)  # so that an idle clock hardly writes
_NOTE_BUSY_EVERY = timedelta(seconds=1)
_LONGEST_WAIT = timedelta(minutes=5)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """`run` is the dotted path of a function `f(at=…) -> int`: how much it did.

    Anything but 0 lets it run again at once, so that a backlog drains. It must survive being
    run twice at a time: a worker that sleeps past its lease wakes up in the middle of a run.
    `hands` threads of the worker share it, where the database lets several write at a time.
    """

    name: str
    every: timedelta
    run: str
    hands: int = 1

    def threads(self) -> int:
        return self.hands if connection.features.has_select_for_update_skip_locked else 1


def write_down(entries: Sequence[Entry]) -> None:
    """Makes the rows agree with the list: new ones come, those that are no more go."""
    rows = [ScheduleEntry(name=e.name, every_seconds=e.every.total_seconds()) for e in entries]
    ScheduleEntry.objects.bulk_create(rows, ignore_conflicts=True)
    for entry in entries:  # a dozen, once a start
        changed = ScheduleEntry.objects.filter(name=entry.name)
        changed = changed.exclude(every_seconds=entry.every.total_seconds())
        changed.update(every_seconds=entry.every.total_seconds())
    ScheduleEntry.objects.exclude(name__in=[e.name for e in entries]).delete()


class Hand:
    """Turns one entry: runs it when due, backs off when it fails, notes how it went."""

    def __init__(self, entry: Entry, *, pulse: Pulse) -> None:
        self._entry = entry
        self._pulse = pulse
        self._failures = 0
        self._noted_at: datetime | None = None
        self._next_at: datetime | None = (
            None  # None: read from the row, where another worker left it
        )

    def turn_until(self, stop: threading.Event) -> None:
        wait = 0.0
        while not stop.wait(wait):
            try:
                wait = self.turn()
            except Exception as error:  # noqa: BLE001  the database is away
                logger.warning("%s: %s", self._entry.name, failures.class_name(error))
                wait = 1.0
            finally:
                close_old_connections()

    def turn(self) -> float:
        """Runs the entry if it is ours and due. The answer is how many seconds to wait."""
        if not self._pulse.holds(self._entry.name):
            self._next_at = None
            return 0.25
        at = leasing.now()
        due = self._due(at=at)
        if due > at:
            return min((due - at).total_seconds(), 1.0)
        did = self._run(at=at)
        if did == 0:
            self._next_at = at + self._wait()
            return min(self._wait().total_seconds(), 1.0)
        return 0.0

    def _due(self, *, at: datetime) -> datetime:
        if self._next_at is None:
            row = ScheduleEntry.objects.get(name=self._entry.name)
            self._failures = row.failures
            self._next_at = row.last_run_at + self._wait() if row.last_run_at else at
        return self._next_at

    def _wait(self) -> timedelta:
        if not self._failures:
            return self._entry.every
        backed_off = max(self._entry.every, timedelta(seconds=1)) * (
            1 << min(self._failures, 20)
        )
        return max(self._entry.every, min(backed_off, _LONGEST_WAIT))

    def _run(self, *, at: datetime) -> int:
        started = time.monotonic()
        try:
            function: Callable[..., int] = import_string(self._entry.run)
            did = function(at=at)
        except Exception as error:  # noqa: BLE001  one entry's fault stops no other
            self._note_failure(error, at=at)
            return 0
        self._note(did, seconds=time.monotonic() - started, at=at)
        return did

    def _note(self, did: int, *, seconds: float, at: datetime) -> None:
        recovered, self._failures = self._failures > 0, 0
        pause = _NOTE_BUSY_EVERY if did else min(self._entry.every * 20, _NOTE_IDLE_EVERY)
        if not recovered and self._noted_at and at < self._noted_at + pause:
            return
        self._noted_at = at
        news = {"last_did_at": at, "last_did": did} if did else {}
        self._row().update(last_run_at=at, seconds=seconds, failures=0, **news)

    def _note_failure(self, error: Exception, *, at: datetime) -> None:
        self._failures += 1
        self._noted_at = at
        name, frames = failures.class_name(error), failures.frames(error)
        logger.error("%s failed: %s\n%s", self._entry.name, name, frames)
        self._row().update(
            last_run_at=at, failed_at=at, failures=F("failures") + 1,
            error_class=name[:200], error_frames=frames,
        )  # fmt: skip

    def _row(self) -> QuerySet[ScheduleEntry]:
        return ScheduleEntry.objects.filter(name=self._entry.name)
