"""Saves what a member changed in one record: the later of two is told, the trail notes it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import models, transaction

from undersigned.organisations import auditing
from undersigned.organisations.describing import ChangedMeanwhileError


@transaction.atomic
def change(
    row: models.Model,
    *,
    version: int,
    values: Mapping[str, object],
    organisation_id: int,
    subject: tuple[str, object],
    at: datetime,
    by: auditing.Actor,
    beside: Mapping[str, tuple[object, object]] | None = None,
) -> bool:
    """Whether anything differed. Raises ChangedMeanwhileError if `version` is not the newest.

    The row has a `version`. `beside` names what changes in other tables along with it, each
    before and after: the caller writes that, in the same transaction, when this answers True.
    """
    rows = type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001  Django's own name
    now = rows.values("version", *values).get()
    newest = now.pop("version")
    parts = beside or {}
    before, after = auditing.changes(
        now | {name: pair[0] for name, pair in parts.items()},
        dict(values) | {name: pair[1] for name, pair in parts.items()},
    )
    if newest != version:
        raise ChangedMeanwhileError(before, version=newest)
    if not after:
        return False
    if not rows.filter(version=version).update(**values, version=version + 1):
        raise ChangedMeanwhileError(before, version=version + 1)
    auditing.record(
        organisation_id=organisation_id,
        at=at,
        by=by,
        verb="changed",
        subject=subject,
        before=before,
        after=after,
    )
    return True
