"""Finds whom we know of a batch of rows, and whom of them the organisation may not mail."""

from collections.abc import Sequence

from undersigned.lib import bulk
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import deciding
from undersigned.supporters.importing.deciding import CARRIED, Earlier, Known, Person
from undersigned.supporters.importing.rows import Row
from undersigned.supporters.models import Import, ImportedPerson, Supporter

_COLUMNS = (
    "canonical_address", "address_hash", "email", "slot", "created_at", "pk", "uuid",
    "email_consent", "fields", "changed_at", "version",
)  # fmt: skip


def look(batch: Import, rows: Sequence[Row]) -> Known:
    """Five queries at most, whatever the number."""
    organisation_id = batch.organisation_id
    hashes = deciding.hashes(rows)
    known_stops = bulk.find(
        Suppression, "address_hash", list(hashes.values()), organisation_id=organisation_id
    )
    stops = Suppression.objects.filter(pk__in=known_stops)
    known_people = bulk.find(
        Supporter, "canonical_address", list(hashes), organisation_id=organisation_id
    )
    found = Supporter.objects.filter(pk__in=known_people).order_by("slot")
    people: dict[str, list[Person]] = {}
    known = [_person(values) for values in found.values_list(*_COLUMNS, *CARRIED)]
    earlier = _earlier(batch, known)
    for person in known:
        person.seen = person.pk in earlier
        people.setdefault(person.canonical, []).append(person)
    return Known(
        people=people,
        stops=dict(stops.values_list("address_hash", "reason")),
        hashes=hashes,
        earlier=earlier,
    )


def _earlier(batch: Import, known: Sequence[Person]) -> dict[int, Earlier]:
    if not known:
        return {}
    there = ImportedPerson.objects.filter(batch=batch, supporter__in=[p.pk for p in known])
    rows = there.values_list("pk", "supporter_id", "is_new", "changes")
    return {supporter: Earlier(pk, is_new, changes) for pk, supporter, is_new, changes in rows}


def _person(values: tuple) -> Person:  # type: ignore[type-arg]  # a row of _COLUMNS
    canonical, hashed, email, slot, created, pk, uuid, consent, fields, changed, version = (
        values[: len(_COLUMNS)]
    )
    return Person(
        canonical=canonical, hash=hashed, email=email, slot=slot, created_at=created, pk=pk,
        uuid=str(uuid), consent=consent, fields=fields, changed_at=changed, version=version,
        values=dict(zip(CARRIED, values[len(_COLUMNS) :], strict=True)),
    )  # fmt: skip
