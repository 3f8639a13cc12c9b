"""Writes what was decided about a batch: a statement a table, in the caller's transaction."""

from collections.abc import Sequence
from typing import Any

from undersigned.lib import bulk, uuids
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import owning, owning_more
from undersigned.supporters.importing.deciding import Earlier, Known, Person, Plan
from undersigned.supporters.importing.meaning import Terms
from undersigned.supporters.importing.rows import AT, CARRIED
from undersigned.supporters.models import (
    Consent,
    Field,
    Import,
    ImportedPerson,
    ImportedStop,
    ImportProblem,
    Note,
    PastAct,
    Supporter,
    Tag,
    Tagging,
)

_NEW = (
    "id", "organisation", "uuid", "canonical_address", "address_hash", "slot", "email",
    *CARRIED, "first_confirmed_at", "email_consent", "fields", "created_at", "changed_at",
    "version", "primary",
)  # fmt: skip
_CHANGED = (*CARRIED, "email_consent", "fields", "created_at", "changed_at")
CONSENT = (
    "organisation", "supporter", "channel", "said", "how", "wording", "reason", "source",
    "by_label", "at", "batch",
)  # fmt: skip


_GIVEN = str(Consent.Said.GIVEN)
_EMAIL, _IMPORT = str(Consent.Channel.EMAIL), str(Consent.How.IMPORT)


class Tags:
    """The ids of tags by their names; new ones are made."""

    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id
        self._ids: dict[str, int] = {}

    def ids(self, names: set[str]) -> dict[str, int]:
        missing = [name for name in names if name not in self._ids]
        if missing:
            ours = Tag.objects.filter(organisation_id=self._organisation_id, name__in=missing)
            rows = [Tag(organisation_id=self._organisation_id, name=name) for name in missing]
            Tag.objects.bulk_create(rows, ignore_conflicts=True)
            self._ids |= dict(ours.values_list("name", "pk"))
        return self._ids

    def forget(self) -> None:
        """After a transaction that came to nothing: what was made in it is gone."""
        self._ids.clear()


def write(batch: Import, plan: Plan, there: Known, terms: Terms, tags: Tags) -> None:
    """All of the plan. Nothing is read back: new ids are reserved before."""
    people = list(plan.people.values())
    new = [person for person in people if person.is_new]
    for person, pk in zip(new, bulk.reserve(Supporter, len(new)) if new else (), strict=True):
        person.pk = pk
    organisation_id = batch.organisation_id
    if new:
        pairs = zip(new, uuids.fresh(len(new)), strict=True)
        rows = [_new(*pair, organisation_id) for pair in pairs]
        bulk.insert(Supporter, _NEW, rows)
    known = [person for person in people if not person.is_new]
    changed = [person for person in known if person.before]
    if changed:
        bulk.update(Supporter, _CHANGED, map(_changed, changed), add=["version"])
    _consents(people, batch)
    _taggings(people, batch, terms, tags)
    _acts(people, batch)
    _own(new, organisation_id)
    _remember(new, known, there.earlier, batch)
    _stops(plan, batch, terms)
    problems = [(batch.pk, line, reason, refused) for line, reason, refused in plan.problems]
    if problems:
        bulk.insert(ImportProblem, ("batch", "line", "reason", "refused"), problems)
    fields(organisation_id, plan.labels, plan.kinds)


def fields(
    organisation_id: int, labels: dict[str, str], kinds: dict[str, list[Any]] | None = None
) -> None:
    """Makes the custom fields that are not there."""
    known = kinds or {}
    if labels:
        rows = [
            Field(
                organisation_id=organisation_id,
                key=key,
                label=label,
                kind=known[key][0] if key in known else Field.Kind.TEXT,
                options=known[key][1] if key in known else [],
            )
            for key, label in labels.items()
        ]
        Field.objects.bulk_create(rows, ignore_conflicts=True)


def _new(person: Person, uuid: str, organisation_id: int) -> tuple[Any, ...]:
    own = person.own
    return (
        person.pk, organisation_id, own.uuid.hex if own else uuid, person.canonical,
        person.hash, person.slot, person.email, *person.values,
        own.first_confirmed_at if own else None, person.consent, person.fields,
        person.created_at, person.changed_at, own.version if own else 1,
        own.primary if own else None,
    )  # fmt: skip


def _changed(person: Person) -> tuple[Any, ...]:
    return (
        *person.values, person.consent, person.fields, person.created_at, person.changed_at,
        person.pk,
    )  # fmt: skip


def _consents(people: Sequence[Person], batch: Import) -> None:
    rows = [
        (
            batch.organisation_id, person.pk, _EMAIL, said, _IMPORT,
            "", batch.basis if said == _GIVEN else "", batch.file_name,
            batch.by_label, at, batch.pk,
        )
        for person in people
        for said, at in person.consents
    ]  # fmt: skip
    rows += [
        (
            batch.organisation_id, person.pk, said["channel"], said["said"], said["how"],
            said["wording"], said["reason"], said["source"], said["by_label"], said["at"],
            batch.pk,
        )
        for person in people
        if person.own
        for said in person.own.consents
    ]  # fmt: skip
    if rows:
        bulk.insert(Consent, CONSENT, rows)


def _taggings(people: Sequence[Person], batch: Import, terms: Terms, tags: Tags) -> None:
    ids = tags.ids({name for person in people for name in person.tags})
    names = ("tag", "supporter", "at", "batch")
    for is_new in (True, False):
        rows = [
            (ids[name], person.pk, terms.at, batch.pk)
            for person in people
            if person.is_new == is_new and person.own is None
            for name in person.tags
        ]
        rows += [
            (ids[name], person.pk, at, batch.pk)
            for person in people
            if person.is_new == is_new and person.own is not None
            for name, at in _tagged(person, person.own, terms)
        ]
        if rows:
            bulk.insert(Tagging, names, rows, ignore_conflicts=not is_new)


def _tagged(person: Person, own: owning.Own, terms: Terms) -> list[tuple[str, Any]]:
    when = dict(own.tags)
    return [(name, when.get(name, terms.at)) for name in person.tags]


def _acts(people: Sequence[Person], batch: Import) -> None:
    names = ("organisation", "supporter", "kind", "title", "at", "batch")
    for is_new in (True, False):
        rows = [
            (batch.organisation_id, person.pk, kind, title, at, batch.pk)
            for person in people
            if person.is_new == is_new
            for kind, title, at in person.acts
        ]
        if rows:
            bulk.insert(PastAct, names, rows, ignore_conflicts=not is_new)


def _own(new: Sequence[Person], organisation_id: int) -> None:
    rows = [
        (person.pk, text, by, at)
        for person in new
        if person.own
        for text, by, at in person.own.notes
    ]
    if rows:
        bulk.insert(Note, ("supporter", "text", "by_label", "at"), rows)
    more = [(person.pk, person.own.more) for person in new if person.own]
    if more:
        owning_more.write(more, organisation_id)


def _remember(
    new: Sequence[Person],
    known: Sequence[Person],
    earlier: dict[int, Earlier],
    batch: Import,
) -> None:
    """What was changed of whom, for undoing; what an earlier row changed keeps its before."""
    names = ("batch", "supporter", "is_new", "changes")
    fresh: list[tuple[Any, ...]] = [(batch.pk, p.pk, True, {}) for p in new]
    fresh += [(batch.pk, p.pk, False, _changes(p)) for p in known if p.pk not in earlier]
    if fresh:
        bulk.insert(ImportedPerson, names, fresh)
    again = [
        (_joined(earlier[p.pk].changes, _changes(p)), earlier[p.pk].pk)
        for p in known
        if p.before and p.pk in earlier and not earlier[p.pk].is_new
    ]
    if again:
        bulk.update(ImportedPerson, ("changes",), again)


def _changes(person: Person) -> dict[str, list[Any]]:
    return {
        name: [_plain(before), _plain(_now(person, name))]
        for name, before in (person.before or {}).items()
    }


def _now(person: Person, name: str) -> object:
    if name in AT:
        return person.values[AT[name]]
    return person.consent if name == "email_consent" else getattr(person, name)


def _plain(value: Any) -> Any:  # noqa: ANN401  a field's value, as JSON
    return value.isoformat() if hasattr(value, "isoformat") else value


def _joined(first: dict[str, list[Any]], second: dict[str, list[Any]]) -> dict[str, list[Any]]:
    return {
        name: [(first.get(name) or second[name])[0], (second.get(name) or first[name])[1]]
        for name in first.keys() | second.keys()
    }


def _stops(plan: Plan, batch: Import, terms: Terms) -> None:
    if not plan.stops:
        return
    times = {
        person.hash: person.own.never_mail_at
        for person in plan.people.values()
        if person.own and person.own.never_mail_at
    }
    rows = [
        (batch.organisation_id, hashed, reason, times.get(hashed, terms.at))
        for hashed, reason in plan.stops.items()
    ]
    names = ("organisation", "address_hash", "reason", "at")
    Suppression.objects.filter(
        organisation_id=batch.organisation_id, address_hash__in=plan.stops,
        reason=Suppression.Reason.RESTING,
    ).delete()  # fmt: skip
    bulk.insert(Suppression, names, rows, ignore_conflicts=True)
    made = [(batch.pk, hashed) for hashed in plan.stops]
    bulk.insert(ImportedStop, ("batch", "address_hash"), made)
