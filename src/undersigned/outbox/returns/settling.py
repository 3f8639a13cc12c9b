"""What a return means: for a letter's row, and for the address it went to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from undersigned.lib.text import canonical_address
from undersigned.outbox import suppression
from undersigned.outbox.models import Message, Return, Suppression
from undersigned.outbox.returns.kinds import ARRIVED, Kind
from undersigned.outbox.suppression import Stop

RESTS = timedelta(days=30)
REASONS = {Kind.HARD: Suppression.Reason.BOUNCED, Kind.COMPLAINT: Suppression.Reason.COMPLAINED}
_OF_LETTERS = REASONS | {Kind.LEFT: Suppression.Reason.UNSUBSCRIBED}
_BATCH = 500


def unsettled(about: Return.About) -> list[Return]:
    """Some that those whom it concerns have not taken yet, oldest first."""
    rows = Return.objects.filter(about=about, settled_at=None).order_by("id")
    return list(rows[:_BATCH])


def settled(batch: Sequence[Return], *, at: datetime) -> int:
    """They were taken; in the caller's transaction."""
    return Return.objects.filter(pk__in=[one.pk for one in batch]).update(settled_at=at)


def settle_due(*, at: datetime) -> int:
    """The clock's entry: letters that came back, and what that says of their addresses."""
    batch = unsettled(Return.About.LETTER)
    return _settle(batch, at=at) if batch else 0


@transaction.atomic
def _settle(batch: Sequence[Return], *, at: datetime) -> int:
    about = {one.about_uuid: one for one in batch}
    letters = Message.objects.filter(uuid__in=about)
    of_organisations = letters.filter(organisation__isnull=False)
    named = of_organisations.values_list("uuid", "organisation_id", "to_address")
    suppression.suppress(
        [
            Stop(
                organisation_id=organisation_id,
                canonical=canonical_address(address),
                reason=_OF_LETTERS[Kind(about[uuid].kind)],
            )
            for uuid, organisation_id, address in named
            if about[uuid].kind in _OF_LETTERS
        ],
        at=at,
    )
    sent = letters.filter(state=Message.State.SENT)
    failures = sorted(
        (one for one in batch if one.kind not in ARRIVED), key=lambda one: one.kind
    )
    for kind, ones in groupby(failures, key=lambda one: one.kind):  # a query a kind
        words = str(Return.Kind(kind).label)
        uuids = [one.about_uuid for one in ones]
        sent.filter(uuid__in=uuids).update(state=Message.State.RETURNED, reply=words)
    return settled(batch, at=at)


def wake_due(*, at: datetime) -> int:
    """The clock's entry: addresses that rested long enough may be mailed again."""
    rested = Suppression.objects.filter(reason=Suppression.Reason.RESTING, at__lt=at - RESTS)
    some = list(rested.values_list("pk", flat=True)[:_BATCH])
    return Suppression.objects.filter(pk__in=some).delete()[0]
