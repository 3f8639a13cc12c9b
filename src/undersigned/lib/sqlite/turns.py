"""Whose turn it is to write to a file of SQLite: one line for all threads and processes.

SQLite lets a writer who finds another at work ask again, after up to 100 ms. Who comes by
chance when the lock is free gets it, and who waits longest asks most rarely. Here all stand in
a line: the threads of a process behind one another, the first of each process at a door, and
who has the door is next. So nobody goes twice while another process waits. Locks of POSIX hold
the places: whoever dies, of kill -9 too, leaves the line.
"""

import contextlib
import fcntl
import os
import stat
import threading
import time
from collections import deque
from pathlib import Path
from typing import Final

_DOOR, _DESK = 0, 1  # bytes of the file
_LOOK_SECONDS: Final = 0.001
_DOOR_SECONDS: Final = 1.0  # who has the door so long and is not through it was stopped there

_KNOWN: dict[str, "Turns"] = {}  # of this process, by the database's path
_LOCK = threading.Lock()


class Line:
    """A lock that goes to whoever waits longest: Python's goes to whoever comes by."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float) -> bool:
        """False: it did not come to us in so many seconds."""
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return True
            called = threading.Lock()
            called.acquire()
            self._waiting.append(called)
        if called.acquire(timeout=seconds):
            return True
        with self._guard:
            if called in self._waiting:
                self._waiting.remove(called)
                return False
        return True  # at the last moment

    def leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._is_taken = False


class Turns:
    """Of the threads of this process, for one database."""

    def __init__(self, path: str) -> None:
        self.path = f"{path}-turn"
        self._database = path
        self._threads = Line()
        self._file: int | None = None  # opened by the first, kept open: closing it gives all up

    def take(self, seconds: float) -> None:
        """Waits for our turn. TimeoutError: it did not come in so many seconds."""
        until = time.monotonic() + seconds
        if not self._threads.enter(seconds):
            raise TimeoutError(self.path)
        try:
            is_next = self._wait(_DOOR, min(until, time.monotonic() + _DOOR_SECONDS))
            try:
                if not self._wait(_DESK, until):
                    raise TimeoutError(self.path)
            finally:
                if is_next:
                    self._leave(_DOOR)
        except BaseException:
            self._threads.leave()
            raise

    def give(self) -> None:
        """The next may write."""
        try:
            self._leave(_DESK)
        finally:
            self._threads.leave()

    def _wait(self, place: int, until: float) -> bool:
        """False: somebody else has it all the time."""
        if self._file is None:
            self._file = self._open()
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except BlockingIOError:
                if time.monotonic() > until:
                    return False
                time.sleep(_LOOK_SECONDS)
            else:
                return True

    def _open(self) -> int:
        """It is whose the database is, as SQLite's own files beside it are."""
        opened = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with contextlib.suppress(FileNotFoundError, PermissionError):  # none yet; not ours
            like = Path(self._database).stat()
            if os.geteuid() == 0:
                os.fchown(opened, like.st_uid, like.st_gid)
            os.fchmod(opened, stat.S_IMODE(like.st_mode) & 0o666)
        return opened

    def _leave(self, place: int) -> None:
        assert self._file is not None  # noqa: S101  whoever leaves has waited
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, place)


def of(path: str) -> Turns:
    """The one of this process."""
    with _LOCK:
        return _KNOWN.setdefault(path, Turns(path))


def _begin_anew() -> None:
    """A child has none of its parent's threads, and none of its places."""
    global _LOCK  # noqa: PLW0603  another thread of the parent may have held it
    _LOCK = threading.Lock()
    _KNOWN.clear()


os.register_at_fork(after_in_child=_begin_anew)
