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
    """How many were withdrawn by this; those withdrawn or removed stay as they are."""
    rows = list(
        Signature.objects.select_for_update()
        .filter(uuid__in=batch)
        .filter(state__in=(State.PENDING, State.HELD, State.CONFIRMED))
        .order_by("pk")
    )
    if not rows:
        return 0
    confirmed = [row.uuid for row in rows if row.state == State.CONFIRMED]
    voiding.void(confirmed, reason=voiding.WITHDRAWN, at=at)
    counting.publish_again({row.petition_id for row in rows if row.state == State.HELD})
    return (
        Signature.objects.filter(pk__in=[row.pk for row in rows])
        .exclude(state=State.WITHDRAWN)
        .update(state=State.WITHDRAWN, withdrawn_at=at)
    )
