"""A worker's heartbeat: says that it lives, renews what it holds, takes over from the dead."""

import logging
import threading
import time
import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import close_old_connections, transaction

from undersigned.jobs import processes
from undersigned.jobs.models import ScheduleEntry, Worker
from undersigned.lib import failures, leasing

BEAT_SECONDS = leasing.LEASE.total_seconds() / 7.5  # 2 s: a few may fail

logger = logging.getLogger(__name__)


class Pulse:
    """One a worker process. Its thread alone writes; the clock's threads ask `holds`."""

    def __init__(self, *, entries: Sequence[str], parts: str) -> None:
        self.token = uuid.uuid4()
        self._entries = list(entries)
        self._parts = parts
        self._held: frozenset[str] = frozenset()
        self._held_until = 0.0  # monotonic: goes on while the process is stopped

    def holds(self, entry: str) -> bool:
        """True while the lease on the entry is surely ours."""
        return entry in self._held and time.monotonic() < self._held_until

    def beat_until(self, stop: threading.Event) -> None:
        """Beats until told to stop. A database that is away is waited for."""
        while not stop.wait(BEAT_SECONDS):
            try:
                self.beat(at=leasing.now())
            except Exception as error:  # noqa: BLE001  the next beat may succeed
                logger.warning("heartbeat failed: %s", failures.class_name(error))
            finally:
                close_old_connections()

    def beat(self, *, at: datetime) -> None:
        """One transaction: the heartbeat, the leases of jobs and mail, the clock's entries."""
        before = time.monotonic()
        with transaction.atomic():
            Worker.objects.update_or_create(
                token=self.token,
                defaults={"beat_at": at},
                create_defaults={
                    "process": processes.me(), "parts": self._parts,
                    "started_at": at, "beat_at": at,
                },
            )  # fmt: skip
            leasing.renew()
            self._take_entries(at=at)
        self._held_until = before + leasing.LEASE.total_seconds()

    def _take_entries(self, *, at: datetime) -> None:
        mine = ScheduleEntry.objects.filter(lease_token=self.token)
        wanted = ScheduleEntry.objects.filter(name__in=self._entries)
        (wanted.filter(leasing.free(at=at)) | wanted.filter(lease_token=self.token)).update(
            lease_token=self.token, leased_until=at + leasing.LEASE
        )
        self._held = frozenset(mine.values_list("name", flat=True))

    def stop(self) -> None:
        """A clean end: the row goes, and the entries are free for another worker at once."""
        self._held = frozenset()
        with transaction.atomic():
            _release([self.token])


def bury_the_dead() -> int:
    """Frees what workers held that died on this machine, without waiting for their leases."""
    dead = [
        worker.token for worker in Worker.objects.all() if processes.is_dead(worker.process)
    ]
    with transaction.atomic():
        _release(dead)
    return len(dead)


def _release(tokens: Sequence[uuid.UUID]) -> None:
    held = ScheduleEntry.objects.filter(lease_token__in=tokens)
    held.update(lease_token=None, leased_until=None)
    Worker.objects.filter(token__in=tokens).delete()
