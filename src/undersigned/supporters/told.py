"""One table of the answer to a request for access, as each room writes its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

_EMPTY: tuple[object, ...] = (None, "", {}, [])


@dataclass(frozen=True, kw_only=True)
class Told:
    """A key for machines, words for people, rows by column; what is empty is left out."""

    key: str
    title: str
    columns: Mapping[str, str]  # key: words
    rows: Sequence[Mapping[str, Any]] = field(default_factory=list)

    @property
    def lines(self) -> list[list[tuple[str, Any]]]:
        """Each row as words and values, for a page."""
        return [
            [(self.columns[name], _plain(value)) for name, value in row.items()]
            for row in self.rows
        ]


def _plain(value: Any) -> Any:  # noqa: ANN401  of any column
    """What was kept as JSON, as one line."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        said = {name: inner for name, inner in value.items() if _is_said(inner)}
        return "; ".join(_pair(name, inner) for name, inner in said.items())
    if isinstance(value, list):
        return ", ".join(str(_plain(inner)) for inner in value)
    return value


def _pair(name: object, value: object) -> str:
    plain = _plain(value)
    return f"{name} ({plain})" if isinstance(value, Mapping) else f"{name}: {plain}"


def table(key: str, title: str, rows: QuerySet[Any], columns: Mapping[str, str]) -> Told:
    """`columns` are fields, or paths across tables, with words for people. One query."""
    choices = {name: _choices(rows.model, name) for name in columns}
    found = [
        {name: _said(value, choices[name]) for name, value in row.items() if _is_said(value)}
        for row in rows.values(*columns)
    ]
    return Told(key=key, title=title, columns=columns, rows=found)


def _is_said(value: object) -> bool:
    return not any(value is one or value == one for one in _EMPTY)


def _choices(model: type[Model], path: str) -> Mapping[Any, Any]:
    """What the values of a choice are called."""
    try:
        found: Any = model._meta.get_field(path)  # noqa: SLF001  documented API
    except FieldDoesNotExist:  # a path across tables
        return {}
    return dict(found.flatchoices)


def _said(value: object, choices: Mapping[Any, Any]) -> object:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(choices[value]) if isinstance(value, str) and value in choices else value
