"""Writes down what was typed, durably, before it is answered; the worker makes sense of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from undersigned.actions.models import Submission
from undersigned.guard import counting
from undersigned.guard.limits import Limit
from undersigned.lib import bulk
from undersigned.lib.grouping import BusyError, Group

__all__ = ["BusyError", "Typed", "submit"]

Kind = Submission.Kind
_COLUMNS = ("uuid", "campaign", "kind", "payload", "network", "at", "failure")


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
    if not batch:
        return []
    rows = [
        (one.uuid, one.campaign_id, one.kind.value, one.payload, one.network, one.at, "")
        for one in batch
    ]
    bulk.insert(Submission, _COLUMNS, rows)
    counting.add([pair for typed in batch for pair in typed.counts], at=batch[0].at)
    return [typed.uuid for typed in batch]


_group: Group[Typed, UUID] = Group(write, name="submissions")
