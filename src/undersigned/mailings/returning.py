"""Bounces and complaints about mailings: kept with the recipient, heeded for the address."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction
from django.db.models import Count

from undersigned.mailings import unsubscribing
from undersigned.mailings.models import Recipient
from undersigned.outbox import suppression
from undersigned.outbox.models import Return
from undersigned.outbox.returns import settling
from undersigned.outbox.returns.kinds import SOFT, Kind
from undersigned.outbox.suppression import Reason, Stop
from undersigned.supporters.models import Consent

SOFT_COUNTS = timedelta(days=60)  # a soft bounce counts so long
SOFT_LIMIT = 4  # so many, and the address rests
State = Recipient.State


def settle_due(*, at: datetime) -> int:
    """The clock's entry: takes what came back; how many."""
    batch = settling.unsettled(Return.About.RECIPIENT)
    return _settle(batch, at=at) if batch else 0


@transaction.atomic
def _settle(batch: Sequence[Return], *, at: datetime) -> int:
    _unsubscribe([one for one in batch if one.kind == Kind.LEFT], at=at)
    kinds = _strongest([one for one in batch if one.kind != Kind.LEFT])
    rows = Recipient.objects.filter(uuid__in=kinds)
    for kind, group in groupby(sorted(kinds, key=lambda u: kinds[u]), key=lambda u: kinds[u]):
        chosen = rows.filter(uuid__in=list(group)).exclude(returned=Kind.COMPLAINT)
        chosen.update(returned=kind, returned_at=at)  # a query a kind
    found = list(rows.values_list("uuid", "organisation_id", "canonical_address"))
    stops = [
        Stop(organisation_id=org, canonical=address, reason=settling.REASONS[kinds[uuid]])
        for uuid, org, address in found
        if kinds[uuid] in settling.REASONS
    ]
    soft = {(org, address) for uuid, org, address in found if kinds[uuid] in SOFT}
    suppression.suppress([*stops, *_tired(soft, at=at)], at=at)
    return settling.settled(batch, at=at)


def _unsubscribe(batch: Sequence[Return], *, at: datetime) -> None:
    """By the provider's own link; a few, if ever, for every mailing has ours."""
    rows = Recipient.objects.filter(uuid__in=[one.about_uuid for one in batch])
    for recipient in rows.select_related("mailing"):
        unsubscribing.unsubscribe(recipient=recipient, how=Consent.How.LINK, at=at)


def _strongest(batch: Sequence[Return]) -> dict[object, Kind]:
    """One kind a recipient: a complaint, else what came last."""
    kinds: dict[object, Kind] = {}
    for one in batch:
        if kinds.get(one.about_uuid) != Kind.COMPLAINT:
            kinds[one.about_uuid] = Kind(one.kind)
    return kinds


def _tired(addresses: set[tuple[int, str]], *, at: datetime) -> list[Stop]:
    """Those whose mail came back softly again and again. Two queries at most."""
    if not addresses:
        return []
    counts = (
        Recipient.objects.filter(
            organisation_id__in={org for org, _address in addresses},
            canonical_address__in={address for _org, address in addresses},
            returned__in=SOFT,
            returned_at__gt=at - SOFT_COUNTS,
        )
        .values_list("organisation_id", "canonical_address")
        .annotate(number=Count("pk"))
        .filter(number__gte=SOFT_LIMIT)
    )
    return [
        Stop(organisation_id=org, canonical=address, reason=Reason.RESTING)
        for org, address, _number in counts
    ]
