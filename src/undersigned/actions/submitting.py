"""Writes down what was typed, durably, before it is answered; the worker makes sense of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from undersigned.actions.models import Submission
from undersigned.guard import counting
from undersigned.guard.limits import Limit
from undersigned.lib.grouping import BusyError, Group

__all__ = ["BusyError", "Typed", "submit"]

Kind = Submission.Kind


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A form as it was sent, and what it counts towards."""

    campaign_id: int
    kind: Submission.Kind
    payload: Mapping[str, object]
    network: str
    at: datetime
    counts: Sequence[tuple[Limit, str]] = ()
    uuid: UUID = field(default_factory=uuid4)


def submit(typed: Typed) -> UUID:
    """Returns once it is on the disk. Raises BusyError when too many wait."""
    return _group.commit(typed)


@transaction.atomic
def write(batch: Sequence[Typed]) -> list[UUID]:
    """One row each, and what they count towards, in one transaction."""
    Submission.objects.bulk_create(_row(typed) for typed in batch)
    counting.add([pair for typed in batch for pair in typed.counts], at=batch[0].at)
    return [typed.uuid for typed in batch]


def _row(typed: Typed) -> Submission:
    return Submission(
        uuid=typed.uuid,
        campaign_id=typed.campaign_id,
        kind=typed.kind,
        payload=typed.payload,
        network=typed.network,
        at=typed.at,
    )


_group: Group[Typed, UUID] = Group(write, name="submissions")
