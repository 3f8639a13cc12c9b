"""Takes signatures back at the signer's word; the count follows."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from undersigned.ledger import voiding
from undersigned.petitions import counting
from undersigned.petitions.models import Signature

State = Signature.State


@transaction.atomic
def withdraw(batch: Sequence[uuid.UUID], *, at: datetime) -> int:
    """How many were withdrawn by this; those withdrawn already stay as they are.

    A removed one stays removed, and counts no more when it is restored.
    """
    found = list(Signature.objects.select_for_update().filter(uuid__in=batch).order_by("pk"))
    gone = [row.pk for row in found if row.state == State.REMOVED and not row.withdrawn_at]
    removed = Signature.objects.filter(pk__in=gone).update(withdrawn_at=at) if gone else 0
    rows = [row for row in found if row.state in (State.PENDING, State.HELD, State.CONFIRMED)]
    if not rows:
        return removed
    confirmed = [row.uuid for row in rows if row.state == State.CONFIRMED]
    voiding.void(confirmed, reason=voiding.WITHDRAWN, at=at)
    counting.publish_again({row.petition_id for row in rows if row.state == State.HELD})
    return removed + (
        Signature.objects.filter(pk__in=[row.pk for row in rows])
        .exclude(state=State.WITHDRAWN)
        .update(state=State.WITHDRAWN, withdrawn_at=at)
    )
