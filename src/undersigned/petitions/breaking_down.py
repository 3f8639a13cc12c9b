"""Publishes by state, once a day, where a petition's signatures came from."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery

from undersigned.ledger import appending, breakdowns
from undersigned.ledger.models import Leaf, Log
from undersigned.petitions import regions
from undersigned.petitions.models import Breakdown, Petition, Signature

_EVERY = timedelta(days=1)
_SHOWN = 400  # a year of days
_BY_STATE = Petition(by_state=True)
Kind = Leaf.Kind

# Signed, removed and restored so far.
_MOVES = (
    F("snapshot__count")
    - F("snapshot__paper")
    + 2 * (F("snapshot__removed") + F("snapshot__restored"))
)


def write_due(*, at: datetime) -> int:
    """The clock's entry: how many petitions got a new breakdown.

    Where the leaves themselves name the state there is nothing finer to tell. Ten are the
    least that are told of, and so many have come or gone since the one before: two that lie
    side by side must not show where a single signer is from.
    """
    newest = Breakdown.objects.filter(petition=OuterRef("pk")).order_by("-made_at")
    rows = Petition.objects.filter(by_state=False, snapshot__count__gte=breakdowns.LEAST)
    rows = rows.select_related("snapshot").annotate(
        moves=_MOVES,
        told=Subquery(newest.values("moves")[:1]),
        told_at=Subquery(newest.values("made_at")[:1]),
    )
    enough = Q(moves__gte=F("told") + breakdowns.LEAST, told_at__lte=at - _EVERY)
    due = rows.filter(Q(told=None) | enough).order_by("pk")
    return sum(write(petition, at=at) for petition in due[:20])


def write(petition: Petition, *, at: datetime) -> int:
    """Of the tree of its snapshot, which it brings; 1. What that holds changes no more, so it
    is counted before the transaction begins.
    """
    snapshot = petition.snapshot
    content = breakdowns.make(
        petition=petition.uuid, size=snapshot.size, countries=snapshot.by_region,
        states=_states(petition, size=snapshot.size),
    )  # fmt: skip
    moves = snapshot.count - snapshot.paper + 2 * (snapshot.removed + snapshot.restored)
    with transaction.atomic():
        leaf = appending.tally(
            petition=petition.uuid, size=snapshot.size, number=content["count"],
            digest=breakdowns.digest(content), at=at,
        )  # fmt: skip
        Breakdown.objects.create(
            petition=petition, leaf=leaf, content=content, moves=moves, made_at=at
        )
    return 1


def _states(petition: Petition, *, size: int) -> Counter[str]:
    """By state, those who counted in the tree of that size; one query. Whose details were
    destroyed since counts for the country alone.
    """
    here = Leaf.objects.filter(index__lt=size)
    restored = here.filter(kind=Kind.RESTORE, target=OuterRef("pk"))
    voided = here.filter(kind=Kind.VOID, target=OuterRef("pk")).exclude(Exists(restored))
    counted = here.filter(kind=Kind.SIGN, subject=OuterRef("uuid")).exclude(Exists(voided))
    rows = Signature.objects.filter(Exists(counted), petition=petition).order_by()
    cells: Counter[str] = Counter()
    for country, region, n in rows.values_list("country", "region").annotate(n=Count("pk")):
        cells[regions.of(Signature(country=country, region=region), _BY_STATE)] += n
    return cells


def published(petition: Petition, *, most: int = _SHOWN) -> list[dict[str, Any]]:
    """Those whose leaf is in a signed tree, newest first. Two queries."""
    size = Log.objects.values_list("signed", flat=True).first() or 0
    rows = Breakdown.objects.filter(petition=petition, leaf__index__lt=size)
    return [
        {"leaf": row.leaf.index, "made_at": row.made_at, "breakdown": row.content}
        for row in rows.select_related("leaf").order_by("-made_at", "-pk")[:most]
    ]
