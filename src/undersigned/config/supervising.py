"""Keeps the processes of one worker: each sender has one of its own, and one does all else.

The supervisor itself opens nothing and starts no thread, so it may fork at any time; a child
that dies is started again. What it held falls to whoever is there, after some seconds.
"""

import contextlib
import logging
import os
import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from undersigned.lib import family

_PAUSE_SECONDS = 1.0  # before one that died is started again
_LOOK_SECONDS = 0.2

logger = logging.getLogger(__name__)
Child = Callable[[], None]


def supervise(children: Sequence[Child]) -> None:
    """Until SIGTERM or SIGINT; then each finishes what it has in hand."""
    Family(children).live()


class Family:
    def __init__(self, children: Sequence[Child]) -> None:
        self._children = children
        self._running: dict[int, int] = {}  # process number to child
        self._again: dict[int, float] = dict.fromkeys(range(len(children)), 0.0)
        self._ends = False

    def live(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        while self._again or self._running:
            self._start_due()
            self._bury()
            if self._ends:
                self._again.clear()
            time.sleep(_LOOK_SECONDS)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        """A handler may do little: children are told, the loop does the rest."""
        self._ends = True
        for pid in list(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)

    def _start_due(self) -> None:
        now = time.monotonic()
        for index in [index for index, at in self._again.items() if at <= now]:
            if self._ends:
                return
            # A signal between the fork and the note of the number would miss the child.
            blocked = {signal.SIGTERM, signal.SIGINT}
            os.environ[family.PARENT] = str(os.getpid())
            signal.pthread_sigmask(signal.SIG_BLOCK, blocked)
            pid = os.fork()
            if not pid:
                self._become(index, blocked)
            del self._again[index]
            self._running[pid] = index
            signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)

    def _become(self, index: int, blocked: set[signal.Signals]) -> None:
        """The child: it never comes back from here."""
        code = 1
        try:
            for number in blocked:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
            family.follow_parent()
            self._children[index]()
            code = 0
        except Exception:
            logger.exception("a process of the worker failed")
        finally:
            os._exit(code)

    def _bury(self) -> None:
        while self._running:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                self._running.clear()
                return
            if not pid:
                return
            index = self._running.pop(pid, None)
            if index is not None and not self._ends:
                code = os.waitstatus_to_exitcode(status)
                logger.error("a process of the worker ended (%s); it is started again", code)
                self._again[index] = time.monotonic() + _PAUSE_SECONDS
