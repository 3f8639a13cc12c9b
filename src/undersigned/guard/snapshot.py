"""What is busy in this hour, as each process knows it: at most a second old.

Asking the counters for every signature would cost a rush a query each. Few networks, domains
and petitions are ever near a rate, so each process keeps these with their counts, the rates
that staff have set, and the usual share of the mail domains among them.
"""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, reduce
from operator import or_

from django.db.models import Q

from undersigned.guard.limits import DOMAIN, NETWORK, PETITION, Limit
from undersigned.guard.models import Rates, Tally, UsualShare

_SECONDS = 1.0
_MOST = 10_000  # keys kept; a flood from more than these is judged by its petition alone
_FIELDS = {NETWORK: "network", DOMAIN: "domain", PETITION: "petition"}

Shares = Mapping[tuple[int, int, str], float]  # organisation, petition (0: all), domain


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Shared by threads: read, never changed."""

    span: int = -1
    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)  # scope, key
    rates: Mapping[int, Rates] = field(default_factory=dict)  # by organisation
    shares: Shares = field(default_factory=dict)

    def rates_of(self, organisation_id: int) -> Rates:
        return self.rates.get(organisation_id) or _usual_rates()


@cache
def _usual_rates() -> Rates:
    """Of whoever has set none: made once, as a rush asks twice a person."""
    return Rates()


# When it was read, and what; replaced as a whole by whoever holds _LOCK.
_LOCK = threading.Lock()
_kept: tuple[float, Snapshot] = (0.0, Snapshot())


def now(*, at: datetime) -> Snapshot:
    """One thread reads it anew; the others go on with what is known, or wait if nothing is."""
    global _kept  # noqa: PLW0603  one a process, as the module says
    span, moment = NETWORK.span(at.timestamp()), time.monotonic()
    read_at, known = _kept
    if known.span == span and moment - read_at < _SECONDS:
        return known
    if not _LOCK.acquire(blocking=known.span == -1):
        return known if known.span == span else Snapshot(span=span, rates=known.rates)
    try:
        if _kept[1] is not known and _kept[1].span == span:  # read while this one waited
            return _kept[1]
        found = _read(span)
        _kept = (moment, found)
    finally:
        _LOCK.release()
    return found


def forget() -> None:
    """For tests, whose databases change under the process."""
    global _kept  # noqa: PLW0603  one a process
    _kept = (0.0, Snapshot())


def _read(span: int) -> Snapshot:
    rates = {row.organisation_id: row for row in Rates.objects.all()}
    busy = reduce(or_, (_busy(limit, rates) for limit in _FIELDS))
    rows = Tally.objects.filter(busy, span=span).order_by("-count")
    counts = {(scope, key): n for scope, key, n in
              rows.values_list("scope", "key", "count")[:_MOST]}  # fmt: skip
    domains = {key.partition(" ")[2] for scope, key in counts if scope == DOMAIN.scope}
    return Snapshot(span=span, counts=counts, rates=rates, shares=shares(domains))


def _busy(limit: Limit, rates: Mapping[int, Rates]) -> Q:
    """Tallies at or over the lowest rate that anybody has set, and their petitions'.

    A domain's share needs the petition's total, which is never less than the domain's count.
    """
    name = _FIELDS[DOMAIN if limit is PETITION else limit]
    lowest = min(
        [getattr(row, name) for row in rates.values()] + [getattr(_usual_rates(), name)]
    )
    return Q(scope=limit.scope, count__gte=lowest)


def shares(domains: set[str]) -> Shares:
    """What these domains usually bring; one query, none for no domain."""
    if not domains:
        return {}
    rows = UsualShare.objects.filter(domain__in={*domains, ""})
    return {
        (organisation_id, petition_id, domain): share
        for organisation_id, petition_id, domain, share in rows.values_list(
            "organisation_id", "petition_id", "domain", "share"
        )
    }
