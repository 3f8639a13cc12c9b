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
    """Each signature with why it is to be held, or None; the statements do not grow.

    Those of one mail domain and hour are judged alike.
    """
    keys = [_key(row) for row in rows]
    alike = dict(zip(keys, rows, strict=True))  # one of each
    judged = holding.judge([_confirmed(row, at=at) for row in alike.values()])
    found = dict(zip(alike, judged, strict=True))
    return [(row, found[key]) for row, key in zip(rows, keys, strict=True)]


def _key(row: Signature) -> tuple[int, str, str, datetime]:
    hour = row.signed_at.replace(minute=0, second=0, microsecond=0)
    return row.petition_id, row.mail_domain, _full_domain(row), hour


def _full_domain(row: Signature) -> str:
    return row.canonical_address.rpartition("@")[2]


def _confirmed(row: Signature, *, at: datetime) -> holding.Confirmed:
    return holding.Confirmed(
        coming=judging.Coming(
            organisation_id=row.organisation_id, petition_id=row.petition_id,
            network=row.network, domain=row.mail_domain, at=row.signed_at,
        ),
        full_domain=_full_domain(row),
        at=at,
    )  # fmt: skip


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
