"""Holds confirmed signatures back from the count where their mail domain is suspicious.

The signer is told, the public sees how many, and staff see each: nobody is held in silence.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from undersigned.guard import holding, judging
from undersigned.petitions import counting
from undersigned.petitions.models import Signature

State = Signature.State
Judged = list[tuple[Signature, holding.Held | None]]


def judge(rows: Sequence[Signature], *, at: datetime) -> Judged:
    """Each signature with why it is to be held, or None; the statements do not grow."""
    batch = [
        holding.Confirmed(
            coming=judging.Coming(
                organisation_id=row.organisation_id, petition_id=row.petition_id,
                network=row.network, domain=row.mail_domain, at=row.signed_at,
            ),
            full_domain=row.canonical_address.rpartition("@")[2],
            at=at,
        )
        for row in rows
    ]  # fmt: skip
    return list(zip(rows, holding.judge(batch), strict=True))


def hold(rows: Iterable[tuple[Signature, holding.Held]], *, at: datetime) -> None:
    """In the caller's transaction, which has locked them; one statement for each reason."""
    groups: dict[holding.Held, list[Signature]] = {}
    for row, why in rows:
        groups.setdefault(why, []).append(row)
    for why, held in groups.items():
        Signature.objects.filter(pk__in=[row.pk for row in held]).update(
            state=State.HELD, held_at=at, held_until=why.until, held_for=why.why.value
        )
    counting.publish_again({row.petition_id for some in groups.values() for row in some})
