"""Inserts rows that nobody needs as objects: many times faster than `bulk_create`.

One statement's work a batch: `executemany` on SQLite, COPY on PostgreSQL. Defaults of the
model are not asked: a value is given for each column that has none in the database.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

Row = Sequence[Any]


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """`rows` hold the values of the fields `names`, in their order; in the caller's
    transaction. Values are of the types that the fields give, keys as ids.
    """
    meta = model._meta  # noqa: SLF001  Django's documented API
    fields: list[Any] = [meta.get_field(name) for name in names]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    ready = _ready(fields, rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
                for row in ready:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(
                f'INSERT INTO "{meta.db_table}" ({columns}) VALUES ({marks})',  # noqa: S608  names of our own models
                list(ready),
            )


def _ready(fields: Sequence[Any], rows: Iterable[Row]) -> Iterable[list[Any]]:
    """As the database's driver takes them."""
    converters = [_converter(field) for field in fields]
    for row in rows:
        yield [convert(value) for convert, value in zip(converters, row, strict=True)]


def _converter(field: Any) -> Callable[[Any], Any]:  # noqa: ANN401  a field of any type
    if isinstance(field, models.JSONField):
        return _json
    if connection.vendor == "sqlite":
        if isinstance(field, models.UUIDField):
            return _hex
        if isinstance(field, models.DateTimeField):
            return _moment
    return _same


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _moment(value: datetime | None) -> str | None:
    return None if value is None else str(connection.ops.adapt_datetimefield_value(value))


def _same(value: Any) -> Any:  # noqa: ANN401
    return value
