"""A supporter as a mailing sees them."""

import uuid
from collections.abc import Iterable

from undersigned.mailings.rendering import Person
from undersigned.places import regions
from undersigned.supporters.models import Supporter


def person(supporter: Supporter, *, recipient: uuid.UUID) -> Person:
    return Person(
        recipient=recipient,
        supporter=supporter.uuid,
        email=supporter.email,
        values=values(supporter),
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
    return " ".join(_visible(value).split())


def _visible(letters: Iterable[str]) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in letters)
