"""Groups of states: makes, changes and removes them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation
from undersigned.places import regions
from undersigned.places.models import StateGroup


class TakenError(ValueError):
    """The organisation has another group of that name and year."""


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    values: Mapping[str, Any],
    at: datetime,
    by: auditing.Actor,
) -> StateGroup:
    """Raises TakenError."""
    _refuse_taken(organisation.pk, values)
    made = StateGroup.objects.create(organisation=organisation, **values)
    _about(made, at=at, by=by).note("added", after=values)
    return made


@transaction.atomic
def change(
    *, group: StateGroup, version: int, values: Mapping[str, Any], at: datetime,
    by: auditing.Actor,
) -> None:  # fmt: skip
    """Raises TakenError, and ChangedMeanwhileError if `version` is not the newest."""
    _refuse_taken(group.organisation_id, values, but=group.pk)
    about = _about(group, at=at, by=by)
    saving.change(group, version=version, values=values, about=about)


@transaction.atomic
def remove(*, group: StateGroup, at: datetime, by: auditing.Actor) -> None:
    if saving.delete(group):
        _about(group, at=at, by=by).note("removed", before={"codes": group.codes})


def groups(organisation: Organisation) -> list[StateGroup]:
    """The organisation's own, in the order in which they were made."""
    return list(StateGroup.objects.filter(organisation=organisation).order_by("pk"))


def names(codes: Sequence[str]) -> str:
    """'Iowa, Ohio'."""
    return ", ".join(regions.name("US", code) for code in codes)


def _refuse_taken(organisation_id: int, values: Mapping[str, Any], *, but: int = 0) -> None:
    same = StateGroup.objects.filter(
        organisation=organisation_id, name__iexact=values["name"], year=values["year"]
    ).exclude(pk=but)
    if same.exists():
        words = _(
            "You have a group “%(name)s” of that year already. Change it, or name another."
        )
        raise TakenError(words % {"name": values["name"]})


def _about(group: StateGroup, *, at: datetime, by: auditing.Actor) -> saving.About:
    return saving.About(
        organisation_id=group.organisation_id,
        subject=(f"group of states {group}", f"stategroup:{group.pk}"), at=at, by=by,
    )  # fmt: skip
