"""Saves what a member changed in one record: the later of two is told, the trail notes it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.db.models import ProtectedError

from undersigned.lib.versioned import VersionedForm
from undersigned.organisations import auditing
from undersigned.organisations.describing import ChangedMeanwhileError


class InUseError(ValueError):
    """Something hangs on the record that was to be removed. Names what."""


@dataclass(frozen=True, kw_only=True)
class About:
    """The record, as the trail names it; who does something with it, and when."""

    organisation_id: int
    subject: tuple[str, object]
    at: datetime
    by: auditing.Actor

    def note(
        self,
        verb: str,
        *,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> None:
        """One row of the trail, in the caller's transaction."""
        auditing.record(
            organisation_id=self.organisation_id, subject=self.subject, at=self.at, by=self.by,
            verb=verb, before=before, after=after,
        )  # fmt: skip


def saved(form: VersionedForm, save: Callable[[], object]) -> bool:
    """Whether it is saved; if not, the form says so and keeps what is typed."""
    try:
        save()
    except ChangedMeanwhileError as error:
        form.tell(error.theirs, version=error.version)
        return False
    return True


def refuse_if_used(by: Iterable[object]) -> None:
    """Raises InUseError with what uses the record, if anything does."""
    names = sorted(str(one) for one in by)
    if names:
        raise InUseError(", ".join(names))


def delete(row: models.Model) -> bool:
    """Whether it was still there. Raises InUseError with what the database says hangs on it."""
    rows = type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001  Django's own name
    try:
        with transaction.atomic():
            return bool(rows.delete()[0])
    except ProtectedError as error:
        names = ", ".join(sorted(str(one) for one in error.protected_objects))
        raise InUseError(names) from error


@transaction.atomic
def change(
    row: models.Model,
    *,
    version: int,
    values: Mapping[str, object],
    about: About,
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
    about.note("changed", before=before, after=after)
    return True
