"""Custom fields: staff define them, change their kind, and write their values."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from undersigned.lib import bulk
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation
from undersigned.supporters import keeping, valuing
from undersigned.supporters.importing.rows import key_of
from undersigned.supporters.models import Field, Supporter

_BATCH = 2000
MOST_OPTIONS = 200


class TakenError(ValueError):
    """The organisation has a field that is called so."""


def fields(organisation_id: int) -> list[Field]:
    """The organisation's own, in the order in which they were made."""
    rows = Field.objects.filter(organisation_id=organisation_id, removed=False)
    return list(rows.order_by("pk"))


@transaction.atomic
def add(
    *, organisation: Organisation, label: str, kind: str, options: Sequence[str] = (),
    at: datetime, by: auditing.Actor,
) -> Field:  # fmt: skip
    """Raises TakenError."""
    made = Field(
        organisation=organisation, key=key_of(label), label=label, kind=kind,
        options=list(options),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise TakenError(_("You have a field of this name already.")) from error
    _about(made, at=at, by=by).note("added", after={"kind": kind, "options": list(options)})
    return made


@transaction.atomic
def change(
    *, field: Field, version: int, label: str, kind: str, options: Sequence[str] = (),
    at: datetime, by: auditing.Actor,
) -> bool:  # fmt: skip
    """A new kind brings the values into its form, in the background; none is lost by it.

    Raises ChangedMeanwhileError if `version` is not the newest.
    """
    values: dict[str, Any] = {"label": label, "kind": kind, "options": list(options)}
    done = saving.change(
        field, version=version, values=values, about=_about(field, at=at, by=by)
    )
    if kind != field.kind or list(options) != field.options:
        Field.objects.filter(pk=field.pk).update(reshaping_from=0)
    return done


@transaction.atomic
def remove(*, field: Field, at: datetime, by: auditing.Actor) -> None:
    """Gone from all pages at once; its values are deleted in the background."""
    rows = Field.objects.filter(pk=field.pk, removed=False)
    if rows.update(removed=True, reshaping_from=0):
        _about(field, at=at, by=by).note("removed")


def reshape_due(*, at: datetime) -> int:  # noqa: ARG001  the clock's form
    """Brings the values of a batch of people into the form of their field; how many it saw.

    How far it is stands in the same transaction, and a second time changes nothing.
    """
    with transaction.atomic():
        field = (
            Field.objects.select_for_update()
            .filter(reshaping_from__isnull=False)
            .order_by("pk")
            .first()
        )
        if field is None:
            return 0
        rows = list(
            Supporter.objects.select_for_update()
            .filter(
                organisation_id=field.organisation_id, pk__gt=field.reshaping_from,
                fields__has_key=field.key,
            )
            .order_by("pk")
            .values_list("pk", "fields")[:_BATCH]
        )  # fmt: skip
        changed = [(new, pk) for pk, old in rows if (new := _reshaped(field, old)) is not None]
        if changed:
            bulk.update(Supporter, ("fields",), changed, add=["version"])
        if len(rows) == _BATCH:
            Field.objects.filter(pk=field.pk).update(reshaping_from=rows[-1][0])
        elif field.removed:
            field.delete()
        else:
            Field.objects.filter(pk=field.pk).update(reshaping_from=None)
        return max(len(rows), 1)


def _reshaped(field: Field, old: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where nothing changes."""
    if field.removed:
        return {key: value for key, value in old.items() if key != field.key}
    value = old[field.key]
    fitting = valuing.fit(field.kind, value, options=field.options)
    same = type(fitting) is type(value) and fitting == value  # in Python, 1 == True
    return None if same else {**old, field.key: fitting}


def unfit(field: Field) -> int:
    """How many people have a value that is none of the kind: kept, shown, used by no rule."""
    there = Supporter.objects.filter(
        organisation_id=field.organisation_id, fields__has_key=field.key
    )
    return there.alias(fitting=valuing.Value(field)).filter(fitting__isnull=True).count()


def having(field: Field) -> int:
    """How many people have a value."""
    return Supporter.objects.filter(
        organisation_id=field.organisation_id, fields__has_key=field.key
    ).count()


@transaction.atomic
def write(
    *, supporter: Supporter, version: int, values: Mapping[str, valuing.Plain | None],
    at: datetime, by: auditing.Actor,
) -> list[str]:  # fmt: skip
    """A person's values by key; None takes one away. Answers the keys that changed.

    Raises ChangedMeanwhileError if somebody saved the person since the form was opened.
    """
    new = dict(supporter.fields)
    for key, value in values.items():
        if value is None:
            new.pop(key, None)
        else:
            new[key] = value
    changed = sorted(
        key
        for key in new.keys() | supporter.fields.keys()
        if (new.get(key), type(new.get(key)))
        != (supporter.fields.get(key), type(supporter.fields.get(key)))
    )
    if not changed:
        return []
    row = Supporter.objects.filter(pk=supporter.pk, version=version)
    if row.update(fields=new, changed_at=at, version=F("version") + 1) != 1:
        raise keeping.ChangedMeanwhileError
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by, verb="changed",
        subject=("a supporter", f"supporter:{supporter.uuid}"), after={"fields": changed},
    )  # fmt: skip
    return changed


def _about(field: Field, *, at: datetime, by: auditing.Actor) -> saving.About:
    return saving.About(
        organisation_id=field.organisation_id, subject=(f"field {field}", f"field:{field.pk}"),
        at=at, by=by,
    )  # fmt: skip
