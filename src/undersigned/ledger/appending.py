"""Puts leaves in line for the log, in the transaction of what they are about.

They get their place, and the public sees them, when the sequencer comes by: see sequencing.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from django.db import transaction

from undersigned.ledger import commitments, sealing
from undersigned.ledger.models import Leaf, Log, Opening, RowKey, TagKey
from undersigned.lib import bulk

Kind = Leaf.Kind
_KEY_BYTES = 32
_SIGN = ("id", "kind", "petition", "subject", "text", "day", "region", "digest", "reason",
         "is_void", "is_adopted", "appended_at")  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """A signature that counts from now. `text` is the id of the leaf of what was signed."""

    petition: UUID
    subject: UUID
    text: int
    region: str
    email: str  # canonical
    name: str
    locality: str
    consent: str = ""


@transaction.atomic(savepoint=False)
def sign(batch: Sequence[Confirmed], *, at: datetime) -> list[sealing.Secrets]:
    """A leaf each, and what opens it, in the order of the batch. The statements do not grow."""
    if not batch:
        return []
    keys = _tag_keys({one.petition for one in batch})
    secrets = [_secrets(one, key=keys[one.petition]) for one in batch]
    today = day(at=at)
    ids = bulk.reserve(Leaf, len(batch))
    bulk.insert(
        Leaf,
        _SIGN,
        [
            (leaf, Kind.SIGN, one.petition, one.subject, one.text, today, one.region,
             secret.commitment, "", False, False, at)
            for leaf, one, secret in zip(ids, batch, secrets, strict=True)
        ],
    )  # fmt: skip
    _keep(zip(ids, secrets, strict=True))
    return secrets


def _secrets(one: Confirmed, *, key: bytes) -> sealing.Secrets:
    email = commitments.line(one.email)
    return sealing.make(
        tag=commitments.tag(key=key, petition=one.petition, email=email),
        email=email,
        name=commitments.line(one.name),
        locality=commitments.line(one.locality),
        consent=one.consent,
    )


def _keep(made: Iterable[tuple[int, sealing.Secrets]]) -> None:
    openings, keys = [], []
    for leaf, secrets in made:
        sealed, key = sealing.seal(secrets)
        openings.append((leaf, sealed))
        keys.append((leaf, key))
    bulk.insert(RowKey, ("leaf_id", "key"), keys)
    bulk.insert(Opening, ("leaf", "sealed"), openings)


def _tag_keys(petitions: set[UUID]) -> dict[UUID, bytes]:
    rows = TagKey.objects.filter(pk__in=petitions).values_list("pk", "key")
    return {petition: bytes(key) for petition, key in rows}


@transaction.atomic
def petition(*, petition: UUID, version: int, canonical: bytes, at: datetime) -> Leaf:
    """A petition's text; the first one also makes the petition's secret."""
    TagKey.objects.bulk_create(
        [TagKey(petition=petition, key=os.urandom(_KEY_BYTES))], ignore_conflicts=True
    )
    return Leaf.objects.create(
        kind=Kind.PETITION, petition=petition, number=version, day=day(at=at),
        digest=commitments.text_hash(canonical), appended_at=at,
    )  # fmt: skip


def paper(
    *,
    petition: UUID,
    subject: UUID,
    text: int,
    region: str,
    number: int,
    commitment: bytes,
    at: datetime,
) -> Leaf:
    """Signatures gathered elsewhere; `commitment` binds the manifest that says where."""
    return Leaf.objects.create(
        kind=Kind.PAPER, petition=petition, subject=subject, text_id=text, region=region,
        number=number, digest=commitment, day=day(at=at), appended_at=at,
    )  # fmt: skip


def tally(*, petition: UUID, size: int, number: int, digest: bytes, at: datetime) -> Leaf:
    """What its count was in the tree of that size, with the hash of a breakdown of it."""
    return Leaf.objects.create(
        kind=Kind.TALLY, petition=petition, size=size, number=number, digest=digest,
        day=day(at=at), appended_at=at,
    )  # fmt: skip


def close(*, petition: UUID, at: datetime) -> Leaf:
    """No more signatures are taken under it, until another text of it is in the log."""
    return Leaf.objects.create(
        kind=Kind.CLOSE, petition=petition, day=day(at=at), appended_at=at
    )


def day(*, at: datetime) -> date:
    """The day a leaf says: never before those that are in the log, whatever the clock says."""
    newest = Log.objects.values_list("newest_day", flat=True).first()
    today = at.astimezone(UTC).date()
    return today if newest is None else max(today, newest)


def hold() -> None:
    """Until the caller's transaction ends nothing is sequenced: for leaves of earlier days."""
    Log.objects.bulk_create([Log()], ignore_conflicts=True)
    Log.objects.select_for_update().get()
