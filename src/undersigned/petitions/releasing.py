"""Counts held signatures: when their hour is over, or when staff have looked at them."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from undersigned.guard.holding import Why
from undersigned.organisations import auditing
from undersigned.petitions import confirming, counting, holding
from undersigned.petitions.models import Signature, SignatureQuerySet

# On SQLite a background transaction keeps the form's writer waiting: 50 ms at most.
_SIZES = {"sqlite": 40, "postgresql": 300}


@transaction.atomic
def release(
    chosen: SignatureQuerySet, *, organisation_id: int, at: datetime, by: auditing.Actor
) -> int:
    """Lets the held ones among these count, a batch at a time from now on; how many."""
    rows = chosen.held().filter(organisation_id=organisation_id)
    rows = rows.exclude(held_for=Signature.Why.RELEASED, held_until__isnull=False)
    number = rows.update(held_for=Signature.Why.RELEASED, held_until=at)
    if number:
        auditing.record(
            organisation_id=organisation_id, at=at, by=by, verb="released",
            subject=("held signatures", "signatures"), after={"number": number},
        )  # fmt: skip
    return number


def release_due(*, at: datetime) -> int:
    """Counts a batch of those whose time has come; those that are a flood by now stay held."""
    due = Signature.objects.held().filter(held_until__lte=at)
    if not due.exists():  # an idle worker takes no write lock
        return 0
    with transaction.atomic():
        rows = list(
            due.select_for_update(of=("self",))
            .select_related(
                "petition__campaign__organisation", "petition__text", "supporter", "text"
            )
            .order_by("pk")[: _SIZES[connection.vendor]]
        )
        flooded = _flooded(rows, at=at)
        Signature.objects.filter(pk__in=flooded).update(
            held_until=None, held_for=Signature.Why.FLOOD
        )
        confirming.count([row for row in rows if row.pk not in flooded], at=at)
        counting.publish_again({row.petition_id for row in rows})
    return len(rows)


def _flooded(rows: Sequence[Signature], *, at: datetime) -> set[int]:
    """Judged by their hours of signing and confirming; what staff released is not judged."""
    waited = [row for row in rows if row.held_for == Signature.Why.BUSY]
    judged = holding.judge(waited, at=at)
    return {row.pk for row, held in judged if held and held.why is Why.FLOOD}
