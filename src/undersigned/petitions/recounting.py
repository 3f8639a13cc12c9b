"""Compares what is shown, what the log holds and which signatures there are, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from undersigned.ledger import appending, voiding
from undersigned.ledger import recounting as leaves
from undersigned.ledger.models import Leaf, Log, Tally
from undersigned.petitions import confirming, counting
from undersigned.petitions.models import CountSnapshot, Petition, Signature

_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What does not agree of one petition."""

    shown: int
    counted: int  # the leaves with a place, one by one
    without_leaf: int  # confirmed signatures that no leaf counts
    without_signature: int  # leaves that count and whose signature does not


def compare(petition: Petition, *, repair: bool, at: datetime) -> Difference | None:
    """None when all agree. With `repair` the figures are made anew of the leaves; what lacks a
    leaf gets one, and a leaf that lacks its signature is voided: the log itself only grows.
    """
    missing, extra = _missing(petition), _extra(petition)
    found = Difference(
        shown=_shown(petition), counted=leaves.exact(petition.uuid).count,
        without_leaf=missing.count(), without_signature=extra.count(),
    )  # fmt: skip
    stored = Tally.objects.filter(pk=petition.uuid).first() or Tally(petition=petition.uuid)
    wrong = leaves.differ(stored, leaves.exact(petition.uuid))
    agree = found.shown == found.counted or _is_between_trees()
    if agree and not wrong and not found.without_leaf and not found.without_signature:
        return None
    if repair:
        _repair(petition, missing, extra, at=at)
    return found


def _shown(petition: Petition) -> int:
    count = CountSnapshot.objects.filter(petition=petition).values_list("count", flat=True)
    return count.first() or 0


def _is_between_trees() -> bool:
    """Leaves have places in a tree that is not signed yet, so the page is behind them."""
    log = Log.objects.first()
    return log is not None and log.size > log.signed


def _missing(petition: Petition) -> QuerySet[Signature]:
    counting_leaf = Leaf.objects.filter(
        kind=Leaf.Kind.SIGN, subject=OuterRef("uuid"), is_void=False
    )
    rows = Signature.objects.confirmed().filter(petition=petition)
    return rows.filter(~Exists(counting_leaf)).order_by("pk")


def _extra(petition: Petition) -> QuerySet[Leaf]:
    confirmed = Signature.objects.confirmed().filter(uuid=OuterRef("subject"))
    rows = Leaf.objects.filter(
        kind=Leaf.Kind.SIGN, petition=petition.uuid, is_void=False, subject__isnull=False
    )
    return rows.filter(~Exists(confirmed)).order_by("pk")


def _repair(
    petition: Petition, missing: QuerySet[Signature], extra: QuerySet[Leaf], *, at: datetime
) -> None:
    lost = missing.select_related("petition__text", "text")
    for rows in _batches(lost.values_list("pk", flat=True)):
        with transaction.atomic():
            batch = lost.filter(pk__in=rows)
            appending.sign([confirming.leaf(row) for row in batch], at=at)
    for subjects in _batches(extra.values_list("subject", flat=True)):
        voiding.void([one for one in subjects if one], reason="error", at=at)
    _was, tally = leaves.put_right(petition.uuid)
    counting.take([tally], as_of=at)


def _batches(
    ids: "QuerySet[Signature, int] | QuerySet[Leaf, UUID | None]",
) -> Iterator[Sequence[Any]]:
    rows = iter(list(ids))
    while batch := list(islice(rows, _BATCH)):
        yield batch
