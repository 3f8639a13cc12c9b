"""Warm-up: a domain that mail providers do not know yet sends a little more each day.

A history is that of a sending domain by a relay: providers know it by both. Twice as much as on
its best day of the last month may go today; who has been sending much needs no ceiling.
"""

from datetime import date, timedelta

from django.db.models import F, Max, QuerySet

from undersigned.outbox import transport
from undersigned.outbox.models import SentDay

FIRST_DAY = 2_000
KNOWN = 100_000  # a ceiling above this is none
_MONTH = timedelta(days=30)
_KEPT = timedelta(days=60)


def ceiling(sender: str, *, on: date) -> int | None:
    """How much the domain of that address may send on a day; None: no ceiling."""
    if not transport.leaves():
        return None
    rows = SentDay.objects.filter(
        domain=_domain(sender), relay=_relay(), day__lt=on, day__gte=on - _MONTH
    )
    best = rows.aggregate(best=Max("number"))["best"] or 0
    allowed: int = max(FIRST_DAY, 2 * best)
    return None if allowed > KNOWN else allowed


def sent(sender: str, *, on: date) -> int:
    """How much of that day is taken."""
    return _today(sender, on=on).values_list("number", flat=True).first() or 0


def reserve(sender: str, number: int, *, on: date, most: int | None) -> int:
    """Takes up to `number` of the day's; how many were left of `most`."""
    if not transport.leaves() or number <= 0:
        return number
    today = _today(sender, on=on)
    if not today.exists():
        SentDay.objects.bulk_create(
            [SentDay(domain=_domain(sender), relay=_relay(), day=on)], ignore_conflicts=True
        )
    if most is None:
        today.update(number=F("number") + number)
        return number
    while (left := min(number, most - sent(sender, on=on))) > 0:
        if today.filter(number__lte=most - left).update(number=F("number") + left):
            return left
    return 0


def give_back(sender: str, number: int, *, on: date) -> None:
    """So many were not handed over after all."""
    if transport.leaves() and number > 0:
        today = _today(sender, on=on).filter(number__gte=number)
        today.update(number=F("number") - number)


def forget(*, on: date) -> int:
    """Days that no ceiling is made of any more."""
    return SentDay.objects.filter(day__lt=on - _KEPT).delete()[0]


def _today(sender: str, *, on: date) -> QuerySet[SentDay]:
    return SentDay.objects.filter(domain=_domain(sender), relay=_relay(), day=on)


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2].lower()[:253]


def _relay() -> str:
    return transport.host()[:253]
