"""A mailing under way in one sender: what was prepared once, and whose turn it is."""

import time
import uuid
from datetime import date, datetime

from django.conf import settings
from django.db.models import F, Q, QuerySet

from undersigned.lib import faults, leasing, mime
from undersigned.mailings import (
    composing,
    conditions,
    controlling,
    hours,
    journal,
    linking,
    people,
    preparing,
    variants,
)
from undersigned.mailings.leases import Lease, Row
from undersigned.mailings.models import Mailing, Recipient
from undersigned.outbox import return_path, signing, warming
from undersigned.outbox.items import Item
from undersigned.outbox.outcomes import Outcome, Refused
from undersigned.outbox.return_path import About, Named

State = Recipient.State
_HOUR = 3600
_SOON_SECONDS = 2.0  # so much of a slow mailing is leased at a time
_NIGHT_SECONDS = 20.0  # how often it is looked whether somebody has a morning


class Run:
    """Prepared anew when the mailing was changed."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing = mailing
        self.turn = 0.0  # when it last had one: mailings take turns
        self.quiet = hours.of(mailing.organisation)
        self._rests_until = 0.0
        self._after = 0  # rows before this one are over, or under way
        self._winner = variants.winner(mailing)
        self._variants = {letter: _prepared(one) for letter, one in variants.of(mailing)}
        composers = [composer for _mailing, composer in self._variants.values()]
        self._conditions = {one.name: one for made in composers for one in made.conditions}

    def lease(self, most: int) -> tuple[Lease | None, list[Row]]:
        """Up to so many whose turn it is: those who wait, then those to be tried again."""
        since, at = time.monotonic(), leasing.now()
        if since < self._rests_until:
            return None, []
        asleep = hours.asleep(self.quiet, at=at)
        if (turn := self._whose_turn(asleep, at=at)) is not None:
            rows, values = turn
            if not (allowed := self._allowed(most, on=at.date())):
                self._rests_until = since + _NIGHT_SECONDS
                return None, []
            token, number = leasing.take(
                rows.order_by("pk"), limit=allowed, at=at, state=State.LEASED,
                tries=F("tries") + 1, sender=journal.place(), **values,
            )  # fmt: skip
            warming.give_back(self.mailing.from_address, allowed - number, on=at.date())
            if number:
                return self._begin(token, number, since=since, day=at.date())
        elif asleep is not None:  # those who sleep are not looked through all the time
            self._rests_until = since + _NIGHT_SECONDS
        return None, []

    def _whose_turn(
        self, asleep: Q | None, *, at: datetime
    ) -> tuple[QuerySet[Recipient], dict[str, object]] | None:
        """And what is set on them. Looks before it writes: an idle sender takes no lock."""
        mine = Recipient.objects.filter(mailing=self.mailing)
        if asleep is not None:
            mine = mine.exclude(asleep)
        fresh = mine.filter(state=State.WAITING, not_before=None)
        again = mine.filter(state=State.DEFERRED, not_before__lte=at)
        for rows in (fresh.filter(pk__gt=self._after), again, fresh):
            if rows.exists():
                return rows, {}
        kept = mine.filter(state=State.KEPT)
        return (kept, {"arm": self._winner}) if self._winner and kept.exists() else None

    def _allowed(self, most: int, *, on: date) -> int:
        """As many of them as pace, rate and warm-up let go soon."""
        for rate in (settings.SEND_RATE, (self.mailing.pace or 0) / _HOUR):
            if rate:
                most = min(most, max(1, round(rate * _SOON_SECONDS)))
        ceiling = controlling.ceiling(self.mailing, on=on)
        return warming.reserve(self.mailing.from_address, most, on=on, most=ceiling)

    def compose(self, item: Item, row: Row) -> Outcome | None:
        mailing, composer = self._variants.get(row.arm) or self._variants["A"]
        person = people.person(
            row.reader, recipient=row.uuid, number=row.pk, untracked=row.untracked,
            opens=row.opens, met=row.met, fields=composer.fields,
        )  # fmt: skip
        try:
            data = composer.compose(person, at=time.time())
        except mime.WrongHeaderError:
            words = "the address cannot stand in a header"
            return Refused(553, permanent=True, stage="compose", reply=words)
        data = signing.signed(data, sender=mailing.from_address)
        back = return_path.envelope_from(
            About.RECIPIENT, row.uuid, otherwise=mailing.from_address
        )
        named = Named(About.RECIPIENT, row.uuid)
        item.fill(sender=back, to=person.email, data=data, named=named, is_ready=True)
        return None

    def _begin(
        self, token: uuid.UUID, number: int, *, since: float, day: date
    ) -> tuple[Lease, list[Row]]:
        leasing.hold(Recipient, token, since=since)
        faults.point("mailings.after_lease")
        lease = Lease(self.mailing, token, number, self.compose, day=day)
        rows = lease.read()
        if rows:
            self._after = max(self._after, rows[-1].pk)
            self._ask_conditions(rows)
        return lease, rows

    def _ask_conditions(self, rows: list[Row]) -> None:
        """What each of them meets; one query for all, and none for most mailings."""
        met = conditions.met(
            list(self._conditions.values()),
            [row.reader.pk for row in rows],
            organisation_id=self.mailing.organisation_id,
        )
        for row in rows:
            row.met = met.get(row.reader.pk, row.met)


def _prepared(mailing: Mailing) -> tuple[Mailing, composing.Composer]:
    prepared = preparing.prepare(mailing, at=mailing.frozen_at or leasing.now())
    return mailing, composing.Composer(mailing, linking.tracked(prepared, mailing))
