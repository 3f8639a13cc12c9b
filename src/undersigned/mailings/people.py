"""A supporter as a mailing sees them."""

import uuid
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import NamedTuple

from undersigned.mailings import merging
from undersigned.mailings.rendering import Person
from undersigned.places import regions
from undersigned.supporters.models import Supporter


class Reader(NamedTuple):
    """What is read of a supporter for it, and for the provider that they have their mailbox at:
    columns by their names, since a sender reads thousands a second.
    """

    pk: int
    uuid: uuid.UUID
    email: str
    canonical_address: str
    given_name: str
    family_name: str
    country: str
    region: str
    postal_code: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


def _state(reader: Reader) -> str:
    return regions.name(reader.country, reader.region) if reader.region else ""


# By the names of merging.FIELDS.
_VALUES: dict[str, Callable[[Reader], str]] = {
    "first_name": attrgetter("given_name"),
    "last_name": attrgetter("family_name"),
    "full_name": attrgetter("name"),
    "state": _state,
    "postal_code": attrgetter("postal_code"),
}


def reader(supporter: Supporter) -> Reader:
    return Reader(*[getattr(supporter, name) for name in Reader._fields])


def person(
    reader: Reader, *, recipient: uuid.UUID, number: int = 0, untracked: bool = False,
    opens: bool = False, met: frozenset[str] = frozenset(),
    fields: Iterable[str] = merging.FIELDS,
) -> Person:  # fmt: skip
    """`fields`: those that the mailing shows."""
    return Person(
        recipient=recipient,
        supporter=reader.uuid,
        email=reader.email,
        values=values(reader, fields),
        number=number,
        untracked=untracked,
        opens=opens,
        met=met,
    )


def values(reader: Reader, fields: Iterable[str] = merging.FIELDS) -> dict[str, str]:
    """By the names of merging.FIELDS; line breaks and their like are folded."""
    return {name: _plain(_VALUES[name](reader)) for name in fields}


def _plain(value: str) -> str:
    if not value.isprintable():
        value = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(value.split())
