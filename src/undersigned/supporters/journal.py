"""Notes what a merge does to rows, exactly enough to take it back.

A row is noted as JSON: what it was before, what it is after. Taking back goes from the last
step to the first, and leaves alone what somebody has changed or removed since.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from undersigned.supporters.models import Merge, MergeStep

Kind = MergeStep.Kind
Row = dict[str, Any]


class Journal:
    """Of one merge, in the caller's transaction."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge
        self.counts: dict[str, int] = {}

    def count(self, name: str, number: int) -> None:
        if number:
            self.counts[name] = self.counts.get(name, 0) + number

    def tell(self, room: str, told: object) -> None:
        """What the room's own `take_back` will get."""
        self._step(Kind.TOLD, room, [told])

    def change(self, rows: QuerySet[Any], **values: object) -> int:
        """Sets these values on each of the rows; how many."""
        found = list(rows.select_for_update())
        if found:
            model = type(found[0])
            self._step(Kind.CHANGED, model._meta.label, [_noted(row, values) for row in found])  # noqa: SLF001
            model._base_manager.filter(pk__in=[row.pk for row in found]).update(**values)  # noqa: SLF001
        return len(found)

    def change_one(self, row: models.Model, **values: object) -> None:
        """Sets these values on one row that the caller has locked, and on the object."""
        model = type(row)
        self._step(Kind.CHANGED, model._meta.label, [_noted(row, values)])  # noqa: SLF001
        model._base_manager.filter(pk=row.pk).update(**values)  # noqa: SLF001
        for name, value in values.items():
            setattr(row, name, value)

    def remove(self, rows: QuerySet[Any]) -> int:
        """Nothing may hang on them: there is no cascade."""
        found = list(rows.select_for_update())
        if found:
            model = type(found[0])
            self._step(Kind.REMOVED, model._meta.label, [_whole(row) for row in found])  # noqa: SLF001
            gone = model._base_manager.filter(pk__in=[row.pk for row in found])  # noqa: SLF001
            gone._raw_delete(gone.db)  # noqa: SLF001  Django's own way, used since 1.5
        return len(found)

    def make(self, row: models.Model) -> None:
        row.save(force_insert=True)
        self._step(Kind.MADE, row._meta.label, [{"pk": _plain(row.pk)}])  # noqa: SLF001

    def move(self, model: type[models.Model], name: str, *, loser: Any, winner: Any) -> int:  # noqa: ANN401
        """Points rows at the winner. Of two that may not stand side by side the winner's stays.

        How many rows came over.
        """
        rows = model._base_manager.filter(**{name: loser})  # noqa: SLF001
        self.remove(rows.filter(pk__in=_doubled(model, name, loser=loser, winner=winner)))
        return self.change(rows.all(), **{name: winner})

    def _step(self, kind: MergeStep.Kind, table: str, rows: list[Any]) -> None:
        MergeStep.objects.create(merge=self.merge, kind=kind, table=table, rows=rows)


def _noted(row: models.Model, values: Mapping[str, object]) -> Row:
    fields: list[tuple[Any, object]] = [
        (row._meta.get_field(name), value)  # noqa: SLF001
        for name, value in values.items()
    ]
    return {
        "pk": _plain(row.pk),
        "before": {field.attname: _plain(getattr(row, field.attname)) for field, _v in fields},
        "after": {field.attname: _plain(value) for field, value in fields},
    }


def _doubled(model: type[models.Model], name: str, *, loser: Any, winner: Any) -> list[Any]:  # noqa: ANN401
    """The loser's rows whose place is taken by a row of the winner."""
    found: set[Any] = set()
    for fields, condition in _unique_with(model, name):
        rows = model._base_manager.filter(condition)  # noqa: SLF001
        others = [one for one in fields if one != name]
        taken = set(rows.filter(**{name: winner}).values_list(*others, "pk"))
        places = {place[:-1] for place in taken}
        theirs = rows.filter(**{name: loser}).values_list("pk", *others)
        found |= {pk for pk, *place in theirs if tuple(place) in places}
    return list(found)


def _unique_with(model: type[models.Model], name: str) -> list[tuple[tuple[str, ...], Q]]:
    """The fields of each promise that holds the key, and of which rows it holds."""
    meta = model._meta  # noqa: SLF001
    several = [
        (tuple(one.fields), one.condition or Q())
        for one in meta.constraints
        if isinstance(one, models.UniqueConstraint) and name in one.fields
    ]
    field: Any = meta.get_field(name)
    return [*several, ((name,), Q())] if field.unique else several


def take_back(step: MergeStep) -> None:
    """Undoes one step's rows; a row that is no more as the merge left it stays as it is."""
    model: type[models.Model] = apps.get_model(step.table)
    manager = model._base_manager  # noqa: SLF001
    if step.kind == Kind.REMOVED:
        manager.bulk_create([_row(model, noted) for noted in step.rows])
    elif step.kind == Kind.MADE:
        manager.filter(pk__in=[noted["pk"] for noted in step.rows]).delete()
    else:
        for noted in step.rows:
            _change_back(model, noted)


def _change_back(model: type[models.Model], noted: Row) -> None:
    """Each field by itself: one that was changed since keeps what it has."""
    rows = model._base_manager.select_for_update().filter(pk=noted["pk"])  # noqa: SLF001
    row = rows.first()
    if row is None:
        return
    still = [
        name for name, after in noted["after"].items() if _plain(getattr(row, name)) == after
    ]
    before = _values(model, {name: noted["before"][name] for name in still})
    if before:
        rows.update(**before)


def _whole(row: models.Model) -> Row:
    fields = row._meta.concrete_fields  # noqa: SLF001
    return {field.attname: _plain(getattr(row, field.attname)) for field in fields}


def _row(model: type[models.Model], noted: Row) -> models.Model:
    return model(**_values(model, noted))


def _values(model: type[models.Model], noted: Row) -> dict[str, Any]:
    by_name = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return {name: _python(by_name[name], value) for name, value in noted.items()}


def _python(field: Any, value: Any) -> Any:  # noqa: ANN401  a field and its value
    if value is None or isinstance(field, models.JSONField):
        return value
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


def _plain(value: Any) -> Any:  # noqa: ANN401
    """As JSON holds it. Bytes are in no table that a merge touches."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return _plain(value.pk)
    return str(value) if isinstance(value, models.Choices) else value
