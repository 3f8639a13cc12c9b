"""Where mail leaves: by the relays, a provider's API, into the demo's viewer, or not at all.

    way = transport.of_this_thread()
    way.submit(items, first=True)          # items.Item; people wait for these
    ready, done = way.step(0.1)            # lets the wire run
    way.go(item)                           # one of `ready`, once its note is durable

Each item comes once in `done`, with Delivered, Refused or Uncertain (outcomes.py).
"""

import threading
from collections.abc import Sequence
from typing import Literal, Protocol

from django.conf import settings

from undersigned.outbox.catching import Catcher
from undersigned.outbox.items import Item
from undersigned.outbox.opening import Address
from undersigned.outbox.outcomes import (
    NEVER_LEAVES,
    Delivered,
    Outcome,
    Refused,
    Uncertain,
    Withheld,
)
from undersigned.outbox.pooling import Pool

__all__ = [
    "Delivered", "Outcome", "Refused", "Uncertain", "Way", "Withheld", "host", "leaves",
    "of_this_thread", "state",
]  # fmt: skip

CONNECTIONS = 16  # of one sender process
_thread = threading.local()


class Way(Protocol):
    @property
    def connections(self) -> int: ...

    def waiting(self) -> int:
        """How many no connection has yet."""

    def submit(self, items: Sequence[Item], *, first: bool) -> None: ...

    def step(self, seconds: float) -> tuple[list[Item], list[tuple[Item, Outcome]]]: ...

    def go(self, item: Item) -> None: ...

    def withdraw(self, item: Item) -> None: ...

    def recall(self) -> list[Item]: ...

    def wake(self) -> None: ...

    def close(self) -> None: ...


class RelayPool(Pool):
    """The relays'; what must never leave does not come near them."""

    def submit(self, items: Sequence[Item], *, first: bool) -> None:
        for item in items:
            if item.never_leaves:
                self.done(item, NEVER_LEAVES)
        super().submit([item for item in items if not item.never_leaves], first=first)


def state() -> Literal["relay", "api", "demo", "none"]:
    """'relay', 'api': mail leaves. 'demo': it is caught, shown. 'none': it waits, an alarm."""
    if settings.DEMO:
        return "demo"
    if settings.MAIL_API is not None:
        return "api"
    return "none" if settings.RELAY is None else "relay"


def leaves() -> bool:
    """Mail leaves this machine."""
    return state() in ("relay", "api")


def host() -> str:
    """The name of who takes our mail; '' where nobody does."""
    taker = settings.MAIL_API or settings.RELAY
    return taker.host if taker else ""


def open_way(*, connections: int = CONNECTIONS) -> Way:
    """For the calling thread; no connection is opened before the first message."""
    if state() == "demo":
        return Catcher()
    if state() == "api":
        # What speaks HTTP is loaded by senders alone, and only where there is an API.
        from undersigned.outbox.apis.calling import Caller  # noqa: PLC0415

        return Caller(settings.MAIL_API, connections=connections)
    return RelayPool(_addresses(), connections=connections)


def _addresses() -> list[Address]:
    relays = [] if settings.RELAY is None else [settings.RELAY, *settings.MORE_RELAYS]
    host = settings.HOSTNAME or "localhost"
    return [
        Address(
            host=relay.host, port=relay.port, user=relay.user, password=relay.password,
            security=relay.security, hostname=f"[{host}]" if host[-1:].isdigit() else host,
        )
        for relay in relays
    ]  # fmt: skip


def of_this_thread(*, connections: int = CONNECTIONS) -> Way:
    """The thread's own, opened once."""
    if not hasattr(_thread, "way"):
        _thread.way = open_way(connections=connections)
    way: Way = _thread.way
    return way


def close_this_thread() -> None:
    if hasattr(_thread, "way"):
        _thread.way.close()
        del _thread.way
