"""After 30 days an import can no longer be undone: what was there before it is forgotten."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from undersigned.supporters.importing import storing
from undersigned.supporters.models import Import, ImportedPerson, ImportedStop, ImportProblem
from undersigned.supporters.models.imports import UNDO_FOR

State = Import.State
_SIZE = 1000
_LEFT_AFTER = timedelta(days=7)  # a file that nobody went on with


def forget_due(*, at: datetime) -> int:
    """A batch of what is over; who stood in the file stays known, for its segments."""
    return _drop_left(at=at) + _forget_old(at=at)


def _drop_left(*, at: datetime) -> int:
    waiting = Import.objects.filter(
        Q(state__in=(State.NEW, State.CHECKED)) | Q(state=State.FAILED, started_at=None),
        created_at__lt=at - _LEFT_AFTER,
    )
    dropped = 0
    for batch in waiting[:100]:  # each has a file
        rows = Import.objects.filter(pk=batch.pk, state=batch.state)
        if rows.update(state=State.DROPPED, sample=[]):
            storing.forget(batch)
            dropped += 1
    return dropped


def _forget_old(*, at: datetime) -> int:
    done = 0
    old = Import.objects.filter(
        state__in=(State.DONE, State.FAILED), started_at__lt=at - UNDO_FOR, expired=False
    ).exclude(finished_at__gte=at - UNDO_FOR)
    for batch in old[:10]:
        done += _forget(batch)
    return done


@transaction.atomic
def _forget(batch: Import) -> int:
    changed = ImportedPerson.objects.filter(batch=batch).exclude(changes={})
    done = changed.filter(pk__in=_some(changed)).update(changes={})
    for rows in (
        ImportedStop.objects.filter(batch=batch),
        ImportProblem.objects.filter(batch=batch),
    ):
        done += rows.filter(pk__in=_some(rows)).delete()[0]
    if not done:
        storing.forget(batch, problems=True)
        Import.objects.filter(pk=batch.pk).update(expired=True)
        return 1
    return done


def _some(rows: QuerySet) -> list[int]:  # type: ignore[type-arg]  # of any of them
    return list(rows.values_list("pk", flat=True)[:_SIZE])
