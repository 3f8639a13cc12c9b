"""Rows that one worker holds for a while: claimed in one statement, returned by a crash.

A model that is leased has `lease_token` (UUID, empty while free) and `leased_until`. A claim
sets both; whoever finishes a row does so on the condition that the token is still its own, so
that a worker which slept past its lease (SIGSTOP, a stalled disk) finds 0 rows.
Claims skip rows that another worker is just claiming (SKIP LOCKED on PostgreSQL; SQLite has one
writer at a time). While the work goes on, the worker's pulse renews what is held.
"""

import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.lookups import In
from django.utils import timezone

LEASE = settings.LEASE  # renewed every few seconds: what a crash held is free after this

Row = TypeVar("Row", bound=models.Model)

# Leases that threads of this process hold now. Guarded by _LOCK; read by the pulse.
# Each until when it is surely ours (time.monotonic).
_HELD: dict[type[models.Model], dict[uuid.UUID, float]] = {}
_LOCK = threading.Lock()
_MARGIN = 0.1  # seconds: clocks of machines do not run quite alike


def now() -> datetime:
    """The database's time: the one clock that workers on many machines share."""
    if connection.vendor == "sqlite":
        return timezone.now()  # one machine: its clock is the database's
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


def free(*, at: datetime) -> Q:
    """Rows that nobody holds at that time: never leased, given back, or left by a crash."""
    return Q(lease_token=None) | Q(leased_until__lt=at)


def claim(
    rows: QuerySet[Row], *, limit: int, at: datetime, **values: object
) -> tuple[uuid.UUID, list[Row]]:
    """Leases up to `limit` of the rows, in their order, and sets `values` on them.

    The answer is the token and the rows as they are now; they come in no order. Looks before it
    writes: an idle worker takes no write lock.
    """
    if not rows.exists():
        return uuid.uuid4(), []
    with transaction.atomic():
        token, number = take(rows, limit=limit, at=at, **values)
        everything = rows.model._default_manager  # noqa: SLF001  Django's documented name
        return token, list(everything.filter(lease_token=token)) if number else []


def take(
    rows: QuerySet[Row], *, limit: int, at: datetime, **values: object
) -> tuple[uuid.UUID, int]:
    """Leases up to `limit` of the rows in one statement, and reads none of them back."""
    token = uuid.uuid4()
    everything = rows.model._default_manager  # noqa: SLF001  Django's documented name for it
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        chosen = rows.select_for_update(skip_locked=skip).values("pk")[:limit]
        values = {"lease_token": token, "leased_until": at + LEASE, **values}
        return token, everything.filter(_among(chosen)).update(**values)


class _Once(In):  # type: ignore[type-arg]  # Django's own is not generic
    """PostgreSQL may run the SELECT behind an IN once a row, and lease more than the limit;
    what makes an array is run once.
    """

    def get_rhs_op(self, connection: Any, rhs: str) -> str:  # noqa: ANN401, ARG002  Django's own
        return f"= ANY(ARRAY{rhs})"


def _among(chosen: QuerySet[Row, Any]) -> Q:
    by_list = _Once if connection.vendor == "postgresql" else In
    return Q(by_list(F("pk"), chosen))


@contextmanager
def holding(model: type[models.Model], token: uuid.UUID) -> Iterator[None]:
    """While inside, this process's pulse renews the leases with that token."""
    hold(model, token, since=time.monotonic())
    try:
        yield
    finally:
        let_go(model, token)


def hold(model: type[models.Model], token: uuid.UUID, *, since: float) -> None:
    """From now on the pulse renews it. `since`: time.monotonic() before it was taken."""
    with _LOCK:
        _HELD.setdefault(model, {})[token] = since + LEASE.total_seconds()


def let_go(model: type[models.Model], token: uuid.UUID) -> None:
    with _LOCK:
        _HELD.get(model, {}).pop(token, None)


def is_surely_held(model: type[models.Model], token: uuid.UUID) -> bool:
    """Whether nobody else can have taken it over by now: no question to the database.

    It goes by the clock that runs on while the process is stopped, and never takes back a no:
    a lease that ended once while we slept is lost, whatever the pulse writes afterwards.
    """
    with _LOCK:
        until = _HELD.get(model, {}).get(token, 0.0)
    return time.monotonic() < until - _MARGIN


def renew(*, at: datetime | None = None) -> None:
    """Extends every lease that this process holds; those it lost meanwhile stay lost."""
    before = time.monotonic()
    at = at or now()
    with _LOCK:
        for tokens in _HELD.values():
            for token in [token for token, until in tokens.items() if until <= before]:
                del tokens[token]
        held = {model: list(tokens) for model, tokens in _HELD.items() if tokens}
    for model, tokens_ in held.items():  # a statement a model, not a row
        rows = model._default_manager.filter(lease_token__in=tokens_)  # noqa: SLF001
        rows.update(leased_until=at + LEASE)
    with _LOCK:
        for model, tokens_ in held.items():
            known = _HELD[model]
            known.update({t: before + LEASE.total_seconds() for t in tokens_ if t in known})
