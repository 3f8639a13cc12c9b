"""Cells to a person, by the mapping of the file. Pure: asks no database and no clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.text import slugify

from undersigned.lib import spreadsheets
from undersigned.lib.text import canonical_address
from undersigned.supporters.importing import cells as reading
from undersigned.supporters.importing import owning
from undersigned.supporters.importing.cells import (
    BOUNCED,
    COMPLAINED,
    NEVER,
    NO,
    UNKNOWN,
    YES,
)
from undersigned.supporters.matching import headers
from undersigned.supporters.matching.guessing import OWN
from undersigned.supporters.matching.targets import FIELD
from undersigned.supporters.models import EmailConsent

_LONGEST = {
    "given_name": 100, "family_name": 100, "phone": 40, "street": 200, "city": 100,
    "language": 8, "source": 100,
}  # fmt: skip
_LONGEST_FIELD = 2000
_GRAVITY = {
    status: gravity
    for gravity, status in enumerate(("", YES, UNKNOWN, NEVER, NO, BOUNCED, COMPLAINED))
}


@dataclass(slots=True)
class Row:
    """One person as a file has them. `values` holds what is not empty, by supporter's field."""

    line: int
    email: str = ""
    canonical: str = ""
    values: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)  # custom ones, by key
    labels: dict[str, str] = field(
        default_factory=dict
    )  # of those, where the file has new ones
    tags: list[str] = field(default_factory=list)
    status: str = ""  # the gravest that the row says
    agreed_at: datetime | None = None
    left_at: datetime | None = None
    first_seen: datetime | None = None
    changed_at: datetime | None = None
    signed: str = ""
    signed_at: datetime | None = None
    acted_at: datetime | None = None
    clicked_at: datetime | None = None
    without: list[str] = field(default_factory=list)  # reasons.WITHOUT
    own: owning.Own | None = None  # of an Undersigned export

    def say(self, status: str) -> None:
        """Of several statuses in one row the gravest counts."""
        if _GRAVITY[status] > _GRAVITY[self.status]:
            self.status = status


Setter = Callable[[Row, str], None]
Parse = Callable[[int, list[str]], "Row | str"]


def parser(mapping: Sequence[str], names: Sequence[str], *, escaped: bool = True) -> Parse:
    """A function from a row's number and cells to a Row, or why it is refused, or ''.

    '' is a row without any content: it is no row. `escaped`: of our own exports, a CSV file has
    apostrophes before what a spreadsheet would take for a formula; JSON lines have none.
    """
    if any(target.startswith(OWN) for target in mapping):
        return _own_parser(names, uncell=spreadsheets.uncell if escaped else str)
    setters = [
        (place, _setter(target))
        for place, target in enumerate(mapping)
        if target and place < len(names)
    ]

    def parse(line: int, cells: list[str]) -> Row | str:
        row = Row(line)
        for place, put in setters:
            if text := reading.clean(cells[place]):
                put(row, text)
        if not row.email:
            return "no_email" if any(cells) else ""
        return _finished(row)

    return parse


def _own_parser(names: Sequence[str], *, uncell: Callable[[str], str]) -> Parse:
    """Of our own export: nothing is cleaned, so that everything is as it was."""

    def parse(line: int, cells: list[str]) -> Row | str:
        if not any(cells):
            return ""
        given = {name: uncell(cell) for name, cell in zip(names, cells, strict=True)}
        own = owning.read(given)
        email = given.get("email", "")
        if own is None or not email:
            return "not_ours"
        status = NO if own.email_consent == EmailConsent.WITHDRAWN else ""
        return Row(
            line, email=email, canonical=canonical_address(email), own=own,
            values={name: text for name, text in own.texts.items() if text},
            fields=own.fields, labels=own.labels, tags=[name for name, _at in own.tags],
            status=status, first_seen=own.created_at, changed_at=own.changed_at,
        )  # fmt: skip

    return parse


def _finished(row: Row) -> Row | str:
    address = reading.address(row.email)
    if not address:
        return "bad_email"
    row.email, row.canonical = address, canonical_address(address)
    values = row.values
    if "postal_code" in values or "region" in values or "country" in values:
        reading.place(values, row.without)
    if row.status == UNKNOWN:
        row.without.append("status")
    return row


def _setter(target: str) -> Setter:
    if target.startswith(FIELD):
        return _field(target.removeprefix(FIELD)[:100])
    if target in _SPECIAL:
        return _SPECIAL[target]
    if target in _MOMENTS:
        return _moment(target)
    return _text(target)


def _text(name: str) -> Setter:
    longest = _LONGEST.get(name, 60)

    def put(row: Row, text: str) -> None:
        if name not in row.values:
            if len(text) > longest:
                row.without.append("cut")
            row.values[name] = text[:longest].rstrip()

    return put


def key_of(label: str) -> str:
    """By which a custom field's values are kept: its label, folded.

    >>> key_of("Favourite issue?")
    'favourite-issue'
    """
    return slugify(label, allow_unicode=True)[:50] or "field"


def _field(label: str) -> Setter:
    key = key_of(label)

    def put(row: Row, text: str) -> None:
        if len(text) > _LONGEST_FIELD:
            row.without.append("cut")
        row.fields[key] = text[:_LONGEST_FIELD]

    return put


_MOMENTS = {
    "status_at": "agreed_at", "unsubscribed_at": "left_at", "first_seen": "first_seen",
    "changed_at": "changed_at", "signed_at": "signed_at", "acted_at": "acted_at",
    "clicked_at": "clicked_at",
}  # fmt: skip


def _moment(target: str) -> Setter:
    name = _MOMENTS[target]

    def put(row: Row, text: str) -> None:
        moment = reading.moment(text)
        if moment is None:
            row.without.append("date")
        elif getattr(row, name) is None:
            setattr(row, name, moment)
        if target == "unsubscribed_at":  # somebody wrote when, however it is written
            row.say(NO)

    return put


def _email(row: Row, text: str) -> None:
    if not row.email:
        row.email = text


def _full_name(row: Row, text: str) -> None:
    if "given_name" in row.values or "family_name" in row.values:
        return
    given, family = reading.full_name(text)
    for name, part in (("given_name", given), ("family_name", family)):
        if part:
            row.values[name] = part[:100]


def _address(row: Row, text: str) -> None:
    for name, part in reading.whole_address(text).items():
        row.values.setdefault(name, part[: _LONGEST.get(name, 60)])


def _tags(row: Row, text: str) -> None:
    row.tags += reading.tags(text)


_IN_ATTRIBUTES = frozenset({
    "given_name", "family_name", "phone", "street", "city", "postal_code", "region", "country",
    "language", "source", "tags",
})  # fmt: skip


def _attributes(row: Row, text: str) -> None:
    for label, value in reading.attributes(text).items():
        target = headers.COMMON.get(headers.folded(label), "")
        if target in _IN_ATTRIBUTES:
            _setter(target)(row, value)
            continue
        key = key_of(label)
        row.labels[key] = label[:100]
        row.fields[key] = value[:_LONGEST_FIELD]


def _signed(row: Row, text: str) -> None:
    row.signed = text[:200]


def _status(row: Row, text: str) -> None:
    row.say(reading.status(text))


def _says(yes: str, no: str) -> Setter:
    """A column of yes and no, and what each means for the status."""

    def put(row: Row, text: str) -> None:
        means = yes if reading.is_yes(text) else no
        if means:
            row.say(means)

    return put


_SPECIAL: dict[str, Setter] = {
    "email": _email, "full_name": _full_name, "address": _address, "tags": _tags,
    "attributes": _attributes, "signed": _signed, "status": _status,
    "no_email": _says(NO, ""), "wants_email": _says(YES, NO), "bounces": _says(BOUNCED, ""),
}  # fmt: skip
