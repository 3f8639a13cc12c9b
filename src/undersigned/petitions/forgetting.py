"""Erases a person from the petitions: their signatures go, and no longer count."""

from datetime import datetime

from undersigned.ledger import voiding
from undersigned.petitions import withdrawing
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Supporter


def forget(supporter: Supporter, *, at: datetime) -> None:
    """A signature is a name under a text: without the name none is left to count."""
    rows = Signature.objects.filter(supporter=supporter)
    uuids = list(rows.values_list("uuid", flat=True))
    withdrawing.withdraw(uuids, at=at)
    voiding.forget(uuids, at=at)
    rows.delete()
