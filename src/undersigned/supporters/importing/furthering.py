"""What a row has of a kind beside the first: emails, phones, postal addresses. Pure.

An address is kept whole: what its columns are called says which of them belong together.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from undersigned.lib.text import canonical_address
from undersigned.supporters.contacting import digits
from undersigned.supporters.importing import cells as reading
from undersigned.supporters.importing.beside import EMAIL, PHONE, PLACE, POST, Placed
from undersigned.supporters.importing.columns import Column, Columns
from undersigned.supporters.matching import headers
from undersigned.supporters.models import AddressType, PhoneType

_TELLING = frozenset({"street", "city", "postal_code"})  # two of them make an address
_FIRST = frozenset({"", "primary", "v"})  # of several the one that is used
_LONGEST_PHONE = 40
_TYPES = {
    "home": str(AddressType.HOME), "work": str(AddressType.WORK), "m": str(AddressType.MAILING),
    "mailing": str(AddressType.MAILING),
}  # fmt: skip
_PHONE_TYPES = {
    "mobile": str(PhoneType.MOBILE), "cell": str(PhoneType.MOBILE),
    "work": str(PhoneType.WORK), "home": str(PhoneType.HOME),
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """The columns of one postal address, by what they are of it."""

    type: str
    places: dict[str, list[int]]


@dataclass(frozen=True)
class Layout:
    """What a file has several of."""

    addresses: Sequence[Address]  # none, or two and more, the one that is used first
    phones: Sequence[str]  # the type of each column


def layout(mapping: Sequence[str], names: Sequence[str]) -> Layout:
    return Layout(_addresses(mapping, names), _phone_types(mapping, names))


def find(
    found: Columns,
    texts: dict[str, Column],
    emails: Column,
    there: Layout,
    longest: Mapping[str, int],
) -> Iterator[Placed]:
    """Beside `emails` and `texts`. Of several addresses the first is put into `texts`."""
    yield from _emails(found, emails)
    yield from _phones(found, there.phones)
    yield from _posts(found, texts, there.addresses, longest)


def _addresses(mapping: Sequence[str], names: Sequence[str]) -> list[Address]:
    """None where the file has one address at most. A column alone fills a gap of the first."""
    keys: dict[str, dict[str, list[int]]] = {}
    for place, (target, name) in enumerate(zip(mapping, names, strict=False)):
        if target in PLACE:
            parts = keys.setdefault(headers.address_of(name), {})
            parts.setdefault(target, []).append(place)
    whole = [key for key, parts in keys.items() if len(parts.keys() & _TELLING) > 1]
    if len(whole) < 2:  # noqa: PLR2004  addresses
        return []
    whole.sort(key=lambda key: key not in _FIRST)
    for key in [key for key in keys if key not in whole]:
        for part, places in keys[key].items():
            lacking = [one for one in whole if part not in keys[one]]
            keys[(lacking or whole)[0]].setdefault(part, []).extend(places)
    return [Address(_TYPES.get(key, ""), keys[key]) for key in whole]


def _phone_types(mapping: Sequence[str], names: Sequence[str]) -> list[str]:
    """Of each column of phones, as its header says."""
    folds = [
        headers.folded(name)
        for target, name in zip(mapping, names, strict=False)
        if target == "phone"
    ]
    return [
        next((kind for word, kind in _PHONE_TYPES.items() if word in fold), "")
        for fold in folds
    ]


def _phones(found: Columns, types: Sequence[str]) -> Iterator[Placed]:
    """Each number once; the first is the person's own."""
    columns = found.each("phone")
    if len(columns) < 2:  # noqa: PLR2004  columns
        return
    for row, numbers in enumerate(zip(*columns, strict=True)):
        if not any(numbers[1:]):
            continue
        known = {""}
        for number, kind in zip(numbers, types, strict=True):
            key = digits(number)
            if len(known) > 1 and key not in known and len(number) <= _LONGEST_PHONE:
                yield row, (PHONE, kind, number, key)
            if number:
                known.add(key or number)


def _emails(found: Columns, first: Column) -> Iterator[Placed]:
    """Beside the one by which the row is known."""
    columns = found.each("email")
    for column in columns if len(columns) > 1 else ():
        for row, text in enumerate(column):
            if text and text != first[row] and (address := reading.address(text)):
                canonical = canonical_address(address)
                if canonical != canonical_address(first[row]):
                    yield row, (EMAIL, "", address, canonical)


def _posts(
    found: Columns,
    texts: dict[str, Column],
    known: Sequence[Address],
    longest: Mapping[str, int],
) -> Iterator[Placed]:
    """The first that says something is the person's own, whole."""
    if not known:
        return
    whole = [
        zip(*(found.at(one.places.get(part, ()), longest[part]) for part in PLACE), strict=True)
        for one in known
    ]
    first: list[Sequence[str]] = []
    for row, written in enumerate(zip(*whole, strict=True)):
        said = [
            (one.type, place)
            for one, place in zip(known, written, strict=True)
            if any(place[:3])
        ]
        first.append(said[0][1] if said else written[0])
        there = {_folded(first[-1])}
        for kind, place in said[1:]:
            if _folded(place) not in there:
                there.add(_folded(place))
                yield row, (POST, kind, *_written(found, row, place))
    texts.update(zip(PLACE, map(list, zip(*first, strict=True)), strict=True))


def _folded(place: Sequence[str]) -> tuple[str, ...]:
    return tuple(part.casefold() for part in place[:3])


def _written(found: Columns, row: int, place: Sequence[str]) -> tuple[str, ...]:
    street, city, code, country, region = place
    country, region, code, without = reading.place(country, region, code)
    if without:
        found.left_out.setdefault(row, []).extend(without)
    return street, city, code, country or "US", region
