"""Cells to people, by the mapping of the file. Pure: asks no database and no clock."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from django.utils.text import slugify

from undersigned.lib import spreadsheets
from undersigned.lib.text import canonical_address
from undersigned.supporters import valuing
from undersigned.supporters.importing import beside, channels, columns, furthering, owning
from undersigned.supporters.importing import cells as reading
from undersigned.supporters.importing.cells import (
    BOUNCED,
    COMPLAINED,
    NEVER,
    NO,
    UNKNOWN,
    YES,
)
from undersigned.supporters.importing.columns import Column, Columns
from undersigned.supporters.matching import headers
from undersigned.supporters.matching.guessing import OWN
from undersigned.supporters.matching.targets import FIELD
from undersigned.supporters.models import EmailConsent, Field
from undersigned.supporters.valuing import Plain

# What a row has of a person, in the order of `Row.values`.
CARRIED = (
    "given_name", "family_name", "phone", "street", "city", "postal_code", "country", "region",
    "language", "source",
)  # fmt: skip
AT = {name: place for place, name in enumerate(CARRIED)}
_LONGEST = {
    "given_name": 100, "family_name": 100, "phone": 40, "street": 200, "city": 100,
    "postal_code": 60, "country": 60, "region": 60, "language": 8, "source": 100,
}  # fmt: skip
_LONGEST_FIELD, _LONGEST_TITLE = 2000, 200
_GRAVITY = {
    status: gravity
    for gravity, status in enumerate(("", YES, UNKNOWN, NEVER, NO, BOUNCED, COMPLAINED))
}
_NOTHING: Mapping[str, Any] = {}  # shared by a million rows: read only


class Row(NamedTuple):
    """One person as a file has them."""

    line: int
    email: str
    canonical: str
    values: tuple[str, ...]  # by CARRIED; "" where the file has nothing
    fields: Mapping[str, Plain] = _NOTHING  # custom ones, by key
    labels: Mapping[str, str] = _NOTHING  # of those, where the file has new ones
    tags: tuple[str, ...] = ()
    status: str = ""  # the gravest that the row says
    agreed_at: datetime | None = None
    left_at: datetime | None = None
    first_seen: datetime | None = None
    changed_at: datetime | None = None
    signed: str = ""
    signed_at: datetime | None = None
    acted_at: datetime | None = None
    clicked_at: datetime | None = None
    without: Sequence[str] = ()  # reasons.WITHOUT
    own: owning.Own | None = None  # of an Undersigned export
    more: beside.More = ()


Cells = Sequence[str]
Refused = list[tuple[int, str]]  # the line, and why
Fields = Mapping[str, Field]  # those of the organisation that are no text, by key
Parse = Callable[[Sequence[int], Sequence[Cells]], tuple[list[Row], Refused]]


def parser(
    mapping: Sequence[str],
    names: Sequence[str],
    *,
    fields: Fields | None = None,
    escaped: bool = True,
) -> Parse:
    """A function from lines and their cells to rows, and those that are refused.

    A row without any content is no row. `escaped`: of our own exports, a CSV file has
    apostrophes before what a spreadsheet would take for a formula; JSON lines have none.
    """
    if any(target.startswith(OWN) for target in mapping):
        return _own_parser(names, uncell=spreadsheets.uncell if escaped else str)
    places: dict[str, list[int]] = {}
    for place, target in enumerate(mapping[: len(names)]):
        if target:
            places.setdefault(target, []).append(place)
    mailed, known, there = (
        places.get("email", []),
        fields or {},
        furthering.layout(mapping, names),
    )

    def parse(lines: Sequence[int], table: Sequence[Cells]) -> tuple[list[Row], Refused]:
        typed = [columns.cleaned([row[place] for row in table]) for place in mailed]
        told = columns.first(typed, len(table))
        addresses = columns.said(told, reading.address)
        refused: Refused = []
        if not all(addresses):
            good = [place for place, address in enumerate(addresses) if address]
            refused = _refused(lines, table, told, addresses)
            lines, table = [lines[place] for place in good], [table[place] for place in good]
            addresses = [addresses[place] for place in good]
        found = _rows(Columns(table, places), lines, addresses, known, there) if table else []
        return found, refused

    return parse


def _refused(
    lines: Sequence[int], table: Sequence[Cells], told: Column, addresses: Column
) -> Refused:
    return [
        (line, "bad_email" if text else "no_email")
        for line, row, text, address in zip(lines, table, told, addresses, strict=True)
        if not address and any(row)
    ]


def _rows(
    found: Columns,
    lines: Sequence[int],
    addresses: Column,
    known: Fields,
    there: furthering.Layout,
) -> list[Row]:
    texts = {name: found.texts(name, longest) for name, longest in _LONGEST.items()}
    further = furthering.find(found, texts, addresses, there, _LONGEST)
    more = beside.gather(chain(further, channels.find(found)), found.size)
    fields, labels, tags = _fields(found, known), [_NOTHING] * found.size, _tags(found)
    if "attributes" in found or "full_name" in found or "address" in found:
        texts = {name: list(column) for name, column in texts.items()}
        fields, labels, tags = _attributes(found, texts, fields, tags, known)
        _full_names(found, texts)
        _addresses(found, texts)
    _places(found, texts)
    statuses = _statuses(found)
    told = [
        found.moments(target)
        for target in ("status_at", "unsubscribed_at", "first_seen", "changed_at")
    ]
    signed = found.texts("signed", _LONGEST_TITLE)
    did = [found.moments(target) for target in ("signed_at", "acted_at", "clicked_at")]
    without: list[Sequence[str]] = [()] * found.size
    for place, reasons in found.left_out.items():
        without[place] = reasons
    parts = zip(
        lines, addresses, map(canonical_address, addresses),
        zip(*texts.values(), strict=True), fields, labels, tags, statuses, *told, signed, *did,
        without, [None] * found.size, more, strict=True,
    )  # fmt: skip
    return list(map(Row._make, parts))


def _fields(found: Columns, known: Fields) -> Sequence[Mapping[str, Plain]]:
    keys: list[str] = []
    cells: list[Sequence[Plain]] = []
    for target in found.targets(FIELD):
        key = key_of(target.removeprefix(FIELD)[:100])
        texts = found.texts(target, _LONGEST_FIELD)
        keys.append(key)
        cells.append(_typed(found, known[key], texts) if key in known else texts)
    if not keys:
        return [_NOTHING] * found.size
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value != ""}
        for row in zip(*cells, strict=True)
    ]


def _typed(found: Columns, field: Field, texts: Column) -> Sequence[Plain]:
    """Of a field with a kind; what does not fit is left out, and said."""
    return [_value(found, field, place, text) for place, text in enumerate(texts)]


def _value(found: Columns, field: Field, place: int, text: str) -> Plain:
    if text:
        try:
            return valuing.read(field.kind, text, options=field.options)
        except valuing.UnfitError:
            found.left_out.setdefault(place, []).append("field")
    return ""


def key_of(label: str) -> str:
    """By which a custom field's values are kept: its label, folded.

    >>> key_of("Favourite issue?")
    'favourite-issue'
    """
    return slugify(label, allow_unicode=True)[:50] or "field"


def _tags(found: Columns) -> list[tuple[str, ...]]:
    tags: list[tuple[str, ...]] = [()] * found.size
    for place, column in enumerate(found.each("tags")):
        read = [reading.tags(text) if text else () for text in column]
        tags = read if not place else [a + b for a, b in zip(tags, read, strict=True)]
    return tags


_IN_ATTRIBUTES = frozenset({
    "given_name", "family_name", "phone", "street", "city", "postal_code", "region", "country",
    "language", "source",
})  # fmt: skip


def _attributes(
    found: Columns,
    texts: dict[str, Column],
    fields: Sequence[Mapping[str, Plain]],
    tags: list[tuple[str, ...]],
    known: Fields,
) -> tuple[list[Mapping[str, Plain]], list[Mapping[str, str]], list[tuple[str, ...]]]:
    """A column with JSON objects, as listmonk has it: what has a column of its own wins."""
    own: list[Mapping[str, Plain]] = []
    labels: list[Mapping[str, str]] = []
    for place, text in enumerate(columns.first(found.each("attributes"), found.size)):
        more: dict[str, Plain] = {}
        named: dict[str, str] = {}
        for label, value in (reading.attributes(text) if text else {}).items():
            target = headers.COMMON.get(headers.folded(label), "")
            if target == "tags":
                tags[place] += reading.tags(value)
            elif target in _IN_ATTRIBUTES:
                _fill(found, texts, place, {target: value})
            elif value:
                key = key_of(label)
                named[key] = label[:100]
                typed = _value(found, known[key], place, value) if key in known else value
                if typed != "":
                    more[key] = typed[:_LONGEST_FIELD] if isinstance(typed, str) else typed
        own.append({**more, **fields[place]} if more else fields[place])
        labels.append(named)
    return own, labels, tags


def _fill(
    found: Columns, texts: dict[str, Column], place: int, values: Mapping[str, str]
) -> None:
    """What the row has no other value for."""
    for name, value in values.items():
        if value and not texts[name][place]:
            longest = _LONGEST[name]
            if len(value) > longest:
                found.left_out.setdefault(place, []).append("cut")
            texts[name][place] = value[:longest].rstrip()


def _full_names(found: Columns, texts: dict[str, Column]) -> None:
    for place, text in enumerate(columns.first(found.each("full_name"), found.size)):
        if text and not texts["given_name"][place] and not texts["family_name"][place]:
            given, family = reading.full_name(text)
            _fill(found, texts, place, {"given_name": given, "family_name": family})


def _addresses(found: Columns, texts: dict[str, Column]) -> None:
    for place, text in enumerate(columns.first(found.each("address"), found.size)):
        if text:
            _fill(found, texts, place, reading.whole_address(text))


def _places(found: Columns, texts: dict[str, Column]) -> None:
    """Country, state and postal code in their written form; what cannot be one is left out."""
    asked = (texts["country"], texts["region"], texts["postal_code"])
    got = zip(*map(reading.place, *asked), strict=True)
    texts["country"], texts["region"], texts["postal_code"], reasons = map(list, got)
    if any(reasons):
        for place, why in enumerate(reasons):
            if why:
                found.left_out.setdefault(place, []).extend(why)


def _says(yes: str, no: str) -> Callable[[str], str]:
    """A column of yes and no, and what each means for the status."""
    return lambda text: yes if reading.is_yes(text) else no


_STATUSES: Iterable[tuple[str, Callable[[str], str]]] = (
    ("status", reading.status), ("no_email", _says(NO, "")), ("no_contact", _says(NO, "")),
    ("wants_email", _says(YES, NO)),
    ("bounces", _says(BOUNCED, "")),
    ("unsubscribed_at", lambda _text: NO),  # somebody wrote when, however it is written
)  # fmt: skip


def _statuses(found: Columns) -> Column:
    """Of several statuses in one row the gravest counts."""
    told = [
        columns.said(column, says)
        for target, says in _STATUSES
        for column in found.each(target)
    ]
    if not told:
        return [""] * found.size
    gravest = told[0]
    if len(told) > 1:
        gravest = [max(row, key=_GRAVITY.__getitem__) for row in zip(*told, strict=True)]
    if UNKNOWN in gravest:
        found.leave_out("status", (status == UNKNOWN for status in gravest))
    return gravest


def _own_parser(names: Sequence[str], *, uncell: Callable[[str], str]) -> Parse:
    """Of our own export: nothing is cleaned, so that everything is as it was."""

    def read(line: int, row: Cells) -> Row | None:
        given = {name: uncell(cell) for name, cell in zip(names, row, strict=True)}
        own = owning.read(given)
        email = given.get("email", "")
        if own is None or not email:
            return None
        status = NO if own.email_consent == EmailConsent.WITHDRAWN else ""
        return Row(
            line, email, canonical_address(email), tuple(own.texts[name] for name in CARRIED),
            own.fields, own.labels, tuple(name for name, _at in own.tags), status,
            first_seen=own.created_at, changed_at=own.changed_at, own=own,
        )  # fmt: skip

    def parse(lines: Sequence[int], table: Sequence[Cells]) -> tuple[list[Row], Refused]:
        found = [
            (line, read(line, row)) for line, row in zip(lines, table, strict=True) if any(row)
        ]
        refused = [(line, "not_ours") for line, row in found if row is None]
        return [row for _line, row in found if row is not None], refused

    return parse
