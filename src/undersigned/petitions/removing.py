"""Removes signatures for a reason, and restores them; each is a leaf of the public log.

Takes batches: a rule that removes thousands calls it a few hundred at a time. The statements do
not grow with the batch.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from undersigned.ledger import voiding
from undersigned.organisations import auditing
from undersigned.petitions import counting
from undersigned.petitions.models import Signature, SignatureQuerySet

State = Signature.State
Reason = Signature.Reason


@transaction.atomic
def remove(
    batch: Sequence[uuid.UUID], *, reason: Reason, at: datetime, by: auditing.Actor | None
) -> int:
    """How many were removed by this; those withdrawn or removed already stay as they are.

    Without `by` no line is written to the audit trail: whoever runs many batches writes one.
    """
    rows = list(
        _locked(batch)
        .filter(state__in=(State.PENDING, State.HELD, State.CONFIRMED))
        .order_by("pk")
    )
    if not rows:
        return 0
    confirmed = [row.uuid for row in rows if row.state == State.CONFIRMED]
    voiding.void(confirmed, reason=reason, at=at)
    Signature.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=State.REMOVED, removed_reason=reason, removed_at=at
    )
    counting.publish_again({row.petition_id for row in rows if row.state == State.HELD})
    _record(rows, verb="removed", reason=reason, at=at, by=by)
    return len(rows)


@transaction.atomic
def restore(
    batch: Sequence[uuid.UUID], *, reason: Reason, at: datetime, by: auditing.Actor | None
) -> int:
    """Puts removed ones back where they were: confirmed, held or waiting; how many.

    One that its signer took back meanwhile is withdrawn then, and does not count again.
    """
    rows = list(_locked(batch).filter(state=State.REMOVED).order_by("pk"))
    if not rows:
        return 0
    counts = [row for row in rows if row.confirmed_at and not row.withdrawn_at]
    confirmed = [row.uuid for row in counts]
    voiding.restore(confirmed, reason=reason, at=at)
    back = Signature.objects.filter(pk__in=[row.pk for row in rows], state=State.REMOVED)
    values = {"removed_reason": "", "removed_at": None}
    back.exclude(withdrawn_at=None).update(state=State.WITHDRAWN, **values)
    back.filter(confirmed_at=None, held_at=None).update(state=State.PENDING, **values)
    back.filter(confirmed_at=None).update(state=State.HELD, held_until=None, **values)
    back.update(state=State.CONFIRMED, **values)
    counting.publish_again({row.petition_id for row in rows if row.confirmed_at is None})
    here = [row for row in rows if not row.withdrawn_at]
    _record(here, verb="restored", reason=reason, at=at, by=by)
    return len(rows)


def _locked(batch: Sequence[uuid.UUID]) -> SignatureQuerySet:
    return Signature.objects.select_for_update().filter(uuid__in=batch)


def _record(
    rows: Sequence[Signature],
    *,
    verb: str,
    reason: Reason,
    at: datetime,
    by: auditing.Actor | None,
) -> None:
    """A line an organisation, with the number: the audit trail names nobody."""
    if by is None:
        return
    for organisation_id, number in Counter(row.organisation_id for row in rows).items():
        auditing.record(
            organisation_id=organisation_id, at=at, by=by, verb=verb,
            subject=("signatures", "signatures"),
            after={"number": number, "reason": Reason(reason).value},
        )  # fmt: skip
