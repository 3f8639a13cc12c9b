"""Erases a person from the mailings: the row stays in the totals, nameless."""

from datetime import datetime

from undersigned.lib.hashing import address_hash
from undersigned.mailings.models import Click, Recipient
from undersigned.supporters.models import Supporter


def forget(supporter: Supporter, *, at: datetime) -> None:  # noqa: ARG001  the registry's form
    """The address becomes its keyed hash, so that the mailing still cannot go there twice.

    What still waited is not sent. Of what they clicked only the number is left.
    """
    rows = Recipient.objects.filter(supporter=supporter)
    rows.filter(state__in=Recipient.UNSENT).update(state=Recipient.State.SKIPPED, code="erased")
    Click.objects.filter(recipient__in=rows).update(agent="", network="")
    for canonical in set(rows.values_list("canonical_address", flat=True)):  # their addresses
        rows.filter(canonical_address=canonical).update(
            supporter=None, canonical_address=address_hash(canonical), detail=""
        )
