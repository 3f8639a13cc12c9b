"""The audit trail: who changed what, when, from what to what; outlives its subjects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

from undersigned.organisations.models import AuditEntry


@dataclass(frozen=True)
class Actor:
    """Who acts: a member ('member:7'), or one of those below. The label is what pages show."""

    id: str
    label: str


CLOCK: Final = Actor(id="clock", label="the clock")
SIGNER: Final = Actor(id="signer", label="the signer")
COMMAND_LINE: Final = Actor(id="command-line", label="the command line")


def record(
    *,
    organisation_id: int | None,
    at: datetime,
    by: Actor,
    verb: str,
    subject: tuple[str, object],
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Writes one row, in the caller's transaction.

    `verb` reads after a person's name: 'changed', 'invited', 'launched'. `subject` is a label
    for people ('campaign Clean Water') and an id for machines ('campaign:7'). About supporters:
    names of fields, never values; the caller keeps to it.
    """
    label, identity = subject
    AuditEntry.objects.create(
        organisation_id=organisation_id,
        at=at,
        actor_label=by.label[:200],
        actor_id=by.id[:80],
        verb=verb[:80],
        subject_label=label[:200],
        subject_id=str(identity)[:80],
        before=_plain(before or {}),
        after=_plain(after or {}),
    )


def changes(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """The two sides of what differs, fit for `record`; both empty if nothing does."""
    names = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in names}, {name: after[name] for name in names}


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain_value(value) for name, value in values.items()}


def _plain_value(value: object) -> object:
    """The value as JSON can hold it; what JSON does not know becomes text."""
    match value:
        case Enum():
            return value.value
        case None | bool() | int() | float() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(name): _plain_value(inner) for name, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_plain_value(inner) for inner in value]
        case _:
            return str(value)
