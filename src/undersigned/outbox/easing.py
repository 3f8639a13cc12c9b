"""What each provider lets us do now: its limit, and how long it asked us to wait.

A provider that refuses several people one after another for now is left alone for a while, by
all senders; then one message of each asks whether it takes mail again, and each 'no' doubles
the while.
"""

import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, Q

from undersigned.lib import leasing
from undersigned.outbox.models import Window
from undersigned.outbox.outcomes import Delivered, Outcome, Refused
from undersigned.outbox.pacing import Slots
from undersigned.outbox.returns.kinds import Kind, classify

_ENOUGH = 3  # refusals of a provider, one after another
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
_LOOK_SECONDS = 1.0  # how soon a sender knows what another has heard
_REST_OF_THEM = "*"
_UNLIMITED = 1_000_000
_MANY = 1_000  # windows that a sender keeps in mind


def wait(failures: int) -> timedelta:
    """How long a provider is left alone that said 'not now' so many times.

    >>> [int(wait(failures).total_seconds()) for failures in (1, 2, 3, 20)]
    [30, 60, 120, 3600]
    """
    return min(_FIRST_WAIT * (1 << min(failures - 1, 20)), _LONGEST_WAIT)


class Providers:
    """For one sender. `name` is a provider's as `returns.providers` gives it."""

    def __init__(self) -> None:
        self._slots: dict[str, Slots] = {}
        self._out: Counter[str] = Counter()
        self._refusals: Counter[str] = Counter()
        # Those that said 'not now': until when (time.monotonic) they are left alone.
        self._known: dict[str, float] = {}
        self._look_at = 0.0

    def may(self, name: str) -> int:
        """How many may go to it now."""
        self._look()
        limit = _limit(name)
        room = limit.at_once - self._out[name] if limit and limit.at_once else _UNLIMITED
        if name in self._known:  # whether it takes mail again, one message asks
            room = 0 if self.is_held(name) else 1 - self._out[name]
        if room <= 0:
            return 0
        slots = self._slots_of(name)
        return min(room, slots.ready() if slots else _UNLIMITED)

    def go(self, name: str, number: int, *, is_paced: bool) -> None:
        """So many go; what is only written down (not paced) takes no moment."""
        self._out[name] += number
        if is_paced and (slots := self._slots_of(name)):
            slots.take(number)

    def over(self, name: str, outcome: Outcome | None) -> None:
        """One of those that went has come to an end."""
        self._out[name] -= 1
        if self._out[name] <= 0:
            del self._out[name]
        if isinstance(outcome, Delivered):
            self._takes_mail(name)
        elif isinstance(outcome, Refused) and _is_not_now(outcome):
            self._refusals[name] += 1
            if self._refusals[name] >= _ENOUGH or name in self._known:
                self._hold(name)

    def is_held(self, name: str) -> bool:
        """It is left alone."""
        self._look()
        return self._known.get(name, 0.0) > time.monotonic()

    def held_until(self, name: str) -> datetime:
        """When it may be asked again, of one that is held."""
        return leasing.now() + timedelta(seconds=self._known[name] - time.monotonic())

    def is_asked_again(self, name: str) -> bool:
        """It said 'not now', and whether it takes mail again is not known yet."""
        return name in self._known

    def rate(self, name: str) -> float | None:
        slots = self._slots_of(name)
        return slots.rate if slots else None

    def _slots_of(self, name: str) -> Slots | None:
        limit = _limit(name)
        if limit is None:
            return None
        if name not in self._slots:
            if len(self._slots) >= _MANY:
                self._slots.clear()
            self._slots[name] = Slots(window(name), limit.rate)
        return self._slots[name]

    def _look(self) -> None:
        if time.monotonic() < self._look_at:
            return
        self._look_at = time.monotonic() + _LOOK_SECONDS
        rows = list(Window.objects.filter(failures__gt=0, held_until__isnull=False))
        if not rows:
            self._known = {}
            return
        now, here = leasing.now(), time.monotonic()
        self._known = {
            row.name.partition(":")[2]: here + (row.held_until - now).total_seconds()
            for row in rows
            if row.held_until
        }

    def _takes_mail(self, name: str) -> None:
        self._refusals.pop(name, None)
        if name in self._known:
            Window.objects.filter(name=window(name)).update(failures=0, held_until=None)
            del self._known[name]

    def _hold(self, name: str) -> None:
        """Once for all that were refused together, by whichever sender."""
        now = leasing.now()
        Window.objects.bulk_create([Window(name=window(name))], ignore_conflicts=True)
        row = Window.objects.get(name=window(name))
        free = Q(held_until=None) | Q(held_until__lte=now)
        Window.objects.filter(free, name=row.name, failures=row.failures).update(
            failures=F("failures") + 1, held_until=now + wait(row.failures + 1)
        )
        self._refusals.pop(name, None)
        self._look_at = 0.0


def held(*, at: datetime) -> list[tuple[str, datetime]]:
    """Providers that are left alone now, and until when."""
    rows = Window.objects.filter(held_until__gt=at).order_by("name")
    found = rows.values_list("name", "held_until")
    return [(name.partition(":")[2], until) for name, until in found if until]


def _limit(name: str) -> Any:  # noqa: ANN401  config.environment.Limit, which is above us
    limits = settings.PROVIDER_LIMITS
    return limits.get(name) or limits.get(_REST_OF_THEM)


def window(name: str) -> str:
    """Its row's name; long domains are cut to fit."""
    return f"provider:{name}"[:80]


def _is_not_now(refused: Refused) -> bool:
    """A full mailbox is a person's trouble, not the provider's."""
    if refused.permanent or refused.is_about_connection or refused.stage == "compose":
        return False
    return classify(code=refused.code, words=refused.reply) != Kind.FULL
