"""Who works on an import: a lease that is renewed with each step, and lost by a crash."""

import uuid
from datetime import datetime

from django.db.models import Q

from undersigned.lib import leasing
from undersigned.supporters.models import Import

State = Import.State
MOVING = (State.CHECKING, State.MERGING, State.UNDOING)


class LostError(Exception):
    """Somebody else works on it, or it was stopped: nothing more is written."""


def movable(*, at: datetime) -> Q:
    return Q(state__in=MOVING) & leasing.free(at=at)


def take(batch: uuid.UUID, *, at: datetime) -> Import | None:
    """The import, if it is to be moved and nobody holds it."""
    token = uuid.uuid4()
    rows = Import.objects.filter(movable(at=at), uuid=batch)
    if not rows.update(lease_token=token, leased_until=at + leasing.LEASE):
        return None
    return Import.objects.get(lease_token=token)


def step(batch: Import, **values: object) -> None:
    """Writes how far it is, in the caller's transaction. Raises LostError."""
    held = Import.objects.filter(pk=batch.pk, state=batch.state, lease_token=batch.lease_token)
    until = leasing.now() + leasing.LEASE
    if held.update(leased_until=until, **values) != 1:
        raise LostError


def end(batch: Import, *, state: State, **values: object) -> None:
    """The stage is over. Raises LostError."""
    held = Import.objects.filter(pk=batch.pk, state=batch.state, lease_token=batch.lease_token)
    if held.update(state=state, lease_token=None, leased_until=None, **values) != 1:
        raise LostError


def fail(batch: Import, why: str) -> None:
    """It stays where it is until somebody tries again, drops it or undoes it."""
    held = Import.objects.filter(pk=batch.pk, state=batch.state, lease_token=batch.lease_token)
    held.update(
        state=State.FAILED, failed_in=batch.state, failure=why[:300], lease_token=None,
        leased_until=None,
    )  # fmt: skip
