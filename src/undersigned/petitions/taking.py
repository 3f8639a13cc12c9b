"""Takes a form that was read: asks guard whether, and writes it down before it is answered."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from undersigned.actions import submitting
from undersigned.guard import limits, refusing
from undersigned.petitions.reading import Open


class Taken(Enum):
    """What became of it."""

    YES = "on the disk"
    OVER = "too many from this network"
    BUSY = "more waits than can be written in time"


def form(
    opened: Open, payload: Mapping[str, object], *, network: str, at: datetime
) -> submitting.Typed | None:
    """What is to be written down; None when the network has sent too many."""
    counts = [
        (limits.SIGN_NETWORK, network),
        (limits.SIGN_PETITION, f"{opened.petition.pk} {network}"),
    ]
    if any(refusing.is_over(limit, key, at=at) for limit, key in counts):
        return None
    return submitting.Typed(
        campaign_id=opened.campaign.pk,
        kind=submitting.Kind.SIGN,
        payload=payload,
        network=network,
        at=at,
        counts=counts,
    )


def take(opened: Open, payload: Mapping[str, object], *, network: str, at: datetime) -> Taken:
    """Returns once it is on the disk, or says why it is not."""
    typed = form(opened, payload, network=network, at=at)
    if typed is None:
        return Taken.OVER
    try:
        submitting.submit(typed)
    except submitting.BusyError:
        return Taken.BUSY
    return Taken.YES
