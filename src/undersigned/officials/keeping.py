"""The library of decision makers: who they are, how to reach them, what they said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import models, transaction
from django.db.models import ProtectedError

from undersigned.officials.models import Contact, DecisionMaker, Statement
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation


class InUseError(ValueError):
    """Something hangs on it. Names what."""


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    contacts: Sequence[tuple[str, str]] = (),
    at: datetime,
    by: auditing.Actor,
) -> DecisionMaker:
    """`contacts` are pairs of kind and value."""
    person = DecisionMaker.objects.create(
        **{**values, "organisation": organisation, "created_at": at}
    )
    _write_contacts(person, contacts)
    _record(person, verb="added", at=at, by=by, after=values)
    return person


@transaction.atomic
def change(
    *,
    person: DecisionMaker,
    version: int,
    values: Mapping[str, object],
    contacts: Sequence[tuple[str, str]],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """Raises ChangedMeanwhileError."""
    old = [f"{kind}: {value}" for kind, value in contacts_of(person)]
    new = [f"{kind}: {value}" for kind, value in contacts]
    if saving.change(
        person, version=version, values=values, beside={"contacts": (old, new)},
        organisation_id=person.organisation_id, subject=_subject(person), at=at, by=by,
    ):  # fmt: skip
        person.contacts.all().delete()
        _write_contacts(person, contacts)


def contacts_of(person: DecisionMaker) -> list[tuple[str, str]]:
    return list(person.contacts.order_by("pk").values_list("kind", "value"))


def _write_contacts(person: DecisionMaker, contacts: Sequence[tuple[str, str]]) -> None:
    Contact.objects.bulk_create(
        Contact(decision_maker=person, kind=kind, value=value) for kind, value in contacts
    )


@transaction.atomic
def remove(*, person: DecisionMaker, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError when a campaign targets them or a statement of theirs is recorded."""
    if person.statements.exists():
        raise InUseError(str(person.statements.count()))
    _delete(person)
    _record(person, verb="removed", at=at, by=by, before={"name": person.name})


def _delete(row: models.Model) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as error:
        raise InUseError(
            ", ".join(sorted(str(one) for one in error.protected_objects))
        ) from error


def _subject(person: DecisionMaker) -> tuple[str, str]:
    return f"decision maker {person.name}", f"decision-maker:{person.pk}"


def _record(
    person: DecisionMaker,
    *,
    verb: str,
    at: datetime,
    by: auditing.Actor,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    auditing.record(
        organisation_id=person.organisation_id, at=at, by=by, verb=verb,
        subject=_subject(person), before=before, after=after,
    )  # fmt: skip


@transaction.atomic
def add_statement(
    *, person: DecisionMaker, values: Mapping[str, object], at: datetime, by: auditing.Actor
) -> Statement:
    statement = Statement.objects.create(
        **{**values, "decision_maker": person, "created_at": at}
    )
    record_statement(statement, verb="added", at=at, by=by, after=values)
    return statement


@transaction.atomic
def change_statement(
    *, statement: Statement, values: Mapping[str, object], at: datetime, by: auditing.Actor
) -> None:
    before, after = auditing.changes(
        {name: getattr(statement, name) for name in values}, values
    )
    if after:
        Statement.objects.filter(pk=statement.pk).update(**values)
        record_statement(statement, verb="changed", at=at, by=by, before=before, after=after)


def record_statement(
    statement: Statement,
    *,
    verb: str,
    at: datetime,
    by: auditing.Actor,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """The row of the trail about a statement; also for what rooms above hang on it."""
    person = statement.decision_maker
    auditing.record(
        organisation_id=person.organisation_id, at=at, by=by, verb=verb,
        subject=(f"statement by {person.name}", f"statement:{statement.pk}"),
        before=before, after=after,
    )  # fmt: skip
