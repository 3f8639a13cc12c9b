"""The criterion about what the organisation keeps beside: its own fields of people.

A value is text in JSON, whatever it means; each way to compare says what it takes it for, and
is true or false of everybody, also of those whose value is missing or is something else.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    Expression,
    FloatField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Left, Lower
from django.db.models.lookups import (
    Exact,
    GreaterThanOrEqual,
    IContains,
    In,
    LessThanOrEqual,
    Regex,
)
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import parse_words, parts
from undersigned.supporters.models import Field

# What is taken for a number, and for a day, by both databases and by a form alike.
NUMBER: Final = r"^-?([0-9]{1,15}[.]?[0-9]{0,9}|[.][0-9]{1,9})$"
DAY: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"


def parse_number(value: object) -> float:
    text = str(value).strip()
    if not re.search(NUMBER, text):
        raise RuleError(_("“%(value)s” is no number.") % {"value": value})
    return float(text)


def parse_day(value: object) -> str:
    try:
        day: date | None = parse_date(str(value))
    except ValueError:
        day = None
    if day is None:
        raise RuleError(_("“%(value)s” is no date. Write it as 2026-11-03.") % {"value": value})
    return day.isoformat()


def _compared(
    text: Expression, lookup: type[GreaterThanOrEqual[Any] | LessThanOrEqual[Any]], asked: float
) -> Expression:
    """The text is a number, and compares like that. Only what is one may be cast on PostgreSQL;
    on SQLite the pattern costs most, and is asked last.
    """
    parts: list[Any] = [
        Regex(text, Value(NUMBER)),
        lookup(Cast(text, FloatField()), Value(asked)),
    ]
    if connection.vendor == "sqlite":
        parts.reverse()
    first, then = parts
    return Case(When(first, then=then), output_field=BooleanField())


def _day(text: Expression) -> Expression:
    return Case(When(Regex(text, Value(DAY)), then=Left(text, 10)), output_field=TextField())


def _written(value: object) -> list[str]:
    """As the text of the value may be: a yes or no is kept as true or false."""
    typed = parse_words(value).lower()
    return [typed, *{"yes": ["true"], "no": ["false"]}.get(typed, [])]


@dataclass(frozen=True)
class _Way:
    """`condition` of the value's text and what was typed; `words` follow the field's name."""

    label: Promise
    condition: Callable[[Expression, object], Expression]
    words: Promise
    shown: Callable[[object], str] = parse_words


def _shown_day(value: object) -> str:
    return date_format(date.fromisoformat(parse_day(value)))


def _shown_number(value: object) -> str:
    return f"{parse_number(value):g}"


WAYS: Final = {
    "is": _Way(
        gettext_lazy("is"), lambda text, value: In(Lower(text), _written(value)),
        gettext_lazy("“%(value)s” as “%(field)s”"),
    ),
    "contains": _Way(
        gettext_lazy("contains"),
        lambda text, value: IContains(text, Value(parse_words(value))),
        gettext_lazy("“%(field)s” with “%(value)s” in it"),
    ),
    "least": _Way(
        gettext_lazy("is at least (a number)"),
        lambda text, value: _compared(text, GreaterThanOrEqual, parse_number(value)),
        gettext_lazy("“%(field)s” of at least %(value)s"), _shown_number,
    ),
    "most": _Way(
        gettext_lazy("is at most (a number)"),
        lambda text, value: _compared(text, LessThanOrEqual, parse_number(value)),
        gettext_lazy("“%(field)s” of at most %(value)s"), _shown_number,
    ),
    "since": _Way(
        gettext_lazy("is on this day or later (2026-11-03)"),
        lambda text, value: GreaterThanOrEqual(_day(text), Value(parse_day(value))),
        gettext_lazy("“%(field)s” on %(value)s or later"), _shown_day,
    ),
    "until": _Way(
        gettext_lazy("is on this day or earlier (2026-11-03)"),
        lambda text, value: LessThanOrEqual(_day(text), Value(parse_day(value))),
        gettext_lazy("“%(field)s” on %(value)s or earlier"), _shown_day,
    ),
    "filled": _Way(
        gettext_lazy("is filled in"), lambda text, _value: ~Exact(text, Value("")),
        gettext_lazy("something as “%(field)s”"), lambda _value: "",
    ),
}  # fmt: skip


def _way(value: object) -> _Way:
    asked = parts(value).get("way")
    if asked not in WAYS:
        raise RuleError(_("Choose how “%(way)s” is to be compared.") % {"way": asked})
    return WAYS[asked]


def _has(value: object, _organisation_id: int) -> Q:
    way, asked = _way(value), parts(value)
    text = Cast(KeyTextTransform(str(asked.get("field")), "fields"), TextField())
    return Q(Coalesce(way.condition(text, asked.get("value")), Value(value=False)))


def _read_has(value: object, organisation_id: int) -> str:
    way, asked = _way(value), parts(value)
    key = str(asked.get("field"))
    found = Field.objects.filter(organisation_id=organisation_id, key=key).first()
    if found is None:
        raise RuleError(_("There is no field “%(key)s” any more.") % {"key": key})
    told = way.words % {"field": found.label, "value": way.shown(asked.get("value"))}
    return _("has %(told)s") % {"told": told}


CRITERIA = (Criterion("field", _has, _read_has),)
