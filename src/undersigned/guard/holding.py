"""Which confirmed signatures are not counted at once, because of their mail domain.

The hour in which it was signed and the hour in which it was confirmed both say how busy the
domain was, so that waiting helps no robot.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from undersigned.guard import disposable, snapshot
from undersigned.guard.judging import Coming, allowed, domain_key
from undersigned.guard.limits import DOMAIN, PETITION
from undersigned.guard.models import Rates, Tally


class Why(StrEnum):
    BUSY = "busy"  # counted when the hour is over, if the domain stays below the second rate
    FLOOD = "flood"  # over the second rate: staff decide
    DISPOSABLE = "disposable"  # an address for ten minutes, where staff want to look at these


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """A signature as it came in (`coming.at`: when it was signed), confirmed at `at`."""

    coming: Coming
    full_domain: str  # as it stands in the address
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    why: Why
    until: datetime | None  # None: until staff decide


_Tallies = Mapping[tuple[str, int, str], int]  # scope, span, key


def judge(batch: Sequence[Confirmed]) -> list[Held | None]:
    """What is to be held, in the order of the batch. Exact: one query for all of them."""
    if not batch:
        return []
    known, tallies = snapshot.now(at=batch[0].at), _tallies(batch)
    lowest = min(known.rates_of(one.coming.organisation_id).domain for one in batch)
    busy = any(n >= lowest for (scope, _span, _key), n in tallies.items()
               if scope == DOMAIN.scope)  # fmt: skip
    domains = {one.coming.domain for one in batch} if busy else set()
    shares = snapshot.shares(domains)
    return [
        _judge(one, known.rates_of(one.coming.organisation_id), tallies, shares)
        for one in batch
    ]


def _tallies(batch: Iterable[Confirmed]) -> _Tallies:
    keys, spans = set(), set()
    for one in batch:
        petition = one.coming.petition_id
        keys |= {domain_key(petition, one.coming.domain), str(petition)}
        spans |= _spans(one)
    rows = Tally.objects.filter(
        scope__in=[DOMAIN.scope, PETITION.scope], span__in=spans, key__in=keys
    )
    return {
        (scope, span, key): number
        for scope, span, key, number in rows.values_list("scope", "span", "key", "count")
    }


def _spans(one: Confirmed) -> set[int]:
    return {DOMAIN.span(one.coming.at.timestamp()), DOMAIN.span(one.at.timestamp())}


def _judge(
    one: Confirmed, rates: Rates, tallies: _Tallies, shares: snapshot.Shares
) -> Held | None:
    if rates.holds_disposable and disposable.is_one(one.full_domain, rates=rates):
        return Held(why=Why.DISPOSABLE, until=None)
    key = domain_key(one.coming.petition_id, one.coming.domain)
    part, most, last = allowed(one.coming, shares), 0, 0
    for span in _spans(one):
        number = tallies.get((DOMAIN.scope, span, key), 0)
        total = tallies.get((PETITION.scope, span, str(one.coming.petition_id)), 0)
        if number >= rates.domain and number > total * part:
            most, last = max(most, number), max(last, span)
    if not most:
        return None
    if most >= rates.domain_hold:
        return Held(why=Why.FLOOD, until=None)
    until = datetime.fromtimestamp(DOMAIN.end(last), UTC)
    # Signed hours ago, in an hour that is over: it can become no busier.
    return Held(why=Why.BUSY, until=until) if until > one.at else None
