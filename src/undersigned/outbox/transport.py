"""Where mail leaves: by the relay, into the demo's viewer, or not at all.

    connection = transport.open_connection()          # one a thread, kept for many messages
    outcome = transport.deliver(connection, envelope_from=…, to=…, data=…, before_data=note)
    connection.close()

The outcome is Delivered, Refused or Uncertain (outcomes.py); `deliver` raises only what
`before_data` raises.
"""

import threading
from collections.abc import Callable
from typing import Literal, Protocol

from django.conf import settings

from undersigned.outbox.catching import CatchingConnection
from undersigned.outbox.outcomes import Delivered, Outcome, Refused, Uncertain
from undersigned.outbox.relaying import RelayConnection

__all__ = [
    "Connection",
    "Delivered",
    "Outcome",
    "Refused",
    "Uncertain",
    "deliver",
    "open_connection",
]

_thread = threading.local()


class Connection(Protocol):
    def deliver(
        self, *, envelope_from: str, to: str, data: bytes, before_data: Callable[[], None],
        never_leaves: bool,
    ) -> Outcome: ...  # fmt: skip

    def close(self) -> None: ...


class NoConnection:
    """Where no relay is configured: everything waits."""

    def deliver(self, **_message: object) -> Outcome:
        return Refused(421, permanent=False, stage="connect", reply="no relay is configured")

    def close(self) -> None:
        """Nothing is open."""


def state() -> Literal["relay", "demo", "none"]:
    """'relay': mail leaves. 'demo': it is caught and shown. 'none': it waits, an alarm."""
    if settings.DEMO:
        return "demo"
    return "none" if settings.RELAY is None else "relay"


def open_connection() -> Connection:
    """A connection for the calling thread; nothing is opened before the first message."""
    relay = settings.RELAY
    if state() == "demo":
        return CatchingConnection()
    if relay is None:
        return NoConnection()
    return RelayConnection(
        host=relay.host, port=relay.port, user=relay.user, password=relay.password,
        security=relay.security,
    )  # fmt: skip


def deliver(
    connection: Connection, *, envelope_from: str, to: str, data: bytes,
    before_data: Callable[[], None], never_leaves: bool = False,
) -> Outcome:  # fmt: skip
    """Hands one over. `before_data` is called once the recipient is accepted, before the
    content goes. `never_leaves` marks mail of a demonstration: no relay ever gets it.
    """
    return connection.deliver(
        envelope_from=envelope_from, to=to, data=data, before_data=before_data,
        never_leaves=never_leaves,
    )  # fmt: skip


def of_this_thread() -> Connection:
    """The thread's own connection, opened once."""
    if not hasattr(_thread, "connection"):
        _thread.connection = open_connection()
    connection: Connection = _thread.connection
    return connection


def close_this_thread() -> None:
    if hasattr(_thread, "connection"):
        _thread.connection.close()
        del _thread.connection
