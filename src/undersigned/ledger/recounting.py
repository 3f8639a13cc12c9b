"""Counts a petition's leaves one by one, and puts its figures right: slow, and exact."""

from uuid import UUID

from django.db import transaction

from undersigned.ledger import numbering
from undersigned.ledger.models import Leaf, Log, Tally

_FIGURES = ("signed", "voided", "restored", "erased", "paper", "by_reason", "by_region")


def exact(petition: UUID) -> Tally:
    """The figures of the leaves that have a place; not saved."""
    change, size = numbering.Change(), 0
    rows = Leaf.objects.filter(petition=petition, index__isnull=False).order_by("index")
    fields = ("index", *numbering.FIELDS)
    for index, *values in rows.values_list(*fields).iterator(chunk_size=5_000):
        change.add(numbering.Waiting(*values))
        size = index + 1
    tally = Tally(petition=petition)
    numbering.add(tally, change, size=size)
    return tally


@transaction.atomic
def put_right(petition: UUID) -> tuple[Tally | None, Tally]:
    """The figures as they were and as they are; equal when all was well.

    The log's row is locked: meanwhile nothing gets a place.
    """
    log = Log.objects.select_for_update().first()
    was = Tally.objects.filter(pk=petition).first()
    found = exact(petition)
    if was is not None:
        found.size = was.size  # the tree that changed it last, a few leaves of others later
        found.adopted = was.adopted
    if log is not None and (was is None or differ(was, found)):
        found.size = max(found.size, log.signed)
        Tally.objects.update_or_create(
            petition=petition,
            defaults={name: getattr(found, name) for name in (*_FIGURES, "size", "adopted")},
        )
    return was, found


def differ(one: Tally, other: Tally) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _FIGURES)
