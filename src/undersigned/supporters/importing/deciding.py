"""What the rows of a file mean for the people we know. Pure; the import and its dry run agree.

Nobody who unsubscribed, bounced or complained is subscribed by a file. What is empty in the
file erases nothing; of two values the newer counts.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from undersigned.lib.text import canonical_name
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import beside, meaning, owning
from undersigned.supporters.importing.cells import BOUNCED, COMPLAINED, NO
from undersigned.supporters.importing.meaning import GIVEN, NONE, SAID, WITHDRAWN, Act, Terms
from undersigned.supporters.importing.rows import AT, CARRIED, Row
from undersigned.supporters.models import Import
from undersigned.supporters.valuing import Plain

_GIVEN_NAME, _SOURCE = AT["given_name"], AT["source"]

_STOPS = {
    BOUNCED: str(Suppression.Reason.BOUNCED),
    COMPLAINED: str(Suppression.Reason.COMPLAINED),
    NO: str(Suppression.Reason.UNSUBSCRIBED),
}
_ERASED, _UNSUBSCRIBED = str(Suppression.Reason.ERASED), str(Suppression.Reason.UNSUBSCRIBED)


@dataclass(slots=True, eq=False)
class Person:
    """Somebody whom we know, or whom the file brings.

    There are as many as rows: what most of them have none of is made where it is needed.
    """

    canonical: str
    hash: str
    email: str
    slot: int
    values: Sequence[str]  # by rows.CARRIED
    created_at: datetime
    changed_at: datetime | None
    fields: Mapping[str, Plain]
    consent: str = NONE
    pk: int = 0  # 0: new
    is_new: bool = False
    seen: bool = False  # in an earlier row of the file
    outside: bool = False  # of what whoever imports may touch
    tags: Collection[str] = ()
    acts: Collection[Act] = ()
    consents: Sequence[tuple[str, datetime]] = ()
    before: dict[str, object] | None = None  # what was changed
    own: owning.Own | None = None  # of a new person in our own export
    more: beside.More = ()

    def had(self, name: str, value: object) -> None:
        """Remembers what was there before the file."""
        if self.before is None:
            self.before = {}
        self.before.setdefault(name, value)


@dataclass(slots=True)
class Plan:
    """What a batch of rows changes."""

    people: dict[int, Person] = field(default_factory=dict)  # touched, by identity
    stops: dict[str, str] = field(default_factory=dict)  # the hash, the reason
    problems: list[tuple[int, str, bool]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)  # of custom fields, by key
    kinds: dict[str, list[Any]] = field(default_factory=dict)  # of those: kind and options


@dataclass(slots=True)
class Known:
    """Who has the mailboxes of a batch, and which of these must not be mailed."""

    people: dict[str, list[Person]]
    stops: dict[str, str]
    hashes: dict[str, str]
    earlier: dict[int, "Earlier"] = field(default_factory=dict)
    further: dict[str, str] = field(default_factory=dict)  # the first mailbox of its owner


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier rows of the file did about a person: the id of the note of it, and what."""

    pk: int
    is_new: bool
    changes: dict[str, list[Any]]


def decide(rows: Sequence[Row], known: Known, terms: Terms, plan: Plan) -> None:
    """In the order of the file. `known` is brought up to date: later rows see earlier ones."""
    never = terms.kind == Import.Kind.NEVER_MAIL
    for row in rows:
        if never:
            _stop(row, known, plan, terms)
        else:
            _take(row, known, plan, terms)


def _stop(row: Row, known: Known, plan: Plan, terms: Terms) -> None:
    """An address that must not be mailed, of whomever: known or not."""
    hashed = known.hashes[row.canonical]
    people = [*known.people.get(row.canonical, []), *_owners(row, known)]
    if any(person.outside for person in people):
        refuse(plan, row.line, "outside")
        return
    plan.counts["known" if people else "unknown"] += 1
    if hashed in known.stops:
        plan.counts["stopped_already"] += 1
    else:
        reason = _STOPS.get(row.status, _UNSUBSCRIBED)
        plan.stops[hashed] = known.stops[hashed] = reason
    for person in people:
        _withdraw(person, row.left_at or terms.at, plan)


def _take(row: Row, known: Known, plan: Plan, terms: Terms) -> None:
    hashed = known.hashes[row.canonical]
    household = _household(row, known)
    person = _find(row, household) if household else None
    if reason := _refusal(known.stops.get(hashed, ""), household, person):
        if reason == "full":  # a third name: that it left holds for all who read the mailbox
            _leave(household, row, plan, known, terms)
        refuse(plan, row.line, reason)
        return
    if person is not None:
        changed = _merge(person, row, terms)
        _tell(person, plan, changed=changed)
    else:
        person = _new(row, hashed, household, terms)
        household.append(person)
        plan.counts["new"] += 1
    plan.people[id(person)] = person
    _consent(person, household, row, plan, known, terms)
    if row.labels:
        plan.labels |= row.labels
    person.more = (*person.more, *row.more)
    if row.own is not None:
        plan.kinds |= row.own.kinds
    if not person.seen:
        beside.count(plan.counts, row.more)
        _count(person, known.stops.get(person.hash, ""), plan)
        person.seen = True
    if row.without:
        plan.problems += [(row.line, reason, False) for reason in dict.fromkeys(row.without)]


def _refusal(stopped: str, household: Sequence[Person], person: Person | None) -> str:
    """Why the row is not taken; '' where it is."""
    if stopped == _ERASED:
        return "erased"
    if any(one.outside for one in household):
        return "outside"
    return "full" if person is None and len(household) > 1 else ""


def _household(row: Row, known: Known) -> list[Person]:
    """Who shares the mailbox that the row means: of whom it is a further one, or a first."""
    if known.further and _find(row, owners := _owners(row, known)):
        return owners
    return known.people.setdefault(row.canonical, [])


def _owners(row: Row, known: Known) -> list[Person]:
    """Who has the row's mailbox as a further one, with who shares their first."""
    first = known.further.get(row.canonical)
    return known.people.get(first, []) if first else []


def _tell(person: Person, plan: Plan, *, changed: bool) -> None:
    if person.seen:
        plan.counts["repeated"] += 1
    else:
        plan.counts["changed" if changed else "same"] += 1


def refuse(plan: Plan, line: int, reason: str) -> None:
    plan.problems.append((line, reason, True))
    plan.counts["refused"] += 1


def _find(row: Row, household: Sequence[Person]) -> Person | None:
    """Whom of a mailbox the row means: the one with that given name, or without any.

    Staff know their own list better than a stranger who types a name: so, unlike in a form, a
    new family name is the same person.
    """
    if row.own is not None:
        return next((one for one in household if one.slot == row.own.slot), None)
    given = first_name(row.values[_GIVEN_NAME])
    for person in household:
        theirs = first_name(person.values[_GIVEN_NAME])
        if not given or not theirs or given == theirs:
            return person
    return None


@lru_cache(maxsize=10_000)
def first_name(given: str) -> str:
    """The first of somebody's given names, folded for comparison."""
    return canonical_name(given.split(" ", 1)[0])


def _new(row: Row, hashed: str, household: Sequence[Person], terms: Terms) -> Person:
    at = terms.at
    person = Person(
        row.canonical, hashed, row.email, 2 if household and household[0].slot == 1 else 1,
        row.values, min(meaning.earliest(row) or at, at), min(row.changed_at or at, at),
        row.fields, NONE, 0, True, False, False, row.tags, meaning.acts(row, terms),  # noqa: FBT003  by place: a million of them
    )  # fmt: skip
    if row.own is not None:
        _restore(person, row.own)
    else:
        person.values = meaning.values(row)
    return person


def _restore(person: Person, own: owning.Own) -> None:
    person.own, person.slot, person.consent = own, own.slot, own.email_consent
    person.created_at, person.changed_at = own.created_at, own.changed_at
    person.acts = {*person.acts, *own.acts}


def _merge(person: Person, row: Row, terms: Terms) -> bool:
    """Whether the row changed anything that is shown of the person."""
    said = min(row.changed_at or terms.at, terms.at)
    newer = person.changed_at is None or said >= person.changed_at
    changed = _merge_values(person, row, newer=newer)
    fresh = {
        label: value
        for label, value in row.fields.items()
        if _differs(person.fields.get(label), value) and (newer or label not in person.fields)
    }
    if fresh:
        person.had("fields", person.fields)
        person.fields = {**person.fields, **fresh}
        changed = True
    first = row.first_seen
    if first is not None and first < person.created_at:
        person.had("created_at", person.created_at)
        person.created_at = first
    # A newer row that repeats what is known makes that newer: an older one cannot undo it.
    if newer and said != person.changed_at and (changed or row.changed_at is not None):
        person.had("changed_at", person.changed_at)
        person.changed_at = said
    if row.tags:
        person.tags = {*person.tags, *row.tags}
    if did := meaning.acts(row, terms):
        person.acts = {*person.acts, *did}
    return changed


def _merge_values(person: Person, row: Row, *, newer: bool) -> bool:
    """What the file has is put where nothing is, or something older."""
    if row.values == person.values:
        return False
    values = list(person.values)
    changed = False
    for place, value in enumerate(row.values):
        old = values[place]
        if value and value != old and (not old or (newer and place != _SOURCE)):
            person.had(CARRIED[place], old)
            values[place] = value
            changed = True
    person.values = values
    return changed


def _differs(old: object, new: object) -> bool:
    return old != new or type(old) is not type(new)  # in Python, 1 == True


def _consent(
    person: Person,
    household: Sequence[Person],
    row: Row,
    plan: Plan,
    known: Known,
    terms: Terms,
) -> None:
    """Unsubscribed always wins, of everybody who reads the mailbox."""
    if row.own is not None and row.own.never_mail and person.hash not in known.stops:
        plan.stops[person.hash] = known.stops[person.hash] = row.own.never_mail
    if _leave(household, row, plan, known, terms):
        return
    if meaning.agreed(row, terms) and person.consent == NONE:
        left = any(one.consent == WITHDRAWN for one in household)
        if not left and person.hash not in known.stops:
            _say(person, GIVEN, row.agreed_at or terms.at)


def _leave(
    household: Sequence[Person], row: Row, plan: Plan, known: Known, terms: Terms
) -> bool:
    """Whether the row says that its mailbox must not be mailed; then nobody of it is."""
    if row.status == NO:
        for one in household:
            _withdraw(one, row.left_at or terms.at, plan)
        return True
    if row.status in {BOUNCED, COMPLAINED}:
        hashed = known.hashes[row.canonical]  # of a further address, that one alone
        if hashed not in known.stops:
            plan.stops[hashed] = known.stops[hashed] = _STOPS[row.status]
        return True
    return False


def _withdraw(person: Person, at: datetime, plan: Plan) -> None:
    if person.consent != WITHDRAWN:
        _say(person, WITHDRAWN, at)
        plan.people[id(person)] = person


def _say(person: Person, word: str, at: datetime) -> None:
    person.had("email_consent", person.consent)
    person.consent = word
    person.consents = (*person.consents, (SAID[word], at))


def _count(person: Person, stopped: str, plan: Plan) -> None:
    """Who of the file will be mailed and who not, and why; and where they live."""
    if person.consent == WITHDRAWN or stopped == _UNSUBSCRIBED:
        plan.counts["unsubscribed"] += 1
    elif stopped:
        plan.counts["bouncing"] += 1
    elif person.consent == GIVEN:
        plan.counts["agreed"] += 1
    else:
        plan.counts["no_consent"] += 1
    plan.counts[meaning.place(person.values)] += 1
