"""How fast mail goes: moments of a window that all senders on all machines share.

A window has one number in the database, its next free moment. A sender moves it on by as many
moments as it wants, in one statement, and owns those that it passed over: so the rate is kept
however many senders there are, and whichever of them dies. What is not used is lost.
"""

import math
import time
from collections import deque
from datetime import UTC, datetime, timedelta
from itertools import takewhile

from django.db import transaction
from django.db.models import F, FloatField, Q, Value
from django.db.models.functions import Greatest

from undersigned.lib import leasing
from undersigned.outbox import warming
from undersigned.outbox.models import Window

ALL = "all"  # everything that leaves
_AHEAD_SECONDS = 0.3  # taken at once
_CATCH_UP_SECONDS = 0.2  # of a window that nobody asked for moments in that time
_LATE_SECONDS = 0.5  # a moment that was missed by more is lost: no burst after a rest
_BUCKET_SECONDS = 10  # what waits outside of a sender comes back in such steps


class Slots:
    """What one sender may hand over of a window now. `rate` is in messages a second."""

    def __init__(self, name: str, rate: float) -> None:
        self.name, self.rate = name, rate
        self._moments: deque[float] = deque()  # time.monotonic()
        self._ask_at = 0.0

    def ready(self) -> int:
        """How many may go now; asks for more where there will soon be none."""
        now = time.monotonic()
        late = now - max(_LATE_SECONDS, 1 / self.rate)
        while self._moments and self._moments[0] < late:
            self._moments.popleft()
        if now >= self._ask_at:
            self._reserve(now)
        return sum(1 for _ in takewhile(lambda moment: moment <= now, self._moments))

    def take(self, number: int) -> None:
        for _ in range(number):
            self._moments.popleft()

    def _reserve(self, now: float) -> None:
        number = max(1, round(self.rate * _AHEAD_SECONDS))
        first = now + reserve(self.name, rate=self.rate, number=number)
        self._moments.extend(first + index / self.rate for index in range(number))
        # While half of these are left the next are asked for, so that none is missed.
        self._ask_at = self._moments[-1] - number / self.rate / 2


def reserve(name: str, *, rate: float, number: int) -> float:
    """Takes so many moments; the answer is in how many seconds the first of them comes."""
    now = leasing.now().timestamp()
    end = _move(name, "next_at", start=now - _CATCH_UP_SECONDS, seconds=number / rate)
    return end - number / rate - now


def postpone(name: str, *, rate: float, number: int) -> list[datetime]:
    """When so many come back that a sender does not keep in hand; one after another."""
    start = leasing.now().timestamp() + _BUCKET_SECONDS
    seconds = number / rate
    first = _move(name, "backlog_at", start=start, seconds=seconds) - seconds
    steps = (math.ceil((first + i / rate) / _BUCKET_SECONDS) for i in range(number))
    return [datetime.fromtimestamp(step * _BUCKET_SECONDS, UTC) for step in steps]


def forget(name: str) -> None:
    """The rate has changed: moments that were given out far ahead do not count."""
    Window.objects.filter(name=name).update(next_at=0, backlog_at=0)


@transaction.atomic
def _move(name: str, field: str, *, start: float, seconds: float) -> float:
    """The field's new value: never before `start`, and moved on by so many seconds."""
    rows = Window.objects.filter(name=name)
    begins = Greatest(F(field), Value(start), output_field=FloatField())
    values = {field: begins + Value(seconds, output_field=FloatField())}
    if not rows.update(**values):
        Window.objects.bulk_create([Window(name=name)], ignore_conflicts=True)
        rows.update(**values)
    moved: float = rows.values_list(field, flat=True).get()
    return moved


def forget_due(*, at: datetime) -> int:
    """Windows that nobody waits for, and days that count for no warm-up any more."""
    long_ago = at - timedelta(days=2)
    old = long_ago.timestamp()
    rows = Window.objects.filter(
        Q(failures=0) | Q(held_until__lt=long_ago), next_at__lt=old, backlog_at__lt=old
    )
    return rows.delete()[0] + warming.forget(on=at.date())
