"""What a member does with an import: takes a file, matches, starts, stops, undoes, drops it."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters.importing import storing
from undersigned.supporters.matching import guessing
from undersigned.supporters.matching.targets import BY_NAME, FIELD
from undersigned.supporters.models import Import
from undersigned.supporters.models.imports import UNDO_FOR

State = Import.State
_WAITING = (State.NEW, State.CHECKED, State.CHECKING)


class MappingError(ValueError):
    """The columns cannot be matched so; the text says what is wrong, for people."""


class BasisError(MappingError):
    """Nobody said how the people of the file agreed."""


class TooLateError(Exception):
    """It is not in the state for that any more; the page shows in which."""


def take(
    *,
    organisation_id: int,
    kind: Import.Kind,
    file_name: str,
    store: Callable[[Import], None],
    at: datetime,
    by: Actor,
) -> Import:
    """A file on the server, with its columns matched as well as we can. Raises FileError.

    `store` writes the file down for the import it is given.
    """
    name = file_name.replace("\\", "/").rpartition("/")[2][-200:] or "list"
    batch = Import(
        organisation_id=organisation_id, uuid=uuid.uuid4(), kind=kind, file_name=name, size=0,
        by_label=by.label, by_id_text=by.id, created_at=at,
    )  # fmt: skip
    try:
        store(batch)
        _look(batch)
        batch.save(force_insert=True)
    except BaseException:  # whatever it was: nobody would ever delete a file without its import
        storing.forget(batch)
        raise
    return batch


def _look(batch: Import) -> None:
    """Into the file, as far as its page shows it."""
    batch.size = storing.size(batch)
    table = storing.table(batch)
    guess = guessing.guess(table.names)
    batch.columns, batch.mapping, batch.system = (
        _shown(table.names),
        guess.mapping,
        guess.system,
    )
    batch.sample = [_shown(row) for row in table.sample()]
    batch.unread = _shown(table.unread())
    if not _is_own(batch.mapping):
        _match_as_before(batch)


def _match_as_before(batch: Import) -> None:
    """As the newest finished import whose header is the same: a list that comes each week."""
    same = Import.objects.filter(
        organisation_id=batch.organisation_id, kind=batch.kind, state=State.DONE,
        columns=batch.columns,
    )  # fmt: skip
    before = same.order_by("-finished_at").first()
    if before is not None:
        batch.mapping, batch.matched_as = before.mapping, before.finished_at
        batch.agreed, batch.basis = before.agreed, before.basis


def _shown(cells: Sequence[str]) -> list[str]:
    """A zero byte, which no JSON of PostgreSQL's holds, as the sign for what is unreadable."""
    return [cell.replace("\0", "\N{REPLACEMENT CHARACTER}") for cell in cells]


def match(batch: Import, *, mapping: Sequence[str], agreed: str, basis: str) -> None:
    """What each column is, and who agreed to email; the dry run follows.

    Raises MappingError and TooLateError.
    """
    check_mapping(mapping, columns=batch.columns)
    if agreed != Import.Agreed.NOBODY and not basis.strip() and not _is_own(mapping):
        raise BasisError(
            _("Say how these people agreed to your email. It is kept with each of them.")
        )
    _turn(
        batch, _WAITING, State.CHECKING, mapping=list(mapping), agreed=agreed, done=0,
        basis=basis.strip()[:200], checked={}, started_at=None,
    )  # fmt: skip


def _is_own(mapping: Sequence[str]) -> bool:
    return any(target.startswith(guessing.OWN) for target in mapping)


def check_mapping(mapping: Sequence[str], *, columns: Sequence[str]) -> None:
    """Raises MappingError."""
    if len(mapping) != len(columns):
        raise MappingError(_("The columns are not those of the file. Look at them once more."))
    if _is_own(mapping):
        return
    for chosen in mapping:
        if chosen and chosen not in BY_NAME and not chosen.startswith(FIELD):
            raise MappingError(
                _("“%(name)s” is nothing that a column can be.") % {"name": chosen}
            )
    if "email" not in mapping:
        raise MappingError(
            _("No column is the email address. Choose “Email address” for the one that is.")
        )
    for name, target in BY_NAME.items():
        if not target.several and mapping.count(name) > 1:
            words = _("Only one column can be “%(name)s”. Leave the others out.")
            raise MappingError(words % {"name": target.label})


@transaction.atomic
def start(batch: Import, *, at: datetime, by: Actor) -> None:
    """The worker does it from here. Raises TooLateError."""
    _turn(
        batch, (State.CHECKED,), State.MERGING, done=0, found={}, started_at=at, failure="",
    )  # fmt: skip
    _record(batch, verb="started importing", at=at, by=by)


@transaction.atomic
def stop(batch: Import, *, at: datetime, by: Actor) -> None:
    """Ends it where it is; it can go on, or be undone. Raises TooLateError."""
    _turn(
        batch, (State.MERGING,), State.FAILED, failed_in=State.MERGING, lease_token=None,
        leased_until=None, failure=_("Stopped by %(who)s.") % {"who": by.label},
    )  # fmt: skip
    _record(batch, verb="stopped importing", at=at, by=by)


@transaction.atomic
def go_on(batch: Import, *, at: datetime, by: Actor) -> None:
    """After a fault, from where it was left. Raises TooLateError."""
    _turn(batch, (State.FAILED,), State(batch.failed_in), failure="")
    _record(batch, verb="went on importing", at=at, by=by)


@transaction.atomic
def undo(batch: Import, *, at: datetime, by: Actor) -> None:
    """Takes everything back, for 30 days. Raises TooLateError."""
    if not may_undo(batch, at=at):
        raise TooLateError
    _turn(batch, (State.DONE, State.FAILED), State.UNDOING, done=0, failure="")
    _record(batch, verb="undid the import of", at=at, by=by)


def may_undo(batch: Import, *, at: datetime) -> bool:
    """Whether it is over, or was stopped half way, less than 30 days ago."""
    over = batch.state == State.DONE or (
        batch.state == State.FAILED and batch.failed_in in {State.MERGING, State.UNDOING}
    )
    since = batch.finished_at or batch.started_at
    over = over and not batch.expired
    return over and since is not None and at < since + UNDO_FOR


@transaction.atomic
def drop(batch: Import, *, at: datetime, by: Actor) -> None:
    """Leaves a file that was not imported, and deletes it. Raises TooLateError."""
    if batch.state == State.FAILED and batch.failed_in != State.CHECKING:
        raise TooLateError
    _turn(batch, (*_WAITING, State.FAILED), State.DROPPED, sample=[], lease_token=None,
          leased_until=None)  # fmt: skip
    _record(batch, verb="left", at=at, by=by)
    transaction.on_commit(partial(storing.forget, batch))


def _turn(batch: Import, states: Sequence[State], to: State, **values: Any) -> None:  # noqa: ANN401  of fields
    rows: QuerySet[Import] = Import.objects.filter(pk=batch.pk, state__in=states)
    if rows.update(state=to, **values) != 1:
        raise TooLateError
    batch.refresh_from_db()


def _record(batch: Import, *, verb: str, at: datetime, by: Actor) -> None:
    auditing.record(
        organisation_id=batch.organisation_id,
        at=at,
        by=by,
        verb=verb,
        subject=(f"the list {batch.file_name}", f"import:{batch.uuid}"),
        after={
            "rows": batch.rows, "kind": batch.kind, "agreed": batch.agreed,
            "basis": batch.basis, "fields": [target for target in batch.mapping if target],
        },
    )  # fmt: skip
