"""A supporter as a mailing sees them."""

import uuid

from undersigned.mailings.rendering import Person
from undersigned.places import regions
from undersigned.supporters.models import Supporter

# What is read of a supporter for it, and for the provider that they have their mailbox at.
READ = (
    "uuid", "email", "canonical_address", "given_name", "family_name", "region", "postal_code",
)  # fmt: skip


def person(
    supporter: Supporter, *, recipient: uuid.UUID, number: int = 0, untracked: bool = False,
    opens: bool = False, met: frozenset[str] = frozenset(),
) -> Person:  # fmt: skip
    return Person(
        recipient=recipient,
        supporter=supporter.uuid,
        email=supporter.email,
        values=values(supporter),
        number=number,
        untracked=untracked,
        opens=opens,
        met=met,
    )


def values(supporter: Supporter) -> dict[str, str]:
    """By the names of merging.FIELDS; line breaks and their like are folded."""
    state = regions.name("US", supporter.region) if supporter.region else ""
    found = {
        "first_name": supporter.given_name,
        "last_name": supporter.family_name,
        "full_name": supporter.name,
        "state": state,
        "postal_code": supporter.postal_code,
    }
    return {name: _plain(value) for name, value in found.items()}


def _plain(value: str) -> str:
    if not value.isprintable():
        value = "".join(letter if letter.isprintable() else " " for letter in value)
    return " ".join(value.split())
