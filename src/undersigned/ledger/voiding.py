"""Takes signatures out of the count by void leaves, and puts them back by restore leaves.

A signature that has no place in the log yet gets it all the same: what was promised is kept.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from undersigned.ledger import appending
from undersigned.ledger.models import Leaf, LeafQuerySet, Opening, RowKey

Kind = Leaf.Kind
WITHDRAWN = "withdrawn"  # the signer's word; the other reasons are the organisation's


@transaction.atomic
def void(subjects: Sequence[UUID], *, reason: str, at: datetime) -> int:
    """How many leaves count no more by this; those that do not count stay as they are."""
    return void_leaves(list(_signatures(subjects).filter(is_void=False)), reason=reason, at=at)


def void_leaves(rows: Sequence[Leaf], *, reason: str, at: datetime) -> int:
    """These of signatures, which count and are locked by the caller's transaction; how many."""
    if not rows:
        return 0
    Leaf.objects.filter(pk__in=[row.pk for row in rows]).update(is_void=True)
    _follow(rows, kind=Kind.VOID, reason=reason, at=at)
    return len(rows)


@transaction.atomic
def restore(subjects: Sequence[UUID], *, reason: str, at: datetime) -> int:
    """Takes back each subject's newest void; how many count again."""
    rows = {row.pk: row for row in _signatures(subjects).filter(is_void=True)}
    voids = Leaf.objects.filter(kind=Kind.VOID, target__in=rows).order_by("pk")
    newest = {void.target_id: void for void in voids}
    by_subject = {rows[pk].subject: void for pk, void in newest.items() if pk in rows}
    if not by_subject:
        return 0
    again = [void.target_id for void in by_subject.values()]
    Leaf.objects.filter(pk__in=again).update(is_void=False)
    _follow(by_subject.values(), kind=Kind.RESTORE, reason=reason, at=at)
    return len(again)


@transaction.atomic
def forget(subjects: Sequence[UUID], *, at: datetime, reason: str = WITHDRAWN) -> int:
    """Erases somebody: their signatures count no more, and nothing ties a leaf to them."""
    voided = void(subjects, reason=reason, at=at)
    destroy(subjects)
    Leaf.objects.filter(kind=Kind.SIGN, subject__in=subjects).update(subject=None)
    return voided


@transaction.atomic
def retire(subjects: Sequence[UUID], *, at: datetime) -> int:
    """The end of retention: openings are destroyed, the signatures stand; how many."""
    rows = list(_signatures(subjects).filter(is_void=False, opening__isnull=False))
    destroy(subjects)
    _follow(rows, kind=Kind.ERASE, reason="", at=at)
    return len(rows)


def destroy(subjects: Sequence[UUID]) -> None:
    """What opens these leaves is gone, but for copies of the keys in backups of 30 days."""
    ids = list(_signatures(subjects).values_list("pk", flat=True))
    RowKey.objects.filter(pk__in=ids).delete()
    Opening.objects.filter(leaf__in=ids).delete()


def _signatures(subjects: Sequence[UUID]) -> LeafQuerySet:
    rows = Leaf.objects.select_for_update(of=("self",))
    return rows.filter(kind=Kind.SIGN, subject__in=subjects).order_by("pk")


def _follow(rows: Iterable[Leaf], *, kind: Leaf.Kind, reason: str, at: datetime) -> None:
    """A leaf each that points at it; not of an earlier day than that is."""
    today: date = appending.day(at=at)
    Leaf.objects.bulk_create(
        Leaf(
            kind=kind, petition=row.petition, target=row, region=row.region, reason=reason,
            day=max(today, row.day), appended_at=at,
        )
        for row in rows
    )  # fmt: skip
