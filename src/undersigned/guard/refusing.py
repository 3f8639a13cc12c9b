"""Says who has done something too often, from a snapshot that is at most a second old.

Asking the counters for every request would cost the rush a query each. Few are ever over a
limit, so each process keeps the list of those, and reads it again when it is a second old.
"""

import threading
import time
from datetime import datetime

from undersigned.guard import snapshot
from undersigned.guard.limits import Limit
from undersigned.guard.models import Tally

_SECONDS = 1.0
_MOST = 10_000  # keys kept a limit; a flood from more networks than these is not stopped here

# Guarded by _LOCK: when each snapshot was read, and the keys that were over.
_LOCK = threading.Lock()
_SNAPSHOTS: dict[Limit, tuple[float, int, frozenset[str]]] = {}


def is_over(limit: Limit, key: str, *, at: datetime) -> bool:
    """Whether the key has used up what it may do in this span."""
    return key in _over(limit, at=at)


def _over(limit: Limit, *, at: datetime) -> frozenset[str]:
    span, now = limit.span(at.timestamp()), time.monotonic()
    known = _SNAPSHOTS.get(limit)
    if known is not None and known[1] == span and now - known[0] < _SECONDS:
        return known[2]
    # One thread reads; the others go on with what is known meanwhile.
    if not _LOCK.acquire(blocking=known is None):
        return known[2] if known is not None and known[1] == span else frozenset()
    try:
        over = frozenset(
            Tally.objects.filter(
                scope=limit.scope, span=span, count__gte=limit.most
            ).values_list("key", flat=True)[:_MOST]
        )
        _SNAPSHOTS[limit] = (now, span, over)
    finally:
        _LOCK.release()
    return over


def forget_snapshots() -> None:
    """For tests, whose databases change under the process."""
    _SNAPSHOTS.clear()
    snapshot.forget()
