"""A sender's desk as a part of the worker: letters first, mailings after them."""

import time
from datetime import datetime

from undersigned.mailings.sending import Mailings
from undersigned.outbox import transport
from undersigned.outbox.dispatching import Desk
from undersigned.outbox.sending import Letters

_TURN_SECONDS = 0.1
_LONGEST_SECONDS = 1.0  # then the worker looks whether it is to stop


class Sender:
    """For one thread. After a fault that nobody foresaw it begins anew, as if it had died."""

    def __init__(self, *, connections: int) -> None:
        self._connections = connections
        self._desk: Desk | None = None

    def run(self, *, at: datetime) -> int:
        """Turns while there is something in hand, at most for a second; 0 if there was not."""
        del at  # leases go by the database's clock
        if transport.state() == "none":
            return 0
        desk = self._desk = self._desk or self._open()
        ends_at, did = time.monotonic() + _LONGEST_SECONDS, 0
        try:
            while True:
                did += desk.turn(_TURN_SECONDS)
                if not desk.is_busy or time.monotonic() > ends_at:
                    return did + desk.is_busy
        except BaseException:
            self._desk = None
            desk.break_off()
            transport.close_this_thread()
            raise

    def done(self) -> None:
        """What is in hand is finished, the rest given back."""
        if self._desk is not None:
            self._desk.finish()
        transport.close_this_thread()

    def _open(self) -> Desk:
        way = transport.of_this_thread(connections=self._connections)
        return Desk(way, [Letters(), Mailings(wake=way.wake)])
