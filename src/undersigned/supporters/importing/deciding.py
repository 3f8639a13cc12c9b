"""What the rows of a file mean for the people we know. Pure; the import and its dry run agree.

Nobody who unsubscribed, bounced or complained is subscribed by a file. What is empty in the
file erases nothing; of two values the newer counts.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_name
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import owning
from undersigned.supporters.importing.cells import BOUNCED, COMPLAINED, NO, YES
from undersigned.supporters.importing.rows import Row
from undersigned.supporters.models import Consent, EmailConsent, Import, PastAct

CARRIED = (
    "given_name", "family_name", "phone", "street", "city", "postal_code", "country", "region",
    "language", "source",
)  # fmt: skip
_BLANK = dict.fromkeys(CARRIED, "") | {"country": "US", "language": "en"}
_KEPT = frozenset({"source"})  # whence somebody first came does not change

_STOPS = {
    BOUNCED: Suppression.Reason.BOUNCED,
    COMPLAINED: Suppression.Reason.COMPLAINED,
    NO: Suppression.Reason.UNSUBSCRIBED,
}
# Plain text: a driver that is handed a choice has to look twice.
_WITHDRAWN, _GIVEN, _NONE = map(
    str, (EmailConsent.WITHDRAWN, EmailConsent.GIVEN, EmailConsent.NONE)
)
_SAID = {_GIVEN: str(Consent.Said.GIVEN), _WITHDRAWN: str(Consent.Said.WITHDRAWN)}


@dataclass(slots=True, eq=False)
class Person:
    """Somebody whom we know, or whom the file brings; `before` holds what was changed."""

    canonical: str
    hash: str
    email: str
    slot: int
    values: dict[str, str]
    created_at: datetime
    pk: int = 0  # 0: new
    uuid: str = ""
    consent: str = _NONE
    fields: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    version: int = 1
    is_new: bool = False
    seen: bool = False  # in an earlier row of the file
    before: dict[str, object] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    acts: set[tuple[str, str, datetime]] = field(default_factory=set)
    consents: list[tuple[str, datetime]] = field(default_factory=list)
    own: owning.Own | None = None  # of a new person in our own export


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was said once for the file."""

    at: datetime
    kind: str
    agreed: str


@dataclass(slots=True)
class Plan:
    """What a batch of rows changes."""

    people: dict[int, Person] = field(default_factory=dict)  # touched, by identity
    stops: dict[str, str] = field(default_factory=dict)  # the hash, the reason
    problems: list[tuple[int, str, bool]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    labels: dict[str, str] = field(default_factory=dict)  # of custom fields, by key


@dataclass(slots=True)
class Known:
    """Who has the mailboxes of a batch, and which of these must not be mailed."""

    people: dict[str, list[Person]]
    stops: dict[str, str]
    hashes: dict[str, str]
    earlier: dict[int, "Earlier"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What earlier rows of the file did about a person: the id of the note of it, and what."""

    pk: int
    is_new: bool
    changes: dict[str, list[Any]]


def hashes(rows: Sequence[Row]) -> dict[str, str]:
    """The keyed hash of each canonical address."""
    return {row.canonical: address_hash(row.canonical) for row in rows}


def decide(rows: Sequence[Row], known: Known, terms: Terms) -> Plan:
    """In the order of the file. `known` is brought up to date: later rows see earlier ones."""
    plan = Plan()
    never = terms.kind == Import.Kind.NEVER_MAIL
    for row in rows:
        if never:
            _stop(row, known, plan, terms)
        else:
            _take(row, known, plan, terms)
    return plan


def _stop(row: Row, known: Known, plan: Plan, terms: Terms) -> None:
    """An address that must not be mailed, of whomever: known or not."""
    hashed = known.hashes[row.canonical]
    people = known.people.get(row.canonical, [])
    plan.counts["known" if people else "unknown"] += 1
    if hashed in known.stops:
        plan.counts["stopped_already"] += 1
    else:
        reason = _STOPS.get(row.status, Suppression.Reason.UNSUBSCRIBED)
        plan.stops[hashed] = known.stops[hashed] = reason
    for person in people:
        _withdraw(person, row.left_at or terms.at, plan)


def _take(row: Row, known: Known, plan: Plan, terms: Terms) -> None:
    hashed = known.hashes[row.canonical]
    stopped = known.stops.get(hashed, "")
    if stopped == Suppression.Reason.ERASED:
        refuse(plan, row.line, "erased")
        return
    household = known.people.setdefault(row.canonical, [])
    person = _find(row, household)
    if person is None and len(household) > 1:
        refuse(plan, row.line, "full")
        return
    if person is None:
        person = _new(row, hashed, household, terms)
        household.append(person)
        plan.counts["new"] += 1
    else:
        changed = _merge(person, row, terms)
        _tell(person, plan, changed=changed)
    plan.people[id(person)] = person
    _consent(person, household, row, plan, known, terms)
    _history(person, row, terms)
    plan.labels |= row.labels
    if not person.seen:
        _count(person, known.stops.get(hashed, ""), plan)
    person.seen = True
    plan.problems += [(row.line, reason, False) for reason in dict.fromkeys(row.without)]


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
    if not household:
        return None
    given = first_name(row.values.get("given_name", ""))
    for person in household:
        theirs = first_name(person.values["given_name"])
        if not given or not theirs or given == theirs:
            return person
    return None


@lru_cache(maxsize=10_000)
def first_name(given: str) -> str:
    """The first of somebody's given names, folded for comparison."""
    return canonical_name(given.split(" ", 1)[0])


def _new(row: Row, hashed: str, household: Sequence[Person], terms: Terms) -> Person:
    values = _BLANK | row.values
    changed = row.changed_at or terms.at
    person = Person(
        canonical=row.canonical, hash=hashed, email=row.email,
        slot=2 if household and household[0].slot == 1 else 1, values=values, is_new=True,
        created_at=min(_earliest(row) or terms.at, terms.at), fields=dict(row.fields),
        changed_at=changed,
    )  # fmt: skip
    if row.own is not None:
        _restore(person, row.own)
    return person


def _restore(person: Person, own: owning.Own) -> None:
    person.own, person.values = own, own.texts
    person.uuid, person.slot, person.version = str(own.uuid), own.slot, own.version
    person.consent = own.email_consent
    person.created_at, person.changed_at = own.created_at, own.changed_at
    person.acts.update(own.acts)


def _earliest(row: Row) -> datetime | None:
    """When the row says that the person was first there, one way or another."""
    told = [m for m in (row.first_seen, row.agreed_at, row.signed_at) if m is not None]
    return min(told) if told else None


def _merge(person: Person, row: Row, terms: Terms) -> bool:
    """Whether the row changed anything that is shown of the person."""
    said = row.changed_at or terms.at
    newer = person.changed_at is None or said >= person.changed_at
    changed = False
    for name, value in row.values.items():
        old = person.values[name]
        if value != old and (not old or (newer and name not in _KEPT)):
            person.before.setdefault(name, old)
            person.values[name] = value
            changed = True
    fresh = {
        label: value
        for label, value in row.fields.items()
        if person.fields.get(label) != value and (newer or label not in person.fields)
    }
    if fresh:
        person.before.setdefault("fields", dict(person.fields))
        person.fields |= fresh
        changed = True
    first = row.first_seen
    if first is not None and first < person.created_at:
        person.before.setdefault("created_at", person.created_at)
        person.created_at = first
    if changed and newer and said != person.changed_at:
        person.before.setdefault("changed_at", person.changed_at)
        person.changed_at = said
    return changed


def _consent(
    person: Person,
    household: Sequence[Person],
    row: Row,
    plan: Plan,
    known: Known,
    terms: Terms,
) -> None:
    """Unsubscribed always wins, of everybody who reads the mailbox."""
    status = row.status
    if row.own is not None and row.own.never_mail and person.hash not in known.stops:
        plan.stops[person.hash] = known.stops[person.hash] = row.own.never_mail
    if status == NO:
        for one in household:
            _withdraw(one, row.left_at or terms.at, plan)
    elif status in {BOUNCED, COMPLAINED}:
        if person.hash not in known.stops:
            plan.stops[person.hash] = known.stops[person.hash] = _STOPS[status]
    elif _agreed(row, terms) and person.consent == _NONE:
        left = any(one.consent == _WITHDRAWN for one in household)
        if not left and person.hash not in known.stops:
            _say(person, _GIVEN, row.agreed_at or terms.at)


def _agreed(row: Row, terms: Terms) -> bool:
    if row.own is not None:  # their consents come along as events
        return False
    if row.status == YES:
        return terms.agreed != Import.Agreed.NOBODY
    return terms.agreed == Import.Agreed.EVERYONE and not row.status


def _withdraw(person: Person, at: datetime, plan: Plan) -> None:
    if person.consent != _WITHDRAWN:
        _say(person, _WITHDRAWN, at)
        plan.people[id(person)] = person


def _say(person: Person, word: str, at: datetime) -> None:
    person.before.setdefault("email_consent", person.consent)
    person.consent = word
    person.consents.append((_SAID[word], at))


def _history(person: Person, row: Row, terms: Terms) -> None:
    person.tags.update(row.tags)
    kinds = PastAct.Kind
    if row.signed or row.signed_at:
        person.acts.add((kinds.SIGNED, row.signed, row.signed_at or row.first_seen or terms.at))
    if row.acted_at:
        person.acts.add((kinds.ACTED, "", row.acted_at))
    if row.clicked_at:
        person.acts.add((kinds.CLICKED, "", row.clicked_at))


def _count(person: Person, stopped: str, plan: Plan) -> None:
    """Who of the file will be mailed and who not, and why; and where they live."""
    if person.consent == _WITHDRAWN or stopped == Suppression.Reason.UNSUBSCRIBED:
        plan.counts["unsubscribed"] += 1
    elif stopped:
        plan.counts["bouncing"] += 1
    elif person.consent == _GIVEN:
        plan.counts["agreed"] += 1
    else:
        plan.counts["no_consent"] += 1
    country, region = person.values["country"], person.values["region"]
    plan.counts[f"at:{region}" if country == "US" else "at:abroad"] += 1
