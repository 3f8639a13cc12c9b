"""Values of custom fields: read from text, shown in words, and compared by the database.

In `Supporter.fields` a number is a number, yes and no are booleans, a date is written as
2026-11-03, and all else is text: so each kind sorts and compares as people expect.
"""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, CharField, F, FloatField, Func
from django.db.models import Field as ModelField
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from undersigned.supporters.files import moments
from undersigned.supporters.models import Field

Kind = Field.Kind
Plain = str | int | float | bool

LONGEST = 2000
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?", re.ASCII)
_DIGITS = 15  # more than these no two systems keep alike
_YES = frozenset({"yes", "y", "true", "t", "1", "on", "x", "✓", "checked"})
_NO = frozenset({"no", "n", "false", "f", "0", "off", "unchecked"})


class UnfitError(ValueError):
    """A text that is no value of the kind; says so, for people."""


def read(kind: str, text: str, *, options: Sequence[str] = ()) -> Plain:
    """The value as it is kept. Raises UnfitError. `text` is not empty.

    >>> read("number", "1,250.50"), read("yes_no", "Yes"), read("date", "2026-11-03")
    (1250.5, True, '2026-11-03')
    """
    text = text.strip()
    if kind == Kind.NUMBER:
        return _number(text)
    if kind == Kind.DATE:
        return _date(text)
    if kind == Kind.YES_NO:
        return _yes_no(text)
    if kind == Kind.CHOICE:
        return _choice(text, options)
    if len(text) > LONGEST:
        raise UnfitError(
            _("This is longer than %(most)s letters; shorten it.") % {"most": LONGEST}
        )
    return text


def _number(text: str) -> int | float:
    digits = sum(letter.isdigit() for letter in text)
    if not _NUMBER.fullmatch(text) or digits > _DIGITS:
        words = _("“%(text)s” is no number. Write it as 1250 or 12.5.")
        raise UnfitError(words % {"text": text[:40]})
    number = Decimal(text.replace(",", ""))
    return int(number) if number == number.to_integral_value() else float(number)


def _date(text: str) -> str:
    moment = moments.read(text)
    if moment is None:
        words = _("“%(text)s” is no date. Write it as 2026-11-03.")
        raise UnfitError(words % {"text": text[:40]})
    return moment.date().isoformat()


def _yes_no(text: str) -> bool:
    folded = text.casefold()
    if folded not in _YES | _NO:
        raise UnfitError(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    return folded in _YES


def _choice(text: str, options: Sequence[str]) -> str:
    folded = {option.casefold(): option for option in options}
    if text.casefold() not in folded:
        words = _("“%(text)s” is none of: %(options)s.")
        raise UnfitError(words % {"text": text[:40], "options": ", ".join(options)})
    return folded[text.casefold()]


def plain(value: Any) -> str:  # noqa: ANN401  of JSON
    """As it is typed into a form, and written into a file."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def fit(kind: str, value: Any, *, options: Sequence[str] = ()) -> Plain:  # noqa: ANN401
    """A value that is there, in the form of the kind; as it is where it does not fit."""
    try:
        return read(kind, plain(value), options=options)
    except UnfitError:
        return value if isinstance(value, bool | int | float) else str(value)


def is_fit(kind: str, value: Any) -> bool:  # noqa: ANN401
    """Whether rules and sorting can use it."""
    if kind == Kind.YES_NO:
        return isinstance(value, bool)
    if kind == Kind.NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def show(kind: str, value: Any) -> str:  # noqa: ANN401
    """In words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return str(number_format(value, use_l10n=True, force_grouping=True))
    if kind == Kind.DATE:
        try:
            return date_format(date.fromisoformat(value), "DATE_FORMAT")
        except ValueError:
            return str(value)
    return str(value)


class Value(Func):
    """The value of one field as SQL of its own type; NULL where it is none, or does not fit.

    `Supporter.objects.filter(GreaterThan(Value(field), 3))`, and `.order_by(Value(field))`.
    """

    def __init__(self, field: Field, *, of: str = "fields") -> None:
        super().__init__(F(of), output_field=_output(field.kind))
        self._key, self._kind = field.key, str(field.kind)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # noqa: ANN401, ARG002
        column, params = compiler.compile(self.get_source_expressions()[0])
        kind, cast = _POSTGRESQL.get(self._kind, ("string", ' COLLATE "C"'))
        if self._kind in {Kind.TEXT, Kind.CHOICE}:
            cast = ""
        sql = (
            f"CASE WHEN jsonb_typeof({column} -> %s) = '{kind}'"
            f" THEN ({column} ->> %s){cast} END"
        )
        return sql, [*params, self._key, *params, self._key]

    def as_sqlite(self, compiler: Any, connection: Any, **_more: Any) -> tuple[str, list[Any]]:  # noqa: ANN401, ARG002
        column, params = compiler.compile(self.get_source_expressions()[0])
        path = f'$."{self._key}"'
        types = _SQLITE.get(self._kind, "('text')")
        sql = (
            f"CASE WHEN JSON_TYPE({column}, %s) IN {types} THEN JSON_EXTRACT({column}, %s) END"
        )
        return sql, [*params, path, *params, path]


_POSTGRESQL: dict[str, tuple[str, str]] = {
    Kind.NUMBER: ("number", "::double precision"),
    Kind.YES_NO: ("boolean", "::boolean"),
}
_SQLITE: dict[str, str] = {Kind.NUMBER: "('integer', 'real')", Kind.YES_NO: "('true', 'false')"}


def _output(kind: str) -> ModelField[Any, Any]:
    if kind == Kind.NUMBER:
        return FloatField()
    return BooleanField() if kind == Kind.YES_NO else CharField()
