"""Which answers of which topics are averaged: a member's decision, in the trail."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from undersigned.evidence.models import Series
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation


class AlreadyFollowedError(ValueError):
    """The topic's answer is averaged already for these people."""


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> Series:
    """Computed at the clock's next turn. Raises AlreadyFollowedError."""
    try:
        with transaction.atomic():
            series = Series.objects.create(organisation=organisation, created_at=at, **values)
    except IntegrityError as error:
        raise AlreadyFollowedError(str(values["answer"])) from error
    _about(series, at=at, by=by).note("added", after=_told(series))
    return series


@transaction.atomic
def change(
    *, series: Series, version: int, values: Mapping[str, object], at: datetime,
    by: auditing.Actor,
) -> None:  # fmt: skip
    """Raises AlreadyFollowedError, ChangedMeanwhileError."""
    try:
        with transaction.atomic():
            changed = saving.change(
                series, version=version, values=values, about=_about(series, at=at, by=by)
            )
    except IntegrityError as error:
        raise AlreadyFollowedError(str(values["answer"])) from error
    if changed:
        Series.objects.filter(pk=series.pk).update(computed_on=None)


@transaction.atomic
def remove(*, series: Series, at: datetime, by: auditing.Actor) -> None:
    """With all that was computed of it. Raises InUseError when a claim rests on it."""
    told = _told(series)
    if saving.delete(series):
        _about(series, at=at, by=by).note("removed", before=told)


def _about(series: Series, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"average {series}", f"series:{series.pk}")
    return saving.About(organisation_id=series.organisation_id, subject=subject, at=at, by=by)


def _told(series: Series) -> dict[str, object]:
    return {
        "topic": str(series.topic), "answer": series.answer, "population": series.population,
        "subgroup": series.subgroup, "is_public": series.is_public,
    }  # fmt: skip
