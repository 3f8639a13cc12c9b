"""Confirmed signatures of each day in a time zone.

Each day is a range of an index. To ask each signature for its day instead took 14 s of SQLite
at two million.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from itertools import pairwise
from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Value

from undersigned.petitions.models import SignatureQuerySet


def each(
    signatures: SignatureQuerySet,
    *,
    first: date,
    days: int,
    zone: tzinfo,
    by: Sequence[str] = (),
) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows of the day's place from 0, the fields `by`, and how many; in one query."""
    midnights = [
        datetime.combine(first + timedelta(days=number), time(), zone)
        for number in range(days + 1)
    ]
    parts = [
        signatures.confirmed()
        .filter(confirmed_at__gte=begins, confirmed_at__lt=ends)
        .order_by()
        .annotate(place=Value(place, output_field=IntegerField()))
        .values("place", *by)
        .annotate(number=Count("pk"))
        .values_list("place", *by, "number")
        for place, (begins, ends) in enumerate(pairwise(midnights))
    ]
    return parts[0].union(*parts[1:], all=True)
