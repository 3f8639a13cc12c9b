"""Takes leaves from the log's files into a database that lost them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from undersigned.ledger import leaves, recounting
from undersigned.ledger.journal import Signer
from undersigned.ledger.models import Leaf, Log, Lost, Opening, RowKey

Kind = Leaf.Kind
_Key = tuple[object, ...]


def adopt(
    entries: Iterable[bytes], *, start: int, signers: Mapping[int, Signer], at: datetime
) -> tuple[int, int]:
    """How many came, and of how many signatures the opening is lost; no transaction of its own.

    A leaf that still waits here and has its place in the files gets that place. `signers`: by
    place, whose the journal says a signature is. A loop with queries in it: this runs once,
    after a disaster.
    """
    waiting = {_key_of(row): row for row in Leaf.objects.pending().order_by("-id")}
    petitions, lost, index = set(), 0, start
    for index, entry in enumerate(entries, start=start):
        row = _row(leaves.parse(entry), at=at)
        known = waiting.pop(_key_of(row), None)
        if known is not None:
            Leaf.objects.filter(pk=known.pk).update(index=index, day=row.day)
        else:
            row.index, row.is_adopted = index, True
            row.save(force_insert=True)
            lost += row.kind == Kind.SIGN
            _follow(row)
            if row.kind == Kind.SIGN and (signer := signers.get(index)):
                Lost.objects.create(leaf=row, subject=signer.subject, who=signer.who)
        petitions.add(row.petition)
    Log.objects.update(size=index + 1)
    for petition in petitions:
        recounting.put_right(petition)
    return index + 1 - start, lost


def _row(leaf: leaves.Leaf, *, at: datetime) -> Leaf:
    """Not saved, without its place."""
    row = Leaf(kind=leaf.kind, appended_at=at, day=getattr(leaf, "day", at.date()))
    match leaf:
        case leaves.Void() | leaves.Restore() | leaves.Erase():
            target = Leaf.objects.get(index=leaf.index)
            row.target, row.petition, row.region = target, target.petition, target.region
            row.reason = getattr(leaf, "reason", "")
        case leaves.Sign() | leaves.Paper():
            row.petition, row.region, row.digest = leaf.petition, leaf.region, leaf.commitment
            row.text = Leaf.objects.get(index=leaf.text)
            row.number = getattr(leaf, "number", None)
        case leaves.Petition():
            row.petition, row.number, row.digest = leaf.petition, leaf.version, leaf.digest
        case leaves.Tally():
            row.petition, row.size, row.number = leaf.petition, leaf.size, leaf.number
            row.digest = leaf.digest
        case leaves.Close():
            row.petition = leaf.petition
        case _:
            raise leaves.LeafError(f"A leaf of the kind {leaf.kind} is not written here.")
    return row


def _key_of(row: Leaf) -> _Key:
    """What makes two rows the same leaf."""
    petition: UUID = row.petition
    if row.kind in (Kind.SIGN, Kind.PAPER, Kind.TALLY):
        return row.kind, bytes(row.digest or b"")
    if row.kind == Kind.PETITION:
        return row.kind, petition, row.number
    return row.kind, petition, row.target_id, row.reason


def _follow(row: Leaf) -> None:
    if row.target is None:
        return
    if row.kind == Kind.VOID:
        Leaf.objects.filter(pk=row.target.pk).update(is_void=True)
    if row.kind == Kind.RESTORE and row.target.target is not None:
        Leaf.objects.filter(pk=row.target.target.pk).update(is_void=False)
    if row.kind == Kind.ERASE:  # what was destroyed came back with the backup
        Opening.objects.filter(leaf=row.target).delete()
        RowKey.objects.filter(leaf_id=row.target.pk).delete()
