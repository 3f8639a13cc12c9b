"""After `undersigned ledger recover`: signatures follow what was signed after their backup.

Whoever waited in the backup and has a leaf had confirmed; what the log says was withdrawn or
removed since is so. Of a leaf whose signature the backup never knew, the journal of the log
knows the signer when they come again (ledger.reclaiming).
"""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TypeVar

from django.db import transaction

from undersigned.ledger import reclaiming, voiding
from undersigned.ledger.models import Leaf, Lost
from undersigned.petitions import confirming, counting
from undersigned.petitions.models import Signature

State = Signature.State
Kind = Leaf.Kind
_BATCH = 300
_Row = TypeVar("_Row")


@dataclass
class Followed:
    """How many signatures changed by it; and of how many leaves there is no signature."""

    confirmed: int = 0  # waited in the backup
    taken_back: int = 0  # withdrawn or removed after the backup
    restored: int = 0  # removed before it, and restored after
    doubled: int = 0  # confirmed again before this ran: the older leaf is void now
    gone: int = 0  # leaves that count, whose signer is known when they sign again
    nobodys: int = 0  # leaves that count, of which nobody can tell whose they are


def follow(*, at: datetime) -> Followed:
    """Run again it changes nothing more. Batch by batch: it may be killed."""
    found = Followed()
    for subjects in _batches(reclaiming.subjects()):
        _meet(subjects, found, at=at)
    Lost.objects.filter(leaf__is_void=True).delete()
    for pairs in _batches(list(_voided().items())):
        found.taken_back += _take_back(dict(pairs), at=at)
    for subjects in _batches(_restored()):
        found.restored += _put_back(subjects)
    found.gone = Lost.objects.exclude(who=b"").count()
    found.nobodys = _nobodys()
    return found


def _batches(rows: Sequence[_Row]) -> Iterator[Sequence[_Row]]:
    for start in range(0, len(rows), _BATCH):
        yield rows[start : start + _BATCH]


@transaction.atomic
def _meet(subjects: Sequence[uuid.UUID], found: Followed, *, at: datetime) -> None:
    """Signatures of the backup, and their leaves that came after it."""
    rows, lost = confirming.locked(subjects), reclaiming.known(subjects)
    already, kept = _counting(subjects), []
    voided: dict[uuid.UUID, str] = {}
    for row in rows:
        one = lost[row.uuid]
        if one.leaf.is_void:
            kept.append(row)
            voided[row.uuid] = _reason(one.leaf)
        elif row.uuid in already:
            found.doubled += reclaiming.drop([one], reason=Signature.Reason.DUPLICATE, at=at)
        elif row.state in (State.WITHDRAWN, State.REMOVED):  # after the restore: this stands
            reason = row.removed_reason or voiding.WITHDRAWN
            found.taken_back += reclaiming.drop([one], reason=reason, at=at)
        else:
            kept.append(row)
    reclaiming.tie([lost[row.uuid] for row in kept])
    waited = [row for row in kept if row.state in (State.PENDING, State.HELD)]
    _confirm(waited, lost, at=at)
    taken_back = _take_back(voided, at=at)
    found.confirmed += len([row for row in waited if row.uuid not in voided])
    found.taken_back += taken_back
    counting.publish_again({row.petition_id for row in rows})


def _confirm(
    rows: Sequence[Signature], lost: Mapping[uuid.UUID, Lost], *, at: datetime
) -> None:
    """On the day that the log says: nobody knows the minute. Nobody is thanked again."""
    for row in rows:
        day = datetime.combine(lost[row.uuid].leaf.day, time(), UTC)
        row.state, row.confirmed_at = State.CONFIRMED, min(max(row.signed_at, day), at)
    Signature.objects.bulk_update(rows, ["state", "confirmed_at"], batch_size=50)
    confirming.carry(rows, at=at)


def _reason(leaf: Leaf) -> str:
    voids = Leaf.objects.filter(kind=Kind.VOID, target=leaf).order_by("-pk")
    return voids.values_list("reason", flat=True)[:1].get()


def _voided() -> dict[uuid.UUID, str]:
    """Whose leaf a void of after the backup took out of the count, and why."""
    rows = Leaf.objects.filter(
        kind=Kind.VOID, is_adopted=True, target__is_void=True, target__subject__isnull=False
    )
    pairs = rows.order_by("pk").values_list("target__subject", "reason")
    return {subject: reason for subject, reason in pairs if subject}


def _restored() -> list[uuid.UUID]:
    rows = Leaf.objects.filter(
        kind=Kind.RESTORE, is_adopted=True, target__target__is_void=False,
        target__target__subject__isnull=False,
    ).order_by("pk")  # fmt: skip
    return [one for one in rows.values_list("target__target__subject", flat=True) if one]


def _counting(subjects: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Those that a leaf of their own counts."""
    rows = Leaf.objects.filter(kind=Kind.SIGN, subject__in=subjects, is_void=False)
    return {one for one in rows.values_list("subject", flat=True) if one}


@transaction.atomic
def _take_back(reasons: Mapping[uuid.UUID, str], *, at: datetime) -> int:
    """What the database takes for confirmed and the log for void."""
    wanted = set(reasons) - _counting(list(reasons))
    number = 0
    for reason in {reasons[one] for one in wanted}:
        rows = Signature.objects.confirmed().filter(
            uuid__in=[one for one in wanted if reasons[one] == reason]
        )
        if reason == voiding.WITHDRAWN:
            number += rows.update(state=State.WITHDRAWN, withdrawn_at=at)
        else:
            number += rows.update(state=State.REMOVED, removed_reason=reason, removed_at=at)
    return number


def _put_back(subjects: Sequence[uuid.UUID]) -> int:
    rows = Signature.objects.filter(uuid__in=subjects, state=State.REMOVED)
    return rows.exclude(confirmed_at=None).update(
        state=State.CONFIRMED, removed_reason="", removed_at=None
    )


def _nobodys() -> int:
    rows = Leaf.objects.filter(kind=Kind.SIGN, is_adopted=True, is_void=False, subject=None)
    return rows.exclude(lost__in=Lost.objects.exclude(who=b"")).count()
