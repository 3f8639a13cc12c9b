"""Leaves of which a restore lost the signatures: whose they are, and who signs again.

Who signs again after a restore gets a leaf of their own, which can be opened, and the one that
was adopted is void as a duplicate: a person counts once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from undersigned.ledger import commitments, journal, voiding
from undersigned.ledger.appending import Confirmed
from undersigned.ledger.models import Leaf, Lost, TagKey

_DUPLICATE = "duplicate"


def reclaim(batch: Sequence[Confirmed], *, at: datetime) -> int:
    """In the transaction in which they sign; how many had signed before. One query, where no
    signature was ever lost.
    """
    if not Lost.objects.exists():
        return 0
    lost = Lost.objects.filter(leaf__petition__in={one.petition for one in batch})
    petitions = set(lost.order_by().values_list("leaf__petition", flat=True).distinct())
    if not petitions:
        return 0
    keys = TagKey.objects.in_bulk(petitions)
    hashes = {_who(one, bytes(keys[one.petition].key)) for one in batch if one.petition in keys}
    return drop(Lost.objects.filter(who__in=hashes), reason=_DUPLICATE, at=at)


def _who(one: Confirmed, key: bytes) -> bytes:
    email, name = commitments.line(one.email), commitments.line(one.name)
    return journal.who(key=key, petition=one.petition, email=email, name=name)


def drop(rows: Iterable[Lost], *, reason: str, at: datetime) -> int:
    """These count no more; how many did. In the caller's transaction."""
    ids = [row.leaf_id for row in rows]
    leaves = Leaf.objects.select_for_update(of=("self",)).filter(pk__in=ids, is_void=False)
    number = voiding.void_leaves(list(leaves.order_by("pk")), reason=reason, at=at)
    Lost.objects.filter(pk__in=ids).delete()
    return number


def subjects() -> list[UUID]:
    """Whose leaves were lost, as far as the journal knew."""
    return list(Lost.objects.order_by("subject").values_list("subject", flat=True).distinct())


def known(subjects: Iterable[UUID]) -> dict[UUID, Lost]:
    """The leaf of each: one that counts before one that is void. Locked."""
    rows = Lost.objects.select_for_update(of=("self",)).select_related("leaf")
    rows = rows.filter(subject__in=list(subjects)).order_by("-leaf__is_void", "leaf_id")
    return {row.subject: row for row in rows}


def tie(rows: Iterable[Lost]) -> None:
    """Their signatures are found."""
    for row in rows:  # once, after a disaster
        Leaf.objects.filter(pk=row.leaf_id).update(subject=row.subject)
    Lost.objects.filter(subject__in=[row.subject for row in rows]).delete()
