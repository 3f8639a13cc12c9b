"""The library of decision makers: who they are, how to reach them, what they said."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from undersigned.officials.models import Contact, DecisionMaker, Statement
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation


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
    _about(person, at=at, by=by).note("added", after=values)
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
        about=_about(person, at=at, by=by),
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
    saving.refuse_if_used(person.statements.all())
    if saving.delete(person):
        _about(person, at=at, by=by).note("removed", before={"name": person.name})


def _about(person: DecisionMaker, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"decision maker {person.name}", f"decision-maker:{person.pk}")
    return saving.About(organisation_id=person.organisation_id, subject=subject, at=at, by=by)


@transaction.atomic
def add_statement(
    *,
    person: DecisionMaker,
    values: Mapping[str, object],
    positions: Mapping[str, str],
    at: datetime,
    by: auditing.Actor,
) -> Statement:
    """`positions` are what the room above hangs on it, for the trail."""
    statement = Statement.objects.create(
        **{**values, "decision_maker": person, "created_at": at}
    )
    about_statement(statement, at=at, by=by).note(
        "added", after={**values, "positions": positions}
    )
    return statement


def change_statement(
    *,
    statement: Statement,
    version: int,
    values: Mapping[str, object],
    positions: tuple[object, object],
    at: datetime,
    by: auditing.Actor,
) -> bool:
    """Whether anything differed. Raises ChangedMeanwhileError.

    `positions`: what the room above hangs on it, before and after; the caller writes it.
    """
    return saving.change(
        statement, version=version, values=values, beside={"positions": positions},
        about=about_statement(statement, at=at, by=by),
    )  # fmt: skip


def about_statement(statement: Statement, *, at: datetime, by: auditing.Actor) -> saving.About:
    """For the rows of the trail; also for what rooms above hang on the statement."""
    person = statement.decision_maker
    subject = (f"statement by {person.name}", f"statement:{statement.pk}")
    return saving.About(organisation_id=person.organisation_id, subject=subject, at=at, by=by)
