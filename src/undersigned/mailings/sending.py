"""Sends what is frozen, for a sender's desk: leases, notes, hands over, records in sets."""

import time
from collections.abc import Callable
from datetime import datetime

from django.db.models import F

from undersigned.lib import leasing
from undersigned.mailings import recovering, scheduling
from undersigned.mailings.lanes import Lanes, row_of
from undersigned.mailings.leases import LATER, Lease, Row
from undersigned.mailings.models import Mailing, Recipient
from undersigned.mailings.noting import Notes
from undersigned.mailings.running import Run
from undersigned.outbox import sending as outbox_sending
from undersigned.outbox import transport
from undersigned.outbox.dispatching import Desk
from undersigned.outbox.items import Item
from undersigned.outbox.outcomes import Outcome, Refused

AT_ONCE = 1_000  # leased together at most: about a second's worth
_FIRST = 100
_SECONDS = 0.5  # how often it is asked again who stopped, unsubscribed, must not be mailed
_AWAY_SECONDS = 5.0  # while no relay can be reached
_TOGETHER_SECONDS = 0.25
_MANY = 500

State = Recipient.State


def send_due(*, at: datetime) -> int:
    """Starts, recovers, sends one batch of each mailing, finishes: all of it in this thread."""
    did = scheduling.start_due(at=at) + recovering.recover(at=at)
    if transport.state() == "none" or outbox_sending.is_behind(at=at):
        return did + finish_due(at=at)
    mailings = Mailing.objects.filter(state=Mailing.State.SENDING).order_by("frozen_at")
    did += sum(send_batch(mailing=m) for m in mailings.select_related("organisation"))
    return did + finish_due(at=at)


def tend_due(*, at: datetime) -> int:
    """The clock's entry: recovers and finishes mailings; the senders do the sending.

    Nothing of it may ask the network: what a dead sender held waits for this each second.
    """
    return recovering.recover(at=at) + finish_due(at=at)


def send_batch(*, mailing: Mailing) -> int:
    """How many were dealt with; 0 when nobody is due, or no relay can be talked to."""
    mailings = Mailings(only=mailing)
    desk = Desk(transport.of_this_thread(), [mailings])
    while desk.feed_once(mailings, AT_ONCE):
        desk.drain()
        if mailings.leased >= AT_ONCE:
            break
    mailings.give_back([])  # what waits for its moment
    mailings.settle(all_of_it=True)
    return 0 if mailings.was_turned_away else mailings.leased


def finish_due(*, at: datetime) -> int:
    """Those of which nobody waits any more are sent; how many."""
    unfinished = (*Recipient.UNSENT, State.LEASED)
    under_way = Mailing.objects.filter(state=Mailing.State.SENDING)
    under_way = under_way.exclude(kind=Mailing.Kind.AUTOMATED)  # somebody may come at any time
    over = [
        pk
        for pk in under_way.values_list("pk", flat=True)  # a few, if ever
        if not Recipient.objects.filter(mailing=pk, state__in=unfinished).exists()
    ]
    return Mailing.objects.filter(pk__in=over, state=Mailing.State.SENDING).update(
        state=Mailing.State.SENT, finished_at=at, version=F("version") + 1
    )


class Mailings:
    """The source of everything that mailings send, for a sender's desk."""

    def __init__(
        self, *, wake: Callable[[], None] | None = None, only: Mailing | None = None
    ) -> None:
        self._only = only
        self._runs: dict[int, Run] = {}
        self._lanes = Lanes()
        self._look_at = 0.0
        self._ask_at = 0.0
        self._notes = Notes(wake)
        self._answered: list[tuple[Row, Outcome]] = []
        self._since = 0.0
        self._size = _FIRST
        self._leases: set[Lease] = set()
        self.leased = 0
        self.was_turned_away = False

    # what the desk asks for

    def feed(self, room: int) -> list[Item]:
        now = time.monotonic()
        if now >= self._look_at and self._lanes.wants_more():
            self._look(now)
        return self._lanes.take(room)

    def rest(self) -> float:
        return self._lanes.rest()

    def compose(self, item: Item) -> Outcome | None:
        row = row_of(item)
        if row.kept_back is not None:
            return row.kept_back
        return row.lease.compose(item, row)

    def note(self, items: list[Item]) -> None:
        self._notes.write([(item, row_of(item)) for item in items])

    def noted(self) -> tuple[list[Item], list[Item]]:
        may, must_not = self._notes.durable()
        # The lease is over: another sender has them, or soon will.
        self._answered += [(row_of(item), LATER) for item in must_not]
        for item in must_not:
            self._lanes.over(item, None)
        return may, must_not

    def took(self, results: list[tuple[Item, Outcome]]) -> None:
        if not self._answered:
            self._since = time.monotonic()
        for item, outcome in results:
            self._lanes.over(item, outcome)
        pairs = [(row_of(item), outcome) for item, outcome in results]
        away = [row for row, outcome in pairs if _is_about_connection(outcome)]
        self._notes.answers([pair for pair in pairs if not _is_about_connection(pair[1])])
        self._answered += pairs
        if away:
            self._turned_away()

    def give_back(self, items: list[Item]) -> None:
        """The lease's end lets them wait again."""
        for item in items:
            self._lanes.over(item, None)
        for item in (*items, *self._lanes.clear()):
            row = row_of(item)
            row.lease.in_hand.pop(row.pk, None)

    def break_off(self) -> None:
        """As if the process had died: all that it holds is recovered by others, or by us."""
        for lease in self._leases:
            lease.abandon()
        self._notes.close()

    def settle(self, *, all_of_it: bool) -> None:
        if self._leases and time.monotonic() >= self._ask_at:
            self._ask_again()
        waited = time.monotonic() - self._since
        due = all_of_it or waited >= _TOGETHER_SECONDS or len(self._answered) >= _MANY
        if self._answered and due:
            for lease, pairs in _by_lease(self._answered).items():
                lease.record(pairs)
            self._answered = []
        for lease in [lease for lease in self._leases if lease.is_over]:
            lease.close()
            self._leases.discard(lease)

    # how it does so

    def _look(self, now: float) -> None:
        """Leases some of one mailing: those under way take turns."""
        if not self._only and outbox_sending.is_behind(at=leasing.now()):
            self._look_at = now + 0.05
            return
        self._refresh()
        for run in sorted(self._runs.values(), key=lambda run: run.turn):
            if run.mailing.pace and self._lanes.holds(run.mailing):
                continue
            run.turn = now
            lease, rows = run.lease(self._size)
            if lease is not None:
                self._take(lease, rows, now)
                return
        self._look_at = now + 0.2

    def _refresh(self) -> None:
        """The mailings that are under way; what was prepared for one is kept."""
        under_way = Mailing.objects.filter(state=Mailing.State.SENDING)
        if self._only:
            under_way = under_way.filter(pk=self._only.pk)
        known, self._runs = self._runs, {}
        for mailing in under_way.select_related("organisation").order_by("frozen_at"):
            old = known.get(mailing.pk)
            is_same = old is not None and old.mailing.version == mailing.version
            self._runs[mailing.pk] = old if old is not None and is_same else Run(mailing)

    def _take(self, lease: Lease, rows: list[Row], now: float) -> None:
        self.leased += lease.number
        self._leases.add(lease)
        self._ask_at = now + _SECONDS
        never = not lease.mailing.organisation.sends_by_relay
        items = (Item(self, row, never_leaves=never) for row in rows)
        self._lanes.add(items, lease.mailing)
        self._postpone()
        # The next is as large as what goes in a second.
        if lease.number >= self._size:
            self._size = min(self._size * 2, AT_ONCE)

    def _ask_again(self) -> None:
        """Who waits longer than half a second is looked at once more, all in two queries."""
        self._ask_at = time.monotonic() + _SECONDS
        for lease in self._leases:  # a handful
            lease.ask_again()
        self._lanes.keep_back()
        self._postpone()

    def _postpone(self) -> None:
        """What would wait long for its provider is not kept in hand."""
        for items, moments in self._lanes.surplus():
            groups: dict[tuple[Lease, datetime], list[Row]] = {}
            for item, moment in zip(items, moments, strict=True):
                row = row_of(item)
                groups.setdefault((row.lease, moment), []).append(row)
            for (lease, moment), rows in groups.items():  # a statement in ten seconds' worth
                lease.postpone(rows, until=moment)

    def _turned_away(self) -> None:
        """No relay can be used: nobody is tried, nothing is counted."""
        self.was_turned_away = True
        self._look_at = time.monotonic() + _AWAY_SECONDS
        self.give_back([])


def _is_about_connection(outcome: Outcome) -> bool:
    return isinstance(outcome, Refused) and outcome.is_about_connection


def _by_lease(pairs: list[tuple[Row, Outcome]]) -> dict[Lease, list[tuple[Row, Outcome]]]:
    found: dict[Lease, list[tuple[Row, Outcome]]] = {}
    for row, outcome in pairs:
        found.setdefault(row.lease, []).append((row, outcome))
    return found
