"""Whose turn it is to write to a file of SQLite: one line for all threads and processes.

SQLite lets a writer who finds another at work ask again, after up to 100 ms. Who comes by
chance when the lock is free gets it, and who waits longest asks most rarely. Here all stand in
a line: the threads of a process behind one another, the first of each process at a door, and
who has the door is next. So nobody goes twice while another process waits. Locks of POSIX hold
the places: whoever dies, of kill -9 too, leaves the line.
"""

import fcntl
import os
import threading
import time
from typing import Final

_DOOR, _DESK = 0, 1  # bytes of the file
_LOOK_SECONDS: Final = 0.001

_KNOWN: dict[str, "Turns"] = {}  # of this process, by the database's path
_LOCK = threading.Lock()


class Turns:
    """Of the threads of this process, for one database."""

    def __init__(self, path: str) -> None:
        self._path = f"{path}-turn"
        self._threads = threading.Lock()
        self._file: int | None = None  # opened by the first, kept open: closing it gives all up

    def take(self, seconds: float) -> None:
        """Waits for our turn. TimeoutError: it did not come in so many seconds."""
        until = time.monotonic() + seconds
        if not self._threads.acquire(timeout=seconds):
            raise TimeoutError(self._path)
        try:
            self._wait(_DOOR, until)
            try:
                self._wait(_DESK, until)
            finally:
                self._leave(_DOOR)
        except BaseException:
            self._threads.release()
            raise

    def give(self) -> None:
        """The next may write."""
        self._leave(_DESK)
        self._threads.release()

    def _wait(self, place: int, until: float) -> None:
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise TimeoutError(self._path) from None
                time.sleep(_LOOK_SECONDS)
            else:
                return

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
