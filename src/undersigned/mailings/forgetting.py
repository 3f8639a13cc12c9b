"""Erases a person from the mailings: the row stays in the totals, nameless."""

from datetime import datetime

from undersigned.lib.hashing import address_hash
from undersigned.mailings.models import Recipient
from undersigned.supporters.models import Supporter


def forget(supporter: Supporter, *, at: datetime) -> None:  # noqa: ARG001  the registry's form
    """The address becomes its keyed hash, so that the mailing still cannot go there twice.

    What still waited is not sent.
    """
    rows = Recipient.objects.filter(supporter=supporter)
    unsent = (Recipient.State.WAITING, Recipient.State.DEFERRED)
    rows.filter(state__in=unsent).update(state=Recipient.State.SKIPPED, code="erased")
    rows.update(
        supporter=None, canonical_address=address_hash(supporter.canonical_address), detail=""
    )
