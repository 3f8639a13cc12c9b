"""All ways in which a person is reached, in words for their pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.outbox.models import Suppression
from undersigned.places import countries, regions
from undersigned.supporters import contacting
from undersigned.supporters.models import (
    AddressType,
    EmailType,
    PhoneType,
    Supporter,
    SupporterAddress,
    SupporterLanguage,
)


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One address or number: what it is, what is known of it. `pk` 0 is the first one."""

    pk: int
    text: str
    type: str = ""
    works: str = ""
    stopped: str = ""  # why it must not be mailed


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A kind of contact: all of a person's, the first one first."""

    name: str
    heading: str | Promise
    icon: str
    contacts: list[Contact] = field(default_factory=list)
    form: forms.Form | None = None


_HEADINGS = {
    "email": (gettext_lazy("Email"), "mail", EmailType),
    "phone": (gettext_lazy("Phone"), "phone", PhoneType),
    "post": (gettext_lazy("Postal address"), "mailbox", AddressType),
}


def ways(person: Supporter, *, forms: Mapping[str, forms.Form] | None = None) -> list[Shown]:
    """Four queries: further emails, phones, addresses, and which must not be mailed."""
    found = []
    for name, way in contacting.WAYS.items():
        heading, icon, types = _HEADINGS[name]
        kept = way.model._default_manager.filter(supporter=person)  # noqa: SLF001  Django's own name
        rows: list[Any] = list(kept.order_by("pk"))
        first = _first(person, name)
        contacts = [first] if first.text else []
        contacts += [
            Contact(pk=row.pk, text=_text(row), type=row.type, works=row.works) for row in rows
        ]
        if name == "email":
            hashes = [person.address_hash, *(row.address_hash for row in rows)]
            contacts = _with_stops(person, contacts, hashes)
        named = [_named(one, types) for one in contacts]
        found.append(
            Shown(
                name=name, heading=heading, icon=icon, contacts=named,
                form=(forms or {}).get(name),
            )
        )  # fmt: skip
    return found


def _first(person: Supporter, name: str) -> Contact:
    marks = (person.primary or {}).get(name, {})
    text = {"email": person.email, "phone": person.phone, "post": address(person)}[name]
    return Contact(pk=0, text=text, type=marks.get("type", ""), works=marks.get("works", ""))


def _text(row: Any) -> str:  # noqa: ANN401  of one of three tables
    return address(row) if isinstance(row, SupporterAddress) else str(row)


def address(of: Any) -> str:  # noqa: ANN401  a Supporter, or a further address
    """In one line; '' where nothing of it is known."""
    region = regions.name(of.country, of.region) if of.region else ""
    parts = [of.street, of.city, f"{region} {of.postal_code}".strip()]
    if of.country != "US":
        parts.append(str(countries.name(of.country)))
    return ", ".join(part for part in parts if part)


def _with_stops(person: Supporter, contacts: list[Contact], hashes: list[str]) -> list[Contact]:
    rows = Suppression.objects.filter(
        organisation_id=person.organisation_id, address_hash__in=hashes
    )
    reasons = dict(rows.values_list("address_hash", "reason"))
    return [
        Contact(
            pk=one.pk, text=one.text, type=one.type, works=one.works,
            stopped=str(Suppression.Reason(reasons[hashed]).label) if hashed in reasons else "",
        )
        for one, hashed in zip(contacts, hashes, strict=True)
    ]  # fmt: skip


def _named(one: Contact, types: Any) -> Contact:  # noqa: ANN401  the choices of a type
    label = str(types(one.type).label) if one.type in types.values else one.type
    return Contact(pk=one.pk, text=one.text, type=label, works=one.works, stopped=one.stopped)


def languages(person: Supporter) -> list[str]:
    """The further ones, by code."""
    rows = SupporterLanguage.objects.filter(supporter=person).order_by("language")
    return list(rows.values_list("language", flat=True))


def bad(one: Contact) -> str:
    """Why it does not reach them, in words."""
    return one.stopped or (_("does not reach them") if one.works == "no" else "")
