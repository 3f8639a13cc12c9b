"""Which confirmed signatures are not counted at once, because of their mail domain.

The hour in which it was signed and the hour in which it was confirmed both say how busy the
domain was, so that waiting helps no robot.
"""

from collections.abc import Iterable, Sequence
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


_HOURS = 24
_Tallies = dict[tuple[str, int, str], int]  # scope, span, key


def judge(batch: Sequence[Confirmed]) -> list[Held | None]:
    """What is to be held, in the order of the batch. Exact: one query for all of them, and one
    more where somebody's domain is busy.
    """
    if not batch:
        return []
    known = snapshot.now(at=batch[0].at)
    tallies = _tallies(batch, {span for one in batch for span in _spans(one)})
    lowest = min(known.rates_of(one.coming.organisation_id).domain for one in batch)
    busy = any(n >= lowest for (scope, _span, _key), n in tallies.items()
               if scope == DOMAIN.scope)  # fmt: skip
    domains = {one.coming.domain for one in batch} if busy else set()
    shares = snapshot.shares(domains)
    hours = {one: _busiest(one, known, tallies, shares) for one in batch} if busy else {}
    over = {one: hour for one, hour in hours.items() if hour}
    if over:
        tallies |= _tallies(over, {span for hour in over.values() for span in _day(hour)})
    return [
        _judge(one, known.rates_of(one.coming.organisation_id), over.get(one), tallies, shares)
        for one in batch
    ]


def _tallies(batch: Iterable[Confirmed], spans: Iterable[int]) -> _Tallies:
    keys = set()
    for one in batch:
        keys |= {_key(one), str(one.coming.petition_id)}
    rows = Tally.objects.filter(
        scope__in=[DOMAIN.scope, PETITION.scope], span__in=set(spans), key__in=keys
    )
    return {
        (scope, span, key): number
        for scope, span, key, number in rows.values_list("scope", "span", "key", "count")
    }


def _key(one: Confirmed) -> str:
    return domain_key(one.coming.petition_id, one.coming.domain)


def _spans(one: Confirmed) -> set[int]:
    return {DOMAIN.span(one.coming.at.timestamp()), DOMAIN.span(one.at.timestamp())}


def _day(hour: int) -> range:
    """That hour and those before it: whoever stays below the second rate in each hour may
    not go on so for a day.
    """
    return range(hour - _HOURS + 1, hour + 1)


def _brought(one: Confirmed, spans: Iterable[int], tallies: _Tallies) -> tuple[int, int]:
    """How many signatures the domain brought in these hours, and all domains together."""
    petition = str(one.coming.petition_id)
    pairs = [
        (
            tallies.get((DOMAIN.scope, n, _key(one)), 0),
            tallies.get((PETITION.scope, n, petition), 0),
        )
        for n in spans
    ]
    return sum(number for number, _all in pairs), sum(total for _number, total in pairs)


def _busiest(
    one: Confirmed, known: snapshot.Snapshot, tallies: _Tallies, shares: snapshot.Shares
) -> int | None:
    """The last of its hours in which the domain was over its rate and its share."""
    rate, part = known.rates_of(one.coming.organisation_id).domain, allowed(one.coming, shares)
    over = []
    for span in _spans(one):
        number, total = _brought(one, [span], tallies)
        if number >= rate and number > total * part:
            over.append(span)
    return max(over, default=None)


def _judge(
    one: Confirmed,
    rates: Rates,
    hour: int | None,
    tallies: _Tallies,
    shares: snapshot.Shares,
) -> Held | None:
    if rates.holds_disposable and disposable.is_one(one.full_domain, rates=rates):
        return Held(why=Why.DISPOSABLE, until=None)
    if hour is None:
        return None
    part = allowed(one.coming, shares)
    for spans in (*([span] for span in _spans(one)), _day(hour)):
        number, total = _brought(one, spans, tallies)
        if number >= rates.domain_hold and number > total * part:
            return Held(why=Why.FLOOD, until=None)
    until = datetime.fromtimestamp(DOMAIN.end(hour), UTC)
    # Signed hours ago, in an hour that is over: it can become no busier.
    return Held(why=Why.BUSY, until=until) if until > one.at else None
