"""Erases a person: nothing stays but a keyed hash, where they must not be mailed again."""

from datetime import datetime

from django.db import transaction

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.outbox import suppression
from undersigned.supporters import forgetting
from undersigned.supporters.models import Erasure, Supporter


@transaction.atomic
def erase(
    *, supporter: Supporter, reason: str, never_again: bool, at: datetime, by: Actor
) -> None:
    """Deletes the person with tags, notes and consents; other rooms forget what they hold.

    With `never_again` the address stays as a keyed hash, so that a later import or signature
    does not get it mailed. The audit row names no one.
    """
    if never_again:
        stop = suppression.Stop(
            organisation_id=supporter.organisation_id,
            canonical=supporter.canonical_address,
            reason=suppression.Reason.ERASED,
        )
        suppression.suppress([stop], at=at)
    forgetting.everywhere(supporter, at=at)
    Erasure.objects.create(
        organisation_id=supporter.organisation_id,
        supporter_uuid=supporter.uuid,
        reason=reason,
        by_label=by.label,
        at=at,
        kept_hash=never_again,
    )
    auditing.record(
        organisation_id=supporter.organisation_id,
        at=at,
        by=by,
        verb="erased",
        subject=("a supporter", f"supporter:{supporter.uuid}"),
        after={"kept_hash": never_again},
    )
    supporter.delete()
