"""What a sender has leased and not handed over yet: a lane for each mailing and provider.

A message goes when its mailing's pace, its provider and the rate of everything let it. A lane
that has to wait holds up no other; what would wait long goes back to the list with its moment.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings

from undersigned.lib import leasing
from undersigned.mailings import controlling
from undersigned.mailings.leases import Row
from undersigned.mailings.models import Mailing
from undersigned.outbox import easing, pacing
from undersigned.outbox.easing import Providers
from undersigned.outbox.items import Item
from undersigned.outbox.outcomes import Outcome
from undersigned.outbox.pacing import Slots

_HOUR = 3600
_LEAST, _SECONDS = 20, 10.0  # a lane in hand: so many, or so long at its provider's rate
_POLL_SECONDS = 0.05
Lane = tuple[int, str]


def row_of(item: Item) -> Row:
    assert isinstance(item.row, Row)  # noqa: S101  what mailings put there
    return item.row


class Lanes:
    """For one sender."""

    def __init__(self) -> None:
        self._lanes: dict[Lane, deque[Item]] = {}
        self._leaving: deque[Item] = deque()  # kept back: only to be written down
        self._all = Slots(pacing.ALL, settings.SEND_RATE) if settings.SEND_RATE else None
        self._paces: dict[int, Slots] = {}
        self._providers = Providers()

    def add(self, items: Iterable[Item], mailing: Mailing) -> None:
        self._set_pace(mailing)
        for item in items:
            lane = (mailing.pk, row_of(item).provider)
            self._lanes.setdefault(lane, deque()).append(item)

    def take(self, room: int) -> list[Item]:
        """Up to so many whose moment has come."""
        found = [self._leaving.popleft() for _ in range(min(room, len(self._leaving)))]
        for item in found:
            self._providers.go(row_of(item).provider, 1, is_paced=False)
        for lane in list(self._lanes):
            if len(found) >= room:
                break
            found += self._take(lane, room - len(found))
        return found

    def over(self, item: Item, outcome: Outcome | None) -> None:
        """One that was taken has come to an end."""
        self._providers.over(row_of(item).provider, outcome)

    def wants_more(self) -> bool:
        """Nothing that is here can go, whatever the rate of everything."""
        return not self._leaving and all(self._may(lane) <= 0 for lane in self._lanes)

    def holds(self, mailing: Mailing) -> bool:
        return any(pk == mailing.pk for pk, _provider in self._lanes)

    def rest(self) -> float:
        """Seconds until something may go; endless where nothing waits."""
        return _POLL_SECONDS if self._lanes or self._leaving else float("inf")

    def keep_back(self) -> None:
        """Who must not get it after all does not wait for a moment."""
        for lane, items in list(self._lanes.items()):
            left = [item for item in items if row_of(item).kept_back is not None]
            if left:
                self._leaving.extend(left)
                self._put(lane, [item for item in items if row_of(item).kept_back is None])

    def surplus(self) -> Iterator[tuple[list[Item], list[datetime]]]:
        """What would wait too long in hand, and when each is to be tried."""
        for lane in list(self._lanes):
            most = self._most(lane[1])
            if most is not None and len(self._lanes[lane]) > most:
                kept, away = _split(self._lanes[lane], most)
                self._put(lane, kept)
                yield away, self._moments(lane[1], len(away))

    def clear(self) -> list[Item]:
        """Takes all of it back."""
        left = [*self._leaving, *(item for lane in self._lanes.values() for item in lane)]
        self._leaving.clear()
        self._lanes.clear()
        return left

    def _take(self, lane: Lane, room: int) -> list[Item]:
        mailing, provider = lane
        number = min(room, len(self._lanes[lane]), self._may(lane))
        if number > 0 and self._all:  # moments of all are not taken for what may not go
            number = min(number, self._all.ready())
        if number <= 0:
            return []
        self._providers.go(provider, number, is_paced=True)
        for slots in (self._all, self._paces.get(mailing)):
            if slots:
                slots.take(number)
        items = self._lanes.pop(lane)
        found = [items.popleft() for _ in range(number)]
        self._put(lane, items)  # behind the others: lanes take turns
        return found

    def _may(self, lane: Lane) -> int:
        mailing, provider = lane
        number = self._providers.may(provider)
        pace = self._paces.get(mailing)
        return min(number, pace.ready()) if pace and number > 0 else number

    def _put(self, lane: Lane, items: Iterable[Item]) -> None:
        left = deque(items)
        if left:
            self._lanes[lane] = left
        else:
            self._lanes.pop(lane, None)

    def _set_pace(self, mailing: Mailing) -> None:
        known = self._paces.get(mailing.pk)
        if not mailing.pace:
            self._paces.pop(mailing.pk, None)
        elif known is None or known.rate != mailing.pace / _HOUR:
            self._paces[mailing.pk] = Slots(controlling.window(mailing), mailing.pace / _HOUR)

    def _most(self, provider: str) -> int | None:
        """How many of a lane are kept in hand; None: all."""
        if self._providers.is_held(provider):
            return 0
        rate = self._providers.rate(provider)
        if rate is None:
            return _LEAST if self._providers.is_asked_again(provider) else None
        return max(_LEAST, int(rate * _SECONDS))

    def _moments(self, provider: str, number: int) -> list[datetime]:
        if self._providers.is_held(provider):
            return [self._providers.held_until(provider)] * number
        rate = self._providers.rate(provider)
        if rate is None:
            return [leasing.now() + timedelta(seconds=_SECONDS)] * number
        return pacing.postpone(easing.window(provider), rate=rate, number=number)


def _split(items: deque[Item], most: int) -> tuple[list[Item], list[Item]]:
    return list(islice(items, most)), list(islice(items, most, None))
