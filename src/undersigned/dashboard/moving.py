"""An imported list and the two audiences that it leaves: all of it, and who was new."""

from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from undersigned.organisations.auditing import Actor
from undersigned.segments import areas
from undersigned.segments.models import Segment
from undersigned.supporters.importing import running, starting
from undersigned.supporters.models import Import

_LONGEST = 120
CRITERIA = ("in_file", "new_from_file")


@transaction.atomic
def start(batch: Import, *, at: datetime, by: Actor) -> None:
    """Raises TooLateError."""
    starting.start(batch, at=at, by=by)
    if batch.kind == Import.Kind.NEVER_MAIL:
        return
    words = {"file": batch.file_name, "day": f"{at:%Y-%m-%d}"}
    names = (_("All of %(file)s, %(day)s") % words, _("New from %(file)s, %(day)s") % words)
    Segment.objects.bulk_create(
        Segment(
            organisation_id=batch.organisation_id, name=name[:_LONGEST], created_at=at,
            rules=_rules(criterion, batch),
        )
        for name, criterion in zip(names, CRITERIA, strict=True)
    )  # fmt: skip


@transaction.atomic
def undo(batch: Import, *, at: datetime, by: Actor) -> None:
    """Its audiences go too, unless a mailing used one. Raises TooLateError."""
    starting.undo(batch, at=at, by=by)
    for segment in segments(batch):
        try:
            with transaction.atomic():
                segment.delete()
        except ProtectedError:
            continue


def go_on(*, at: datetime) -> int:
    """For the clock: moves one import on, within the area of whoever brought it."""
    return running.go_on(at=at, inside=areas.of_import)


def segments(batch: Import) -> list[Segment]:
    """All of the list, then who was new; as far as they are still there."""
    ours = Segment.objects.filter(organisation_id=batch.organisation_id)
    ours = ours.filter(created_at=batch.started_at or batch.created_at)
    wanted = [_rules(criterion, batch) for criterion in CRITERIA]
    found = [segment for segment in ours if segment.rules in wanted]
    return sorted(found, key=lambda segment: wanted.index(segment.rules))


def _rules(criterion: str, batch: Import) -> dict[str, object]:
    return {"all": [{"criterion": criterion, "value": str(batch.uuid)}]}
