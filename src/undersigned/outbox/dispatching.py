"""The sender's desk: takes from its sources, moves the wire, sees that notes come first.

One thread does all of it, in turns of a few milliseconds: the database and the wire never wait
for each other's thread. What people wait for stands before what nobody waits for.
"""

import time
from collections.abc import Sequence

from undersigned.outbox.items import Item, Source
from undersigned.outbox.outcomes import Outcome
from undersigned.outbox.transport import Way

_QUEUED = 2  # messages a connection that stand ready: what has its turn, and the next
_ENDLESS = float("inf")
_END_SECONDS = 40.0  # the longest conversation, once it is told to stop


class Desk:
    """`sources` in the order of their right of way: the first is what people wait for."""

    def __init__(self, way: Way, sources: Sequence[Source]) -> None:
        self._way = way
        self._sources = list(sources)
        self._out: dict[Source, int] = dict.fromkeys(sources, 0)
        self._feeds = True

    @property
    def in_hand(self) -> int:
        """How many were taken from the sources and are not over."""
        return sum(self._out.values())

    @property
    def is_busy(self) -> bool:
        """Something is in hand, or a source holds some whose moment is to come."""
        return bool(self.in_hand) or any(s.rest() < _ENDLESS for s in self._sources)

    def turn(self, seconds: float) -> int:
        """One turn, which rests at most so long; how many came to an end."""
        if self._feeds:
            self._feed()
        rest = min(source.rest() for source in self._sources) if self._feeds else _ENDLESS
        idle = rest == _ENDLESS and not self.in_hand
        ready, done = self._way.step(0.0 if idle else min(seconds, rest))
        for source in self._sources:
            self._serve(source, ready, done)
        return len(done)

    def drain(self) -> int:
        """Until nothing is in hand; how many came to an end."""
        ended = 0
        while self.in_hand:
            before = self.in_hand
            self.turn(0.5)
            ended += before - self.in_hand
        self._settle()
        return ended

    def feed_once(self, source: Source, room: int) -> int:
        """Takes up to so many from one source, now and not again."""
        self._feeds = False
        return self._take(source, room)

    def finish(self) -> None:
        """Gives back what no connection has, waits for the others, writes all down."""
        self._feeds = False
        left = self._way.recall()
        for source in self._sources:
            mine = [item for item in left if item.source is source]
            self._out[source] -= len(mine)
            source.give_back(mine)
        ends_at = time.monotonic() + _END_SECONDS
        while self.in_hand and time.monotonic() < ends_at:
            self.turn(0.2)
        self._settle()

    def break_off(self) -> None:
        """After a fault nobody foresaw: as if the process had died, which is always safe."""
        for source in self._sources:
            source.break_off()

    def _feed(self) -> None:
        room = self._way.connections * _QUEUED - self._way.waiting()
        for source in self._sources:
            if room > 0:
                room -= self._take(source, room)

    def _take(self, source: Source, room: int) -> int:
        items = source.feed(room)
        if items:
            self._out[source] += len(items)
            self._way.submit(items, first=source is self._sources[0])
        return len(items)

    def _serve(
        self, source: Source, ready: list[Item], done: list[tuple[Item, Outcome]]
    ) -> None:
        """Answers first: what was answered is no longer under way when the next is noted."""
        if mine := [pair for pair in done if pair[0].source is source]:
            self._out[source] -= len(mine)
            source.took(mine)
        if waits := [item for item in ready if item.source is source]:
            source.note(waits)
        may, must_not = source.noted()
        for item in may:
            self._way.go(item)
        for item in must_not:
            self._out[source] -= 1
            self._way.withdraw(item)
        source.settle(all_of_it=not self._out[source])

    def _settle(self) -> None:
        for source in self._sources:
            source.settle(all_of_it=True)
