"""Rows that one worker holds for a while: claimed in one statement, returned by a crash.

A model that is leased has `lease_token` (UUID, empty while free) and `leased_until`. A claim
sets both; whoever finishes a row does so on the condition that the token is still its own, so
that a worker which slept past its lease (SIGSTOP, a stalled disk) finds 0 rows.
Claims skip rows that another worker is just claiming (SKIP LOCKED on PostgreSQL; SQLite has one
writer at a time). While the work goes on, the worker's pulse renews what is held.
"""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

LEASE = settings.LEASE  # renewed every few seconds: what a crash held is free after this

Row = TypeVar("Row", bound=models.Model)

# Leases that threads of this process hold now. Guarded by _LOCK; read by the pulse.
_HELD: dict[type[models.Model], set[uuid.UUID]] = {}
_LOCK = threading.Lock()


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
    token = uuid.uuid4()
    if not rows.exists():
        return token, []
    everything = rows.model._default_manager  # noqa: SLF001  Django's documented name for it
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        chosen = rows.select_for_update(skip_locked=skip).values("pk")[:limit]
        values = {"lease_token": token, "leased_until": at + LEASE, **values}
        if not everything.filter(pk__in=chosen).update(**values):
            return token, []
        return token, list(everything.filter(lease_token=token))


@contextmanager
def holding(model: type[models.Model], token: uuid.UUID) -> Iterator[None]:
    """While inside, this process's pulse renews the leases with that token."""
    with _LOCK:
        _HELD.setdefault(model, set()).add(token)
    try:
        yield
    finally:
        with _LOCK:
            _HELD[model].discard(token)


def renew(*, at: datetime) -> None:
    """Extends every lease that this process holds; those it lost meanwhile stay lost."""
    with _LOCK:
        held = {model: list(tokens) for model, tokens in _HELD.items() if tokens}
    for model, tokens in held.items():  # a statement a model, not a row
        rows = model._default_manager.filter(lease_token__in=tokens)  # noqa: SLF001
        rows.update(leased_until=at + LEASE)
