"""Group commit: what many requests wait to write is written in one transaction.

A commit costs one wait for the disk, however many rows are in it. Requests hand over what they
want written and wait; one thread a process takes all that waits, writes it in one transaction
and answers each after the commit. So a rush writes few large transactions, and nobody is told
'done' before it is on the disk.
"""

import atexit
import logging
import os
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from django.db import connection

from undersigned.lib import failures, faults

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")

logger = logging.getLogger(__name__)

_WAIT_SECONDS = 30.0  # a request does not wait longer for its commit


class BusyError(Exception):
    """More waits to be written than can be written in time: come back in a moment."""


@dataclass(eq=False)
class _Waiting(Generic[Thing, Answer]):
    """One request's thing. Written by the writer thread until `done` is set, then read."""

    thing: Thing
    done: threading.Event = field(default_factory=threading.Event)
    answer: list[Answer] = field(default_factory=list)
    error: BaseException | None = None


class Group(Generic[Thing, Answer]):
    """`write` gets a batch and answers in its order; it owns the transaction.

    A batch that fails is written one by one, so that one bad row fails its own request alone.
    Inside a transaction of the caller's the thing is written there, at once: it must not be on
    the disk before the rest of it.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Thing]], Sequence[Answer]],
        *,
        name: str,
        size: int = 250,
        limit: int = 2_000,
    ) -> None:
        self._write = write
        self._name = name
        self._size = size
        self._queue: queue.Queue[_Waiting[Thing, Answer] | None] = queue.Queue(limit)
        # Guarded by _LOCK: who writes, and in which process (a fork leaves threads behind).
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0

    def commit(self, thing: Thing) -> Answer:
        """Returns when it is on the disk. Raises BusyError, or what `write` raised for it."""
        if connection.in_atomic_block:
            return self._write([thing])[0]
        waiting: _Waiting[Thing, Answer] = _Waiting(thing)
        self._start()
        try:
            self._queue.put_nowait(waiting)
        except queue.Full as error:
            raise BusyError(self._name) from error
        if not waiting.done.wait(_WAIT_SECONDS):
            raise BusyError(self._name)
        if waiting.error is not None:
            raise waiting.error
        return waiting.answer[0]

    def stop(self) -> None:
        """Writes what waits, then ends the thread."""
        with self._lock:
            thread, self._thread = self._thread, None
        if thread is not None and thread.is_alive() and self._process == os.getpid():
            self._queue.put(None)
            thread.join(_WAIT_SECONDS)

    def _start(self) -> None:
        """One thread a process, started with the first thing: after the server's fork."""
        if self._thread is not None and self._process == os.getpid():
            return
        with self._lock:
            if self._thread is not None and self._process == os.getpid():
                return
            self._process = os.getpid()
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
            atexit.register(self.stop)

    def _run(self) -> None:
        try:
            while (first := self._queue.get()) is not None:
                batch, ended = self._take(first)
                self._settle(batch)
                if ended:
                    return
        finally:
            connection.close()

    def _take(
        self, first: _Waiting[Thing, Answer]
    ) -> tuple[list[_Waiting[Thing, Answer]], bool]:
        """All that waits by now; and whether the end was among it."""
        batch = [first]
        while len(batch) < self._size:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                return batch, True
            batch.append(following)
        return batch, False

    def _settle(self, batch: list[_Waiting[Thing, Answer]]) -> None:
        try:
            faults.point("grouping.before_write")
            answers = self._write([waiting.thing for waiting in batch])
            faults.point("grouping.after_write")
        except Exception as error:  # noqa: BLE001  each request is told its own
            connection.close()  # it may be broken; the next write opens another
            if len(batch) == 1:
                batch[0].error = error
                batch[0].done.set()
                return
            logger.warning("%s: one by one after %s", self._name, failures.class_name(error))
            for waiting in batch:
                self._settle([waiting])
            return
        for waiting, answer in zip(batch, answers, strict=True):
            waiting.answer.append(answer)
            waiting.done.set()
