"""What else reaches a person: further emails, phones, postal addresses and languages.

The first of each stands on the person's own row; `lead` puts another in its place, and keeps
the one that was there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters.models import (
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
)

More = SupporterEmail | SupporterPhone | SupporterAddress


class TakenError(Exception):
    """Somebody of the organisation has it already; `supporter` is who."""

    def __init__(self, supporter: Supporter) -> None:
        super().__init__("It belongs to a supporter already.")
        self.supporter = supporter


class ChangedMeanwhileError(Exception):
    """Somebody saved the same person at this moment."""


@dataclass(frozen=True)
class Way:
    """A kind of contact: its table, and what of it stands on a Supporter."""

    name: str
    model: type[More]
    fields: tuple[str, ...]

    def is_there(self, supporter: Supporter) -> bool:
        """A country or state alone is no address."""
        names = [name for name in self.fields if name not in {"country", "region"}]
        return any(getattr(supporter, name) for name in names)

    def of_person(self, supporter: Supporter) -> dict[str, Any]:
        return {name: getattr(supporter, name) for name in self.fields}


EMAIL = Way("email", SupporterEmail, ("email", "canonical_address", "address_hash"))
PHONE = Way("phone", SupporterPhone, ("phone",))
POST = Way("post", SupporterAddress, ("street", "city", "postal_code", "country", "region"))
WAYS = {way.name: way for way in (EMAIL, PHONE, POST)}


def digits(phone: str) -> str:
    """By which a number is found and compared; a US number without its 1.

    >>> digits("+1 (614) 555-0123")
    '6145550123'
    """
    found = "".join(letter for letter in phone if letter.isascii() and letter.isdigit())
    return found[1:] if len(found) == 11 and found[0] == "1" else found  # noqa: PLR2004  NANP


def owners(organisation_id: int, canonical: str) -> Q:
    """Everybody whose mailbox that is, the first or a further one."""
    further = SupporterEmail.objects.filter(
        organisation_id=organisation_id, canonical_address=canonical
    )
    return Q(organisation_id=organisation_id) & (
        Q(canonical_address=canonical) | Q(pk__in=further.values("supporter"))
    )


@transaction.atomic
def add(
    *, supporter: Supporter, way: Way, values: Mapping[str, str], at: datetime, by: Actor
) -> More:
    """A further one, or the first where there is none. Raises TakenError.

    `values` are fields of the way's table.
    """
    given = dict(values)
    if way is EMAIL:
        given |= _mailbox(given["email"])
        _refuse_taken(supporter.organisation_id, given["canonical_address"])
    if way is PHONE:
        given["digits"] = digits(given["phone"])
        _refuse_same_phone(supporter, given["digits"])
    row = way.model(
        organisation_id=supporter.organisation_id, supporter=supporter, at=at,
        source=by.label, **given,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise TakenError(_holder(supporter, way, given)) from error
    _audit(supporter, "added", way, at=at, by=by)
    if not way.is_there(supporter):
        lead(supporter=supporter, way=way, pk=row.pk, at=at, by=by)
    return row


@transaction.atomic
def mark(
    *, supporter: Supporter, way: Way, pk: int, values: Mapping[str, str], at: datetime,
    by: Actor,
) -> None:  # fmt: skip
    """Says of which type it is, and whether it reaches them; 0 is the first one."""
    if pk:
        way.model._default_manager.filter(supporter=supporter, pk=pk).update(**values)  # noqa: SLF001  Django's own name
    else:
        primary = dict(supporter.primary or {}) | {way.name: dict(values)}
        _change(supporter, {"primary": primary, "changed_at": at})
    _audit(supporter, "marked", way, at=at, by=by)


@transaction.atomic
def lead(*, supporter: Supporter, way: Way, pk: int, at: datetime, by: Actor) -> None:
    """Puts a further one first; the one that was first becomes a further one.

    Raises ChangedMeanwhileError, and TakenError where somebody else has that mailbox.
    """
    row = way.model._default_manager.select_for_update().get(supporter=supporter, pk=pk)  # noqa: SLF001
    first = way.of_person(supporter) if way.is_there(supporter) else {}
    values = {name: getattr(row, name) for name in way.fields}
    primary = dict(supporter.primary or {})
    marks = primary.pop(way.name, {})
    primary |= {way.name: {"type": row.type, "works": row.works}}
    row.delete()
    if way is EMAIL:
        values["slot"] = _free_slot(supporter, str(values["canonical_address"]))
    _change(supporter, {**values, "primary": primary, "changed_at": at})
    if first:
        further = dict(first, **marks)
        if way is PHONE:
            further["digits"] = digits(first["phone"])
        way.model._default_manager.create(  # noqa: SLF001
            organisation_id=supporter.organisation_id, supporter=supporter, at=at,
            source=row.source, **further,
        )  # fmt: skip
    _audit(supporter, "put first", way, at=at, by=by)


@transaction.atomic
def remove(*, supporter: Supporter, way: Way, pk: int, at: datetime, by: Actor) -> None:
    """A further one; the first is changed or replaced, on the person's record."""
    rows = way.model._default_manager.filter(supporter=supporter, pk=pk)  # noqa: SLF001
    if rows.delete()[0]:
        _audit(supporter, "removed", way, at=at, by=by)


@transaction.atomic
def speaks(*, supporter: Supporter, languages: list[str], at: datetime, by: Actor) -> bool:
    """These are the further languages of the person; whether that is new."""
    wanted = {code for code in languages if code and code != supporter.language}
    known = SupporterLanguage.objects.filter(supporter=supporter)
    before = set(known.values_list("language", flat=True))
    if wanted == before:
        return False
    known.exclude(language__in=wanted).delete()
    rows = [
        SupporterLanguage(supporter=supporter, language=code, at=at)
        for code in sorted(wanted - before)
    ]
    SupporterLanguage.objects.bulk_create(rows, ignore_conflicts=True)
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by, verb="changed",
        subject=("a supporter", f"supporter:{supporter.uuid}"),
        after={"fields": ["languages"]},
    )  # fmt: skip
    return True


def _mailbox(email: str) -> dict[str, str]:
    canonical = canonical_address(email)
    return {"canonical_address": canonical, "address_hash": address_hash(canonical)}


def _refuse_taken(organisation_id: int, canonical: str) -> None:
    first = Supporter.objects.filter(
        organisation_id=organisation_id, canonical_address=canonical
    ).order_by("slot").first()  # fmt: skip
    if first is not None:
        raise TakenError(first)


def _refuse_same_phone(supporter: Supporter, number: str) -> None:
    if number == digits(supporter.phone):
        raise TakenError(supporter)


def _holder(supporter: Supporter, way: Way, given: Mapping[str, str]) -> Supporter:
    if way is not EMAIL:
        return supporter
    row = SupporterEmail.objects.select_related("supporter").get(
        organisation_id=supporter.organisation_id, canonical_address=given["canonical_address"]
    )
    return row.supporter


def _free_slot(supporter: Supporter, canonical: str) -> int:
    """A further mailbox is nobody's first one, unless a second person signed from it since."""
    there = Supporter.objects.filter(
        organisation_id=supporter.organisation_id, canonical_address=canonical
    )
    taken = {one.slot: one for one in there}
    for slot in (1, 2):
        if slot not in taken:
            return slot
    raise TakenError(taken[1])


def _change(supporter: Supporter, values: Mapping[str, object]) -> None:
    rows = Supporter.objects.filter(pk=supporter.pk, version=supporter.version)
    if rows.update(**values, version=F("version") + 1) != 1:
        raise ChangedMeanwhileError
    for name, value in values.items():
        setattr(supporter, name, value)
    supporter.version += 1


def _audit(supporter: Supporter, verb: str, way: Way, *, at: datetime, by: Actor) -> None:
    """Names, never values: the trail outlives the person."""
    names = {"email": "an email address", "phone": "a phone number", "post": "an address"}
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by,
        verb=f"{verb} {names[way.name]} of", after={"fields": [way.name]},
        subject=("a supporter", f"supporter:{supporter.uuid}"),
    )  # fmt: skip
