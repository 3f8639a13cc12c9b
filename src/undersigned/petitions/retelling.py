"""Tells the signers of a petition whose ask changed, each once, with a way to withdraw."""

from datetime import datetime

from django.db import transaction

from undersigned.outbox import queueing
from undersigned.petitions import emails
from undersigned.petitions.models import Signature, TextVersion

_BATCH = 100


def retell_due(*, at: datetime) -> int:
    """Writes to a batch of signers of each changed text that is open; how many."""
    rows = TextVersion.objects.filter(
        kind=TextVersion.Kind.CHANGED, opened_at__isnull=False, told_at=None
    )
    return sum(_retell(pk, at=at) for pk in rows.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _retell(text_id: int, *, at: datetime) -> int:
    rows = TextVersion.objects.select_for_update(of=("self",))
    text = rows.select_related("petition__campaign__organisation").get(pk=text_id)
    earlier = Signature.objects.confirmed().filter(
        petition=text.petition_id, pk__gt=text.told_to, signed_at__lte=text.opened_at
    )
    batch = list(earlier.select_related("supporter").order_by("pk")[:_BATCH])
    composer = emails.Composer(at=at)
    queueing.queue([composer.retell(text, row) for row in batch], at=at)
    if batch:
        text.told_to = batch[-1].pk
    else:
        text.told_at = at
    text.save(update_fields=["told_to", "told_at"])
    return len(batch)
