"""The way by a provider's API: a call a message, several at once, each in a thread.

It keeps the promises of the relays' pool: a message's call begins after its note is durable,
and a call without an answer is uncertain. The threads speak HTTP alone; everything else, the
database above all, is the owner's.
"""

import logging
import time
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

from anymail.backends.base_requests import AnymailRequestsBackend

from undersigned.lib import faults
from undersigned.outbox.apis import asking, known
from undersigned.outbox.apis.provider import Api
from undersigned.outbox.items import Item
from undersigned.outbox.outcomes import NEVER_LEAVES, Delivered, Outcome, Refused, Uncertain

_TIMEOUT = (10.0, 30.0)  # seconds, to connect and for the answer
_IDLE_SECONDS = 15.0  # a connection that rested longer is left
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0  # before a provider that turned us away is asked again

logger = logging.getLogger(__name__)


class Caller:
    """For one thread, which moves it by `step`."""

    def __init__(
        self, api: Api, *, connections: int, timeout: tuple[float, float] = _TIMEOUT
    ) -> None:
        self._api, self._timeout = api, timeout
        self._provider = known.provider(api)
        self._most = connections
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix="mail-api")
        self._lines: deque[tuple[AnymailRequestsBackend, float]] = deque()  # that rest
        self._first: deque[Item] = deque()  # people wait for these
        self._queue: deque[Item] = deque()
        self._busy = 0  # of the places for a call: one waits for its note, or is called
        self._ready: list[Item] = []
        self._answers: deque[tuple[Item, Outcome]] = deque()  # from the threads
        self._done: list[tuple[Item, Outcome]] = []
        self._woken = Event()
        self._failures, self._again_at = 0, 0.0
        self._trouble = Refused(421, permanent=False, stage="connect")

    @property
    def connections(self) -> int:
        return self._most

    def waiting(self) -> int:
        return len(self._first) + len(self._queue)

    def submit(self, items: Sequence[Item], *, first: bool) -> None:
        self._done += [(item, NEVER_LEAVES) for item in items if item.never_leaves]
        line = self._first if first else self._queue
        line.extend(item for item in items if not item.never_leaves)

    def step(self, seconds: float) -> tuple[list[Item], list[tuple[Item, Outcome]]]:
        """Those that wait for their note, and those whose outcome is known."""
        self._prepare()
        if not (self._ready or self._done or self._answers):
            self._woken.wait(seconds)
        self._woken.clear()
        self._collect()
        ready, self._ready = self._ready, []
        done, self._done = self._done, []
        return ready, done

    def go(self, item: Item) -> None:
        faults.point("outbox.before_data")
        self._threads.submit(self._call, item)

    def withdraw(self, item: Item) -> None:
        """It must not go; nothing more is heard of it."""
        item.is_withdrawn = True
        self._busy -= 1

    def recall(self) -> list[Item]:
        """Takes back what has no place for a call."""
        left = [*self._first, *self._queue]
        self._first.clear()
        self._queue.clear()
        return left

    def wake(self) -> None:
        """Ends a step; may be called from another thread."""
        self._woken.set()

    def close(self) -> None:
        """Waits for the calls that are under way; no socket is left."""
        self._threads.shutdown(cancel_futures=True)
        while self._lines:
            self._lines.pop()[0].close()

    # how it does so

    def _prepare(self) -> None:
        """Makes as many messages as there are places; while it was turned away, none."""
        if self.waiting() and time.monotonic() < self._again_at:
            self._done += [(item, self._trouble) for item in self.recall()]
        while self.waiting() and self._busy < self._most:
            item = (self._first or self._queue).popleft()
            outcome = item.source.compose(item)
            if outcome is None:
                self._busy += 1
                self._ready.append(item)
            else:
                self._done.append((item, outcome))

    def _collect(self) -> None:
        while self._answers:
            item, outcome = self._answers.popleft()
            self._busy -= 1
            self._done.append((item, outcome))
            if isinstance(outcome, Delivered):
                self._failures = 0
            elif isinstance(outcome, Refused) and outcome.is_about_connection:
                self._rest(outcome)

    def _rest(self, trouble: Refused) -> None:
        """What it says is of us, not of a message: all of them wait."""
        now = time.monotonic()
        if now < self._again_at:  # one of several calls that were turned away together
            return
        self._trouble = trouble
        self._failures += 1
        wait = min(_FIRST_WAIT * (1 << min(self._failures - 1, 10)), _LONGEST_WAIT)
        self._again_at = now + wait
        logger.warning(
            "the mail provider's API cannot be used (%s): %s", trouble.stage, trouble.code
        )

    def _call(self, item: Item) -> None:
        """In a thread."""
        outcome: Outcome = Refused(421, permanent=False, stage="connect")
        try:
            backend = self._line()
            outcome = Uncertain("the call did not end")
            outcome = asking.ask(backend, partial(self._provider.message, item, self._api))
            self._lines.append((backend, time.monotonic()))
        finally:
            faults.point("outbox.after_answer")
            self._answers.append((item, outcome))
            self._woken.set()

    def _line(self) -> AnymailRequestsBackend:
        """One that was used just now, else a new one."""
        try:
            backend, since = self._lines.pop()
        except IndexError:
            return self._opened()
        if time.monotonic() - since <= _IDLE_SECONDS:
            return backend
        backend.close()
        return self._opened()

    def _opened(self) -> AnymailRequestsBackend:
        backend = self._provider.backend(self._api, self._timeout)
        backend.open()
        return backend
