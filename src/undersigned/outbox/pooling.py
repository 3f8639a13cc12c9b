"""The connections to the relays of one process, and the queue before them.

The owner's thread moves it: `step` lets the loop of asyncio run until there is something to do
(a message waits for its note, another has its answer) or the time is over. Nothing runs beside.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.outbox import opening
from undersigned.outbox.conversing import Conversation
from undersigned.outbox.items import Item
from undersigned.outbox.opening import Address
from undersigned.outbox.outcomes import Outcome, Refused

_IDLE_SECONDS = 15.0  # a connection that rested longer is left
_GOODBYE_SECONDS = 0.02
_MOST_TURNS = 3
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 60.0  # seconds before a relay that is away is asked again

logger = logging.getLogger(__name__)


@dataclass
class _Relay:
    address: Address
    failures: int = 0
    again_at: float = 0.0
    used: int = 0


class Pool:
    """For one thread. Opens connections while there is work, at most `connections`."""

    def __init__(self, addresses: Sequence[Address], *, connections: int) -> None:
        self._relays = [_Relay(address) for address in addresses]
        self._most = connections
        self._loop = asyncio.new_event_loop()
        self.time = self._loop.time
        self._first: deque[Item] = deque()  # people wait for these
        self._queue: deque[Item] = deque()
        self._open: set[Conversation] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._at: dict[Item, Conversation] = {}  # which wait for their note
        self._ready: list[Item] = []
        self._done: list[tuple[Item, Outcome]] = []
        self._looked_at = 0.0
        self._last_trouble = Refused(421, permanent=False, stage="connect")
        self._closed = False

    @property
    def connections(self) -> int:
        return self._most

    def waiting(self) -> int:
        return len(self._first) + len(self._queue)

    def submit(self, items: Sequence[Item], *, first: bool) -> None:
        (self._first if first else self._queue).extend(items)
        for conversation in list(self._open):
            if not self.waiting():
                break
            conversation.advance()
        self._open_more()

    def step(self, seconds: float) -> tuple[list[Item], list[tuple[Item, Outcome]]]:
        """Those that wait for their note, and those whose outcome is known."""
        if not (self._ready or self._done):
            end = self._loop.call_later(seconds, self._loop.stop)
            self._loop.run_forever()
            end.cancel()
            self._tend()  # after what had come was read: this process may have slept
        ready, self._ready = self._ready, []
        done, self._done = self._done, []
        return ready, done

    def wake(self) -> None:
        """Ends a step; may be called from another thread."""
        if not self._closed:
            self._loop.call_soon_threadsafe(self._loop.stop)

    def go(self, item: Item) -> None:
        if conversation := self._at.pop(item, None):
            conversation.go(item)

    def withdraw(self, item: Item) -> None:
        """It must not go; nothing more is heard of it."""
        item.is_withdrawn = True
        if conversation := self._at.pop(item, None):
            conversation.withdraw(item)

    def recall(self) -> list[Item]:
        """Takes back what no connection has."""
        left = [*self._first, *self._queue]
        self._first.clear()
        self._queue.clear()
        return left

    def close(self) -> None:
        """Says goodbye where it is heard at once; no socket is left."""
        self._closed = True
        for conversation in self._open:
            conversation.leave()
        for task in self._opening:
            task.cancel()
        self._loop.call_later(_GOODBYE_SECONDS, self._loop.stop)
        self._loop.run_forever()
        for conversation in self._open:
            conversation.drop()
        self._loop.call_soon(self._loop.stop)
        self._loop.run_forever()
        self._loop.close()

    # what conversations ask for

    def next_for(self, conversation: Conversation) -> Item | None:
        while self._first or self._queue:
            item = (self._first or self._queue).popleft()
            if item.is_withdrawn:
                continue
            outcome = None if item.data else item.source.compose(item)
            outcome = outcome or _impossible(item, conversation.offers)
            if outcome is None:
                return item
            self.done(item, outcome)
        return None

    def ready(self, conversation: Conversation, item: Item) -> None:
        if item.is_withdrawn:
            conversation.withdraw(item)
            return
        self._at[item] = conversation
        self._ready.append(item)
        self._loop.stop()

    def done(self, item: Item, outcome: Outcome) -> None:
        self._done.append((item, outcome))
        self._loop.stop()

    def again(self, item: Item, refused: Refused) -> None:
        """The line broke before its content went: another connection tries it."""
        self._at.pop(item, None)
        if item.is_withdrawn:
            return
        item.turns += 1
        if item.turns < _MOST_TURNS:
            self._first.append(item)
            self._loop.call_soon(self._open_more)
        else:
            self.done(item, refused)

    def gone(self, conversation: Conversation) -> None:
        if conversation in self._open:
            self._open.discard(conversation)
            assert isinstance(conversation.place, _Relay)  # noqa: S101  set below
            conversation.place.used -= 1
        if self.waiting() and not self._closed:
            self._loop.call_soon(self._open_more)

    # connections

    def _open_more(self) -> None:
        """As many as there is work for."""
        if self._closed:
            return
        idle = sum(conversation.is_idle for conversation in self._open)
        wanted = min(
            self.waiting() - idle - len(self._opening),
            self._most - len(self._open) - len(self._opening),
        )
        for _ in range(max(wanted, 0)):
            relay = self._choose()
            if relay is None:
                break
            relay.used += 1
            self._opening.add(self._loop.create_task(self._connect(relay)))
        if not (self._open or self._opening):
            self._nobody_answers()

    def _choose(self) -> _Relay | None:
        now = self.time()
        able = [relay for relay in self._relays if relay.again_at <= now]
        return min(able, key=lambda relay: relay.used, default=None)

    async def _connect(self, relay: _Relay) -> None:
        try:
            made = await opening.open_connection(relay.address, lambda: Conversation(self))
        except opening.NoConnectionError as error:
            self._forget_opening()
            relay.used -= 1
            self._trouble(relay, error.refused)
            return
        self._forget_opening()
        relay.failures = 0
        made.place = relay
        self._open.add(made)
        if made.is_lost:  # between its last answer and now
            self.gone(made)
        made.advance()

    def _forget_opening(self) -> None:
        if (task := asyncio.current_task()) is not None:
            self._opening.discard(task)

    def _trouble(self, relay: _Relay, refused: Refused) -> None:
        if relay.again_at <= self.time():  # the first of those that failed together
            relay.failures += 1
            wait = min(_FIRST_WAIT * (1 << min(relay.failures - 1, 10)), _LONGEST_WAIT)
            relay.again_at = self.time() + wait
            logger.warning("a relay cannot be used (%s): %s", refused.stage, refused.code)
        self._last_trouble = refused
        self._open_more()

    def _nobody_answers(self) -> None:
        """No relay can be used now: what waits goes back, none of it was tried."""
        if self.waiting() and self._choose() is None:
            for item in self.recall():
                self.done(item, self._last_trouble)

    def _tend(self) -> None:
        """Leaves what rested, drops what is silent."""
        now = self.time()
        if now - self._looked_at < min(1.0, self._shortest_timeout() / 4):
            return
        self._looked_at = now
        for conversation in list(self._open):
            assert isinstance(conversation.place, _Relay)  # noqa: S101  set in _connect
            if conversation.is_overdue(after=conversation.place.address.timeout):
                conversation.drop()
            elif conversation.rested() > _IDLE_SECONDS:
                conversation.leave()
        if self.waiting():
            self._open_more()

    def _shortest_timeout(self) -> float:
        return min((relay.address.timeout for relay in self._relays), default=1.0)


def _impossible(item: Item, offers: dict[str, str]) -> Refused | None:
    """What this relay says that it cannot take."""
    if not (item.to + item.sender).isascii() and "SMTPUTF8" not in offers:
        why = "the relay takes no address with letters beyond ASCII"
        return Refused(553, permanent=True, stage="rcpt", reply=why)
    most = offers.get("SIZE", "")
    if most.isdigit() and 0 < int(most) < len(item.data):
        why = f"the relay takes no message larger than {most} bytes"
        return Refused(552, permanent=True, stage="mail", reply=why)
    return None
