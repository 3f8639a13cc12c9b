"""Staff know that two are two: remembered, and taken back."""

from datetime import datetime

from django.db import transaction

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters.models import LikelyDuplicate


@transaction.atomic
def dismiss(*, organisation_id: int, pk: int, at: datetime, by: Actor) -> bool:
    """These are two people; False when somebody has said so, or merged them, already."""
    rows = LikelyDuplicate.objects.filter(organisation_id=organisation_id, pk=pk)
    changed = rows.filter(dismissed_at=None).update(
        dismissed_at=at, dismissed_by_label=by.label[:200]
    )
    if changed:
        _record(organisation_id, pk, verb="told apart", at=at, by=by)
    return bool(changed)


@transaction.atomic
def take_back(*, organisation_id: int, pk: int, at: datetime, by: Actor) -> bool:
    """They may be one after all."""
    rows = LikelyDuplicate.objects.filter(organisation_id=organisation_id, pk=pk)
    changed = rows.exclude(dismissed_at=None).update(dismissed_at=None, dismissed_by_label="")
    if changed:
        _record(organisation_id, pk, verb="no longer tells apart", at=at, by=by)
    return bool(changed)


def _record(organisation_id: int, pk: int, *, verb: str, at: datetime, by: Actor) -> None:
    auditing.record(
        organisation_id=organisation_id, at=at, by=by, verb=verb,
        subject=("two supporters", f"likely-duplicate:{pk}"),
    )  # fmt: skip
