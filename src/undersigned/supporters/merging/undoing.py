"""Takes a merge back, for 30 days: the last of a person's merges first."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters import journal, rooms
from undersigned.supporters.models import Merge, MergeStep, Supporter

UNDO_FOR = timedelta(days=30)
_SIZE = 200


class TooLateError(Exception):
    """It was taken back already, or its 30 days are over."""


class LaterMergeError(Exception):
    """The person was merged again since: `merge` has to be taken back first."""

    def __init__(self, merge: Merge) -> None:
        super().__init__("A later merge has to be undone first.")
        self.merge = merge


class TakenError(Exception):
    """Somebody else has the place of the record that would come back."""


def may_undo(row: Merge, *, at: datetime) -> bool:
    return row.undone_at is None and not row.expired and at < row.at + UNDO_FOR


def undo(*, organisation_id: int, uuid: UUID, at: datetime, by: Actor) -> Merge:
    """Raises TooLateError, LaterMergeError and TakenError; then nothing has changed."""
    try:
        with transaction.atomic():
            return _undo(organisation_id, uuid, at=at, by=by)
    except IntegrityError as error:
        raise TakenError from error


def _undo(organisation_id: int, uuid: UUID, *, at: datetime, by: Actor) -> Merge:
    rows = Merge.objects.select_for_update(of=("self",)).select_related("supporter")
    row = rows.get(organisation_id=organisation_id, uuid=uuid)
    if not may_undo(row, at=at):
        raise TooLateError
    later = Merge.objects.filter(supporter=row.supporter, undone_at=None, pk__gt=row.pk)
    newest = later.order_by("-pk").first()
    if newest is not None:
        raise LaterMergeError(newest)
    Supporter.objects.select_for_update().get(pk=row.supporter_id)
    for step in MergeStep.objects.filter(merge=row).order_by("-pk"):
        if step.kind == MergeStep.Kind.TOLD:
            rooms.take_back(step.table, step.rows[0], at=at)
        else:
            journal.take_back(step)
    MergeStep.objects.filter(merge=row).delete()
    Merge.objects.filter(pk=row.pk).update(undone_at=at, undone_by_label=by.label[:200])
    auditing.record(
        organisation_id=organisation_id, at=at, by=by, verb="took apart again",
        subject=("two supporters", f"supporter:{row.kept}"),
    )  # fmt: skip
    return row


def forget_due(*, at: datetime) -> int:
    """For the clock: after 30 days what was there before is forgotten."""
    old = Merge.objects.filter(expired=False, undone_at=None, at__lt=at - UNDO_FOR)
    ids = list(old.values_list("pk", flat=True)[:_SIZE])
    if ids:
        with transaction.atomic():
            MergeStep.objects.filter(merge__in=ids).delete()
            Merge.objects.filter(pk__in=ids).update(expired=True)
    return len(ids)
