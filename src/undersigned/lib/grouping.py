"""Group commit: what many requests wait to write is written in one transaction.

A commit costs one wait for the disk, however many rows are in it. Requests hand over what they
want written and wait; one thread a process takes all that waits, writes it in one transaction
and answers each after the commit. So a rush writes few large transactions, and nobody is told
'done' before it is on the disk.
"""

import asyncio
import atexit
import logging
import os
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

from django.db import connection, transaction

from undersigned.lib import failures, faults

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")
AnyFuture: TypeAlias = Future[Answer] | asyncio.Future[Answer]

_STARTED: set[Any] = set()  # groups whose thread was started in this process
logger = logging.getLogger(__name__)

_WAIT_SECONDS = 45.0  # a request does not wait longer: more than the database lets a write wait


class BusyError(Exception):
    """More waits to be written than can be written in time: come back in a moment."""


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting(Generic[Thing, Answer]):
    """One thing, and where its answer will be: a thread's future, or an event loop's."""

    thing: Thing
    future: AnyFuture[Answer]
    loop: asyncio.AbstractEventLoop | None = None


@dataclass(frozen=True, slots=True)
class _End(Generic[Answer]):
    """How the writing of one thing ended."""

    answers: Sequence[Answer] = ()  # one, or none where it failed
    error: BaseException | None = None


class Group(Generic[Thing, Answer]):
    """`write` gets a batch and answers in its order; it owns the transaction.

    A batch that fails is written one by one, so that one bad row fails its own request alone.
    `linger`: after a batch of several it waits so many seconds, in which those who were just
    answered come again: where a batch costs much and a thing little, fewer and larger ones.
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
        linger: float = 0.0,
        in_turn: bool = False,
    ) -> None:
        self._write = write
        self._begin = transaction.atomic if in_turn else nullcontext
        self._name = name
        self._size = size
        self._limit = limit
        self._linger = linger
        self._queue: queue.SimpleQueue[_Waiting[Thing, Answer] | None] = queue.SimpleQueue()
        # Guarded by _LOCK: who writes, and in which process (a fork leaves threads behind).
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0

    def commit(self, thing: Thing) -> Answer:
        """Returns when it is on the disk. Raises BusyError, or what `write` raised for it."""
        if connection.in_atomic_block:
            return self._write([thing])[0]
        future: Future[Answer] = Future()
        self._put(_Waiting(thing, future))
        try:
            return future.result(_WAIT_SECONDS)
        except TimeoutError as error:
            raise BusyError(self._name) from error

    def leave(self, thing: Thing) -> None:
        """Returns at once, for what a crash may lose. What cannot be written is logged."""
        if connection.in_atomic_block:
            self._write([thing])
            return
        future: Future[Answer] = Future()
        future.add_done_callback(self._log)
        try:
            self._put(_Waiting(thing, future))
        except BusyError:
            logger.warning("%s: one was not written, too many wait", self._name)

    def _log(self, future: Future[Answer]) -> None:
        if error := future.exception():
            logger.warning("%s: not written: %s", self._name, failures.class_name(error))

    async def committed(self, thing: Thing) -> Answer:
        """The same on an event loop, which goes on meanwhile."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Answer] = loop.create_future()
        self._put(_Waiting(thing, future, loop))
        return await future

    def _put(self, waiting: _Waiting[Thing, Answer]) -> None:
        if self._queue.qsize() >= self._limit:
            raise BusyError(self._name)
        self._start()
        self._queue.put(waiting)

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
            _STARTED.add(self)

    def _run(self) -> None:
        try:
            while (first := self._queue.get()) is not None:
                batch = [first]
                if self._serve(batch):
                    return
                if self._linger and len(batch) > 1:
                    time.sleep(self._linger)
        finally:
            connection.close()

    def _serve(self, batch: list[_Waiting[Thing, Answer]], *, gathers: bool = True) -> bool:
        """Writes these, with all that waits by then; whether the end was among it."""
        ended = False
        try:
            faults.point("grouping.before_write")
            with self._begin():
                ended = gathers and self._gather(batch)
                answers = self._write([waiting.thing for waiting in batch])
            faults.point("grouping.after_write")
        except Exception as error:  # noqa: BLE001  each request is told its own
            connection.close()  # it may be broken; the next write opens another
            self._fail(batch, error)
        else:
            _tell(batch, [_End([answer]) for answer in answers])
        return ended

    def _fail(self, batch: list[_Waiting[Thing, Answer]], error: Exception) -> None:
        """One that is alone is told; of several each is written by itself."""
        if len(batch) == 1:
            _tell(batch, [_End(error=error)])
            return
        logger.warning("%s: one by one after %s", self._name, failures.class_name(error))
        for waiting in batch:
            self._serve([waiting], gathers=False)

    def _gather(self, batch: list[_Waiting[Thing, Answer]]) -> bool:
        while len(batch) < self._size:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                return False
            if following is None:
                return True
            batch.append(following)
        return False


def stop_all() -> None:
    """Ends the threads of this process; they let go of their connections."""
    for group in list(_STARTED):
        group.stop()


def _tell(batch: Sequence[_Waiting[Thing, Answer]], ends: Sequence[_End[Answer]]) -> None:
    """Each its own; an event loop is woken once for all of its own."""
    of_loops = defaultdict(list)
    for waiting, end in zip(batch, ends, strict=True):
        if waiting.loop is None:
            _set(waiting.future, end)
        else:
            of_loops[waiting.loop].append((waiting.future, end))
    for loop, ended in of_loops.items():
        with suppress(RuntimeError):  # the loop has ended, and with it all who waited on it
            loop.call_soon_threadsafe(_set_all, ended)


def _set_all(ended: Sequence[tuple[AnyFuture[Answer], _End[Answer]]]) -> None:
    for future, end in ended:
        _set(future, end)


def _set(future: AnyFuture[Answer], end: _End[Answer]) -> None:
    if future.cancelled():  # whoever waited has gone
        return
    if end.error is not None:
        future.set_exception(end.error)
    else:
        future.set_result(end.answers[0])
