"""Takes an organisation's petitions out of the count before its rows are deleted."""

from datetime import datetime
from itertools import islice

from django.db import transaction

from undersigned.ledger import appending, voiding
from undersigned.petitions.models import Petition, Signature

_BATCH = 500


@transaction.atomic
def leave(*, organisation_id: int, at: datetime) -> None:
    """The log keeps their leaves: signatures are voided, and what opens them is destroyed."""
    rows = Signature.objects.filter(organisation_id=organisation_id)
    uuids = rows.values_list("uuid", flat=True).iterator(chunk_size=_BATCH)
    while batch := list(islice(uuids, _BATCH)):
        voiding.forget(batch, reason=Signature.Reason.ERROR, at=at)
    petitions = Petition.objects.filter(campaign__organisation=organisation_id)
    for uuid in petitions.exclude(text=None).values_list("uuid", flat=True):
        appending.close(petition=uuid, at=at)
