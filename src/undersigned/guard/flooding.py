"""When a petition is flooded, and that its staff are told once an hour at most.

The rule: within an hour so many signatures under one petition (Rates.flood) were held, or so
many came in over a limit. What was asked for work and did not do it came to nothing, and is
not counted: writing that down would let a robot make us write as often as it asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Case, F, Min, Q, Sum, When

from undersigned.guard.limits import OVER
from undersigned.guard.models import Flood, Rates, Tally

HOUR = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class Came:
    """So many of a petition within the hour, and when the first of them."""

    number: int
    since: datetime


def over(*, at: datetime) -> Mapping[int, Came]:
    """By petition, what was taken over a limit. One query."""
    newest = OVER.span(at.timestamp())
    oldest = OVER.span((at - HOUR).timestamp()) + 1
    rows = Tally.objects.filter(scope=OVER.scope, span__gte=oldest, span__lte=newest)
    return {
        int(key): Came(number=number, since=_start(first))
        for key, number, first in rows.values_list("key").annotate(Sum("count"), Min("span"))
    }


def _start(span: int) -> datetime:
    return datetime.fromtimestamp(OVER.end(span - 1), UTC)


def lowest() -> int:
    """What nobody reports less than."""
    found = Rates.objects.aggregate(least=Min("flood"))["least"]
    return min(Rates().flood, found if found is not None else Rates().flood)


def from_number(organisation_ids: Iterable[int]) -> dict[int, int]:
    """From how many on each of these organisations' staff are told. One query."""
    wanted = dict.fromkeys(organisation_ids, Rates().flood)
    rows = Rates.objects.filter(organisation_id__in=wanted)
    return wanted | dict(rows.values_list("organisation_id", "flood"))


def claim(petition_id: int, *, since: datetime, at: datetime) -> datetime | None:
    """Since when it lasts, to whoever tells it now; None where it was told within the hour.

    In the transaction that queues the emails: both are on the disk, or neither.
    """
    Flood.objects.bulk_create([Flood(petition_id=petition_id)], ignore_conflicts=True)
    row = Flood.objects.filter(petition_id=petition_id)
    due = row.filter(Q(told_at=None) | Q(told_at__lte=at - HOUR))
    lasts = When(told_at__gt=at - 2 * HOUR, then=F("since"))
    if not due.update(told_at=at, since=Case(lasts, default=since)):
        return None
    return row.values_list("since", flat=True).get()
