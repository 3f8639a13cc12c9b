"""What two records of one person have in common, as numbers that a database can join by."""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from undersigned.lib.text import canonical_name
from undersigned.supporters.models import Alike

# What people shorten in an address, in the form that canonical_name gives to a word.
_SHORT = {
    "street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln",
    "boulevard": "blvd", "court": "ct", "place": "pl", "highway": "hwy", "apartment": "apt",
    "suite": "ste", "north": "n", "south": "s", "east": "e", "west": "w",
}  # fmt: skip
# Soundex: letters that are heard alike. Vowels part two that are, h and w do not.
_SOUNDS = {
    **dict.fromkeys("bfpv", "1"), **dict.fromkeys("cgjkqsxz", "2"), **dict.fromkeys("dt", "3"),
    "l": "4", **dict.fromkeys("mn", "5"), "r": "6",
}  # fmt: skip
_FEWEST_DIGITS = 7


class Known(NamedTuple):
    """What is read of each person."""

    id: int
    canonical_address: str
    given_name: str
    family_name: str
    phone: str
    street: str
    postal_code: str
    country: str


class Names(NamedTuple):
    """A name folded: case, accents, spaces and punctuation do not count."""

    given: str
    family: str

    @property
    def whole(self) -> str:
        return self.given + self.family


def names(person: Known) -> Names:
    return Names(fold(person.given_name), fold(person.family_name))


@lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """A list of a million has few names."""
    return canonical_name(name)


def keys(person: Known, *, salt: bytes) -> Iterator[int]:
    """Numbers of 63 bits; the last five say which Alike it is (see `kind`)."""
    name = names(person)
    code = zip_code(person.country, person.postal_code)
    if name.given and name.family and code:
        yield _key(Alike.NAME, salt, name.given, name.family, code)
        yield _key(Alike.SOUND, salt, name.given[:1], sound(name.family), code)
    yield from of_phone(person.phone, salt=salt)
    street = address(person.street)
    if street and code:
        yield _key(Alike.STREET, salt, street, code)
    yield from of_mailbox(person.canonical_address, salt=salt)


def of_phone(phone: str, *, salt: bytes) -> Iterator[int]:
    """Of the first or a further one; none where it is no number."""
    if number := digits(phone):
        yield _key(Alike.PHONE, salt, number)


def of_mailbox(canonical_address: str, *, salt: bytes) -> Iterator[int]:
    """Of the first or a further address."""
    yield _key(Alike.MAILBOX, salt, canonical_address)


def kind(key: int) -> Alike:
    """Which of them a key is of."""
    return Alike(key & 31)


def _key(alike: Alike, salt: bytes, *parts: str) -> int:
    text = "\x1f".join(parts).encode()
    hashed = int.from_bytes(blake2b(text, digest_size=8, key=salt).digest(), "big")
    return (hashed >> 6 << 5) | alike


@lru_cache(maxsize=50_000)
def zip_code(country: str, postal_code: str) -> str:
    """With the country; of the US the first five digits: many leave out the rest."""
    code = canonical_name(postal_code)
    return f"{country} {code[:5] if country == 'US' else code}" if code else ""


def digits(phone: str) -> str:
    """A number as it is dialled within the US and Canada, elsewhere with the country's code."""
    found = re.sub(r"\D", "", phone)
    found = found.removeprefix("00")
    if len(found) == 11 and found[0] == "1":  # noqa: PLR2004  +1 and ten digits
        found = found[1:]
    return found if len(found) >= _FEWEST_DIGITS else ""


def address(street: str) -> str:
    """'12 North Mill Street, Apt. 4' is '12 N. Mill St, apartment 4'."""
    words = re.findall(r"\w+", street.casefold())
    return "".join(_SHORT.get(word, word) for word in words)


@lru_cache(maxsize=50_000)
def sound(name: str) -> str:
    """Soundex of a folded name; letters that it does not know stand for themselves."""
    found, last = name[:1], _SOUNDS.get(name[:1], "")
    for letter in name[1:]:
        code = _SOUNDS.get(letter, "" if letter.isascii() else letter)
        if code and code != last:
            found += code
        if letter not in "hw":
            last = code
    return found[:4]
