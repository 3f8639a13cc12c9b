"""Publishes by state, once a day, where a petition's signatures came from."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from undersigned.ledger import appending, breakdowns
from undersigned.ledger.models import Leaf, Log
from undersigned.petitions import regions
from undersigned.petitions.models import Breakdown, Petition, Signature

_EVERY = timedelta(days=1)
_SHOWN = 400  # a year of days
Kind = Leaf.Kind


def write_due(*, at: datetime) -> int:
    """The clock's entry: how many petitions got a new breakdown.

    Where the leaves themselves name the state there is nothing finer to tell; and ten are the
    least that are told of.
    """
    newest = Breakdown.objects.filter(petition=OuterRef("pk")).order_by("-made_at")
    rows = Petition.objects.filter(by_state=False, snapshot__count__gte=breakdowns.LEAST)
    rows = rows.annotate(
        told=Subquery(newest.values("leaf__number")[:1]),
        told_at=Subquery(newest.values("made_at")[:1]),
    )
    due = Q(told=None) | ~Q(told=F("snapshot__count")) & Q(told_at__lte=at - _EVERY)
    return sum(write(petition, at=at) for petition in rows.filter(due).order_by("pk")[:20])


@transaction.atomic
def write(petition: Petition, *, at: datetime) -> int:
    """Of the newest signed tree; 1, or 0 where that has too few of them."""
    size = Log.objects.values_list("signed", flat=True).first() or 0
    cells = _cells(petition, size=size)
    number = sum(cells.values())
    if number < breakdowns.LEAST:
        return 0
    content = breakdowns.make(petition=petition.uuid, size=size, cells=cells)
    leaf = appending.tally(
        petition=petition.uuid, size=size, number=number,
        digest=breakdowns.digest(content), at=at,
    )  # fmt: skip
    Breakdown.objects.create(petition=petition, leaf=leaf, content=content, made_at=at)
    return 1


def _cells(petition: Petition, *, size: int) -> Counter[str]:
    """Signatures by place, of the leaves that counted in the tree of that size; four queries.

    Whose details were destroyed counts, at no place.
    """
    here = Leaf.objects.filter(petition=petition.uuid, index__lt=size)
    restored = here.filter(kind=Kind.RESTORE, target=OuterRef("pk"))
    voided = here.filter(kind=Kind.VOID, target=OuterRef("pk")).exclude(Exists(restored))
    counted = here.filter(kind=Kind.SIGN).exclude(Exists(voided))
    cells: Counter[str] = Counter()
    for country, region, number in _places(petition, counted):
        place = Signature(country=country, region=region)
        cells[regions.of(place, Petition(by_state=True))] += number
    cells[regions.NOWHERE] += counted.count() - sum(cells.values())
    paper = here.filter(kind=Kind.PAPER).values_list("region").annotate(n=Sum("number"))
    for region, number in paper.order_by("region"):
        cells[region] += number
    return +cells


def _places(petition: Petition, counted: QuerySet[Leaf]) -> list[tuple[str, str, int]]:
    rows = Signature.objects.filter(petition=petition, uuid__in=counted.values("subject"))
    places = rows.values_list("country", "region").annotate(n=Count("pk"))
    return [(country, region, number) for country, region, number in places.order_by()]


def published(petition: Petition, *, most: int = _SHOWN) -> list[dict[str, Any]]:
    """Those whose leaf is in a signed tree, newest first. Two queries."""
    size = Log.objects.values_list("signed", flat=True).first() or 0
    rows = Breakdown.objects.filter(petition=petition, leaf__index__lt=size)
    return [
        {"leaf": row.leaf.index, "made_at": row.made_at, "breakdown": row.content}
        for row in rows.select_related("leaf").order_by("-made_at", "-pk")[:most]
    ]
