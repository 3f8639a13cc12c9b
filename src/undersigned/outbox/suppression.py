"""Addresses that an organisation must not mail; asked again as each message is sent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from undersigned.lib.hashing import address_hash
from undersigned.outbox.models import Suppression

Reason = Suppression.Reason


@dataclass(frozen=True, kw_only=True)
class Stop:
    """One address that must not be mailed by that organisation, and why."""

    organisation_id: int
    canonical: str
    reason: Suppression.Reason


def suppress(batch: Sequence[Stop], *, at: datetime) -> None:
    """Keeps the first reason of an address that is suppressed already, unless it only rests."""
    rows = [
        Suppression(
            organisation_id=stop.organisation_id,
            address_hash=address_hash(stop.canonical),
            reason=stop.reason,
            at=at,
        )
        for stop in batch
    ]
    for_good = [row.address_hash for row in rows if row.reason != Reason.RESTING]
    organisations = {row.organisation_id for row in rows}
    if for_good:
        Suppression.objects.filter(
            organisation_id__in=organisations, address_hash__in=for_good, reason=Reason.RESTING
        ).delete()
    Suppression.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def allow(*, organisation_id: int, canonical: str, reason: Suppression.Reason) -> bool:
    """Lifts one with that reason (someone subscribes again); True if there was one."""
    row = Suppression.objects.filter(
        organisation_id=organisation_id, address_hash=address_hash(canonical), reason=reason
    )
    return row.delete()[0] == 1


def reason(*, organisation_id: int, canonical: str) -> str:
    """Why the address must not be mailed, in words; '' when it may."""
    rows = Suppression.objects.filter(
        organisation_id=organisation_id, address_hash=address_hash(canonical)
    )
    found = rows.values_list("reason", flat=True).first()
    return str(Reason(found).label) if found else ""


def suppressed(organisation_id: int, canonicals: Iterable[str]) -> set[str]:
    """Those of the canonical addresses that must not be mailed. One query a thousand."""
    by_hash = {address_hash(canonical): canonical for canonical in canonicals}
    hashes = list(by_hash)
    found: set[str] = set()
    for start in range(0, len(hashes), 1000):
        rows = Suppression.objects.filter(
            organisation_id=organisation_id, address_hash__in=hashes[start : start + 1000]
        )
        found |= {by_hash[known] for known in rows.values_list("address_hash", flat=True)}
    return found
