"""Finds or makes the supporter of a mailbox, for many at once; changes nobody who is known.

Whoever typed a name and an address may be a stranger to that mailbox, so what is known of a
supporter stays as it is until the mailbox has confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet

from undersigned.lib import bulk
from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address, canonical_name
from undersigned.supporters.models import Supporter, SupporterEmail

M = TypeVar("M", Supporter, SupporterEmail)
Mailbox = tuple[int, str]  # the organisation, the canonical address
Household = dict[Mailbox, dict[int, Supporter]]  # the supporters of a mailbox, by slot


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone as typed."""

    organisation_id: int
    email: str
    given_name: str = ""
    family_name: str = ""
    postal_code: str = ""
    country: str = "US"
    region: str = ""
    language: str = "en"
    source: str = ""

    @cached_property
    def mailbox(self) -> Mailbox:
        return self.organisation_id, canonical_address(self.email)

    @cached_property
    def folded_name(self) -> str:
        return canonical_name(self.given_name, self.family_name)


@dataclass(frozen=True, kw_only=True)
class Remembered:
    supporter: Supporter
    is_new: bool
    has_more: bool = False  # they have further mailboxes, and may have acted from those


def remember(batch: Sequence[Person], *, at: datetime) -> list[Remembered | None]:
    """The supporter of each, in the order of the batch; in the caller's transaction.

    A mailbox holds two people at most, the second under another name. None: two others share
    it already and both have confirmed. Who typed a further address of somebody known is that
    person. The statements do not grow with the batch.
    """
    owners = _owners(batch)
    strangers = [person for person in batch if not _owns(owners.get(person.mailbox), person)]
    found = iter(_remember(strangers, at=at))
    answers = [
        Remembered(supporter=owner, is_new=False, has_more=True)
        if _owns(owner := owners.get(person.mailbox), person) and owner
        else next(found)
        for person in batch
    ]
    return _with_more(answers)


def _owners(batch: Sequence[Person]) -> dict[Mailbox, Supporter]:
    """Whose further address each is."""
    rows = _at(SupporterEmail, [person.mailbox for person in batch])
    return {
        (row.organisation_id, row.canonical_address): row.supporter
        for row in rows.select_related("supporter")
    }


def _owns(owner: Supporter | None, person: Person) -> bool:
    """Another name at that mailbox is another person, as it is at a first one."""
    if owner is None:
        return False
    name, theirs = person.folded_name, canonical_name(owner.given_name, owner.family_name)
    return not name or not theirs or name == theirs


def _with_more(answers: Sequence[Remembered | None]) -> list[Remembered | None]:
    """Marks those who have further mailboxes."""
    known = {one.supporter.pk for one in answers if one and not one.is_new}
    if not known:
        return list(answers)
    rows = SupporterEmail.objects.filter(supporter__in=known)
    more = set(rows.values_list("supporter", flat=True))
    return [
        replace(one, has_more=True) if one and one.supporter.pk in more else one
        for one in answers
    ]


def _remember(batch: Sequence[Person], *, at: datetime) -> list[Remembered | None]:
    made: dict[Mailbox, Supporter] = {}
    for person in batch:
        if person.mailbox not in made:
            made[person.mailbox] = _new(person, slot=1, at=at)
    households = _insert(list(made.values()))
    second = _seconds(batch, households=households, at=at)
    if second:
        households |= _insert(second)
    fresh = {row.uuid for row in [*made.values(), *second]}
    return [_find(person, households[person.mailbox], fresh=fresh) for person in batch]


def _find(
    person: Person, household: dict[int, Supporter], *, fresh: set[UUID]
) -> Remembered | None:
    slot = _slot(person, household)
    if slot is None or slot not in household:
        return None
    found = household[slot]
    return Remembered(supporter=found, is_new=found.uuid in fresh)


def _slot(person: Person, household: dict[int, Supporter]) -> int | None:
    """Where this name belongs; None when two others have confirmed."""
    name = person.folded_name
    for slot, known in sorted(household.items()):
        known_name = canonical_name(known.given_name, known.family_name)
        if not name or not known_name or name == known_name:
            return slot
    if len(household) < 2:  # noqa: PLR2004  two people a mailbox
        return 2
    # A stranger may have typed two made-up names: who never confirmed holds no place.
    waiting = [slot for slot, known in household.items() if known.first_confirmed_at is None]
    return max(waiting, default=None)


def _seconds(
    batch: Sequence[Person], *, households: Household, at: datetime
) -> list[Supporter]:
    """The people who come second in their mailbox; the first such name of each mailbox."""
    found: dict[Mailbox, Supporter] = {}
    for person in batch:
        household = households[person.mailbox]
        slot = _slot(person, household)
        if slot == 2 and 2 not in household and person.mailbox not in found:  # noqa: PLR2004
            found[person.mailbox] = _new(person, slot=2, at=at)
    return list(found.values())


def _insert(people: Sequence[Supporter]) -> Household:
    """Adds those whose place is free, and answers with everybody in their mailboxes."""
    households = _known(people)
    free = [row for row in people if row.slot not in households.get(_mailbox(row), {})]
    added = bulk.add(free, were_free=True)
    for row in added:
        households.setdefault(_mailbox(row), {})[row.slot] = row
    if len(added) < len(free):  # somebody else has added them at the same moment
        households |= _known(free)
    return households


def _known(people: Sequence[Supporter]) -> Household:
    households: Household = {}
    for row in _at(Supporter, [_mailbox(row) for row in people]):
        households.setdefault(_mailbox(row), {})[row.slot] = row
    return households


def _at(model: type[M], mailboxes: Sequence[Mailbox]) -> QuerySet[M]:
    """The rows of these mailboxes; in a rush there are none, and it is one query."""
    found: list[int] = []
    for organisation_id in {organisation_id for organisation_id, _address in mailboxes}:
        addresses = [address for one, address in mailboxes if one == organisation_id]
        found += bulk.find(
            model, "canonical_address", addresses, organisation_id=organisation_id
        )
    return model._default_manager.filter(pk__in=found)  # noqa: SLF001  Django's own name


def _mailbox(row: Supporter) -> Mailbox:
    return row.organisation_id, row.canonical_address


def _new(person: Person, *, slot: int, at: datetime) -> Supporter:
    organisation_id, canonical = person.mailbox
    return Supporter(
        organisation_id=organisation_id,
        canonical_address=canonical,
        address_hash=address_hash(canonical),
        slot=slot,
        email=person.email,
        given_name=person.given_name,
        family_name=person.family_name,
        postal_code=person.postal_code,
        country=person.country,
        region=person.region,
        language=person.language,
        source=person.source,
        created_at=at,
    )
