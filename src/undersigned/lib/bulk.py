"""Writes many rows at once: many times faster than `bulk_create` and `bulk_update`.

One statement a batch: `executemany` on SQLite; COPY on PostgreSQL, or one JSON parameter where
rows may be there already. Values are of the types that the fields give, keys as ids. All of it
happens in the caller's transaction. Nothing is read back.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = Sequence[Any]
Model = type[models.Model]


def insert(model: Model, names: Sequence[str], rows: Iterable[Row]) -> None:
    """`rows` hold the values of the fields `names`, in their order; no default is filled in."""
    fields = [model._meta.get_field(name) for name in names]  # noqa: SLF001  documented API
    _insert(model, fields, rows, ignore_conflicts=False)


def insert_all(things: Sequence[models.Model], *, ignore_conflicts: bool = False) -> None:
    """All fields of these, which are of one model; their ids stay unknown.

    With `ignore_conflicts`, those whose place is taken are left out.
    """
    if not things:
        return
    model = type(things[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    values = attrgetter(*(field.attname for field in fields))
    _insert(model, fields, map(values, things), ignore_conflicts=ignore_conflicts)


def update_all(things: Sequence[models.Model], names: Sequence[str]) -> None:
    """Writes these fields of rows that are there, which are of one model."""
    if not things:
        return
    model = type(things[0])
    fields: list[Any] = [model._meta.get_field(name) for name in names]  # noqa: SLF001
    key: Any = model._meta.pk  # noqa: SLF001
    values = attrgetter(*(field.attname for field in (*fields, key)))
    rows = map(values, things)
    table = model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sets = ", ".join(f'"{field.column}" = "new"."{field.column}"' for field in fields)
            cursor.execute(
                f'UPDATE "{table}" SET {sets} FROM {_recordset([*fields, key])}'  # noqa: S608  names of our own models
                f' WHERE "{table}"."{key.column}" = "new"."{key.column}"',
                [_records([*fields, key], rows)],
            )
        else:
            sets = ", ".join(f'"{field.column}" = %s' for field in fields)
            cursor.executemany(
                f'UPDATE "{table}" SET {sets} WHERE "{key.column}" = %s',  # noqa: S608
                list(_ready([*fields, key], rows)),
            )


def _insert(
    model: Model, fields: Sequence[Any], rows: Iterable[Row], *, ignore_conflicts: bool
) -> None:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    into = f'"{model._meta.db_table}" ({columns})'  # noqa: SLF001
    skips = " ON CONFLICT DO NOTHING" if ignore_conflicts else ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {into} VALUES ({marks}){skips}"  # noqa: S608
            cursor.executemany(statement, list(_ready(fields, rows)))
        elif ignore_conflicts:
            cursor.execute(
                f"INSERT INTO {into} SELECT * FROM {_recordset(fields)}{skips}",  # noqa: S608
                [_records(fields, rows)],
            )
        else:
            copying = cursor.copy(f"COPY {into} FROM STDIN")
            with connection.wrap_database_errors, copying as copy:
                for row in _ready(fields, rows):
                    copy.write_row(row)


def _recordset(fields: Sequence[Any]) -> str:
    """The rows as one parameter of a statement, as a table called "new"."""
    columns = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    return f'json_to_recordset(%s) AS "new" ({columns})'


def _records(fields: Sequence[Any], rows: Iterable[Row]) -> str:
    """As PostgreSQL reads them: times and UUIDs as text."""
    names = [field.column for field in fields]
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str)


def _ready(fields: Sequence[Any], rows: Iterable[Row]) -> Iterable[list[Any]]:
    """As the database's driver takes them."""
    converters = [_converter(field) for field in fields]
    for row in rows:
        yield [
            None if value is None else convert(value)
            for convert, value in zip(converters, row, strict=True)
        ]


def _converter(field: Any) -> Callable[[Any], Any]:  # noqa: ANN401  a field of any type
    if isinstance(field, models.JSONField):
        return _json
    if isinstance(field, models.CharField | models.TextField):
        return str  # a choice is an enum, and the driver would write its name
    if connection.vendor == "sqlite":
        if isinstance(field, models.UUIDField):
            return _hex
        if isinstance(field, models.DateTimeField):
            return _moment
    return _same


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hex(value: UUID) -> str:
    return value.hex


def _moment(value: datetime) -> str:
    return str(connection.ops.adapt_datetimefield_value(value))


def _same(value: Any) -> Any:  # noqa: ANN401
    return value
