"""Finds whom we know of a batch of rows, and whom of them the organisation may not mail."""

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Q

from undersigned.lib import bulk
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing.deciding import Earlier, Known, Person
from undersigned.supporters.importing.rows import CARRIED
from undersigned.supporters.models import (
    Import,
    ImportedPerson,
    Supporter,
    SupporterEmail,
)

_COLUMNS = (
    "canonical_address", "address_hash", "email", "slot", "created_at", "changed_at", "fields",
    "email_consent", "pk",
)  # fmt: skip
_OWN = len(_COLUMNS)
EVERYWHERE: Final = Q()


def look(
    batch: Import, hashes: dict[str, str], *, inside: Q = EVERYWHERE, locked: bool = False
) -> Known:
    """Of mailboxes with their hashes. Ten queries at most, whatever the number.

    `inside`: whom the file may touch at all.
    `locked`: whoever is known stays as they are until the caller's transaction is over. Who
    unsubscribes at that very moment comes after it, and is not subscribed again by it.
    """
    organisation_id = batch.organisation_id
    further = _further(organisation_id, list(hashes))
    known_people = bulk.find(
        Supporter, "canonical_address", [*hashes, *further.values()],
        organisation_id=organisation_id,
    )  # fmt: skip
    people: dict[str, list[Person]] = {}
    known = _people(known_people, locked=locked)
    # A row may name a further address of somebody: then their first one may be stopped too.
    asked = set(hashes.values()) | {person.hash for person in known}
    stops = _stops(organisation_id, list(asked))
    earlier, within = _earlier(batch, known), _within(known_people, inside)
    for person in known:
        person.seen = person.pk in earlier
        person.outside = person.pk not in within and not (
            person.seen and earlier[person.pk].is_new
        )
        people.setdefault(person.canonical, []).append(person)
    return Known(
        people=people,
        stops=stops,
        hashes=hashes,
        earlier=earlier,
        further=further,
    )


def _people(ids: Sequence[int], *, locked: bool) -> list[Person]:
    if not ids:
        return []
    found = Supporter.objects.filter(pk__in=ids).order_by("pk")  # two imports lock in one order
    if locked:
        found = found.select_for_update(no_key=True)
    rows = [_person(values) for values in found.values_list(*_COLUMNS, *CARRIED)]
    return sorted(rows, key=lambda person: person.slot)


def _within(ids: Sequence[int], inside: Q) -> set[int]:
    """Whom of them the file may touch."""
    if not inside or not ids:
        return set(ids)
    return set(Supporter.objects.filter(inside, pk__in=ids).values_list("pk", flat=True))


def _stops(organisation_id: int, hashes: list[str]) -> dict[str, str]:
    """Why which of the addresses must not be mailed; one that only rests may be, later."""
    stops = Suppression.objects.filter(organisation_id=organisation_id).exclude(
        reason=Suppression.Reason.RESTING
    )
    if not stops.exists():
        return {}
    known = bulk.find(Suppression, "address_hash", hashes, organisation_id=organisation_id)
    return dict(stops.filter(pk__in=known).values_list("address_hash", "reason"))


def _further(organisation_id: int, mailboxes: list[str]) -> dict[str, str]:
    """The first mailbox of whoever has one of these as a further one."""
    if not SupporterEmail.objects.filter(organisation_id=organisation_id).exists():
        return {}
    known = bulk.find(
        SupporterEmail, "canonical_address", mailboxes, organisation_id=organisation_id
    )
    if not known:
        return {}
    rows = SupporterEmail.objects.filter(pk__in=known)
    return dict(rows.values_list("canonical_address", "supporter__canonical_address"))


def _earlier(batch: Import, known: Sequence[Person]) -> dict[int, Earlier]:
    if not known:
        return {}
    there = ImportedPerson.objects.filter(batch=batch, supporter__in=[p.pk for p in known])
    rows = there.values_list("pk", "supporter_id", "is_new", "changes")
    return {supporter: Earlier(pk, is_new, changes) for pk, supporter, is_new, changes in rows}


def _person(values: tuple[Any, ...]) -> Person:
    """Of a row of _COLUMNS and CARRIED."""
    canonical, hashed, email, slot, created, changed, fields, consent, pk = values[:_OWN]
    return Person(
        canonical, hashed, email, slot, values[_OWN:], created, changed, fields, consent, pk
    )
