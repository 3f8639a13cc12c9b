"""Audiences that are kept under a name."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation
from undersigned.segments import compiling, nesting
from undersigned.segments.models import Segment


class TakenError(ValueError):
    """The organisation has another audience of that name."""


@transaction.atomic
def keep(
    *, organisation: Organisation, name: str, rules: Mapping[str, object], at: datetime,
    by: auditing.Actor,
) -> Segment:  # fmt: skip
    """Raises TakenError; RuleError for rules that cannot be used."""
    nesting.opened(rules, organisation_id=organisation.pk)
    compiling.condition(rules, organisation_id=organisation.pk)
    _refuse_taken(organisation.pk, name)
    made = Segment.objects.create(
        organisation=organisation, name=name, rules=dict(rules), created_at=at
    )
    _about(made, at=at, by=by).note("kept", after={"rules": made.rules})
    return made


@transaction.atomic
def rename(
    *, segment: Segment, version: int, name: str, at: datetime, by: auditing.Actor
) -> None:
    """Raises TakenError, and ChangedMeanwhileError if `version` is not the newest."""
    _refuse_taken(segment.organisation_id, name, but=segment.pk)
    about = _about(segment, at=at, by=by)
    saving.change(segment, version=version, values={"name": name}, about=about)


@transaction.atomic
def change_rules(
    *, segment: Segment, version: int, rules: Mapping[str, object], at: datetime,
    by: auditing.Actor,
) -> None:  # fmt: skip
    """Raises RuleError for rules that cannot be used or lead back to this audience, and
    ChangedMeanwhileError if `version` is not the newest.
    """
    # One at a time: two who name each other's audience at one moment would make a circle.
    Organisation.objects.select_for_update().get(pk=segment.organisation_id)
    nesting.opened(rules, organisation_id=segment.organisation_id, of=segment)
    compiling.condition(rules, organisation_id=segment.organisation_id)
    about = _about(segment, at=at, by=by)
    saving.change(segment, version=version, values={"rules": dict(rules)}, about=about)


@transaction.atomic
def remove(*, segment: Segment, at: datetime, by: auditing.Actor) -> None:
    if saving.delete(segment):
        _about(segment, at=at, by=by).note("removed", before={"rules": segment.rules})


def _refuse_taken(organisation_id: int, name: str, *, but: int = 0) -> None:
    same = Segment.objects.filter(organisation=organisation_id, name=name).exclude(pk=but)
    if same.exists():
        raise TakenError(_("You have an audience of this name already."))


def _about(segment: Segment, *, at: datetime, by: auditing.Actor) -> saving.About:
    return saving.About(
        organisation_id=segment.organisation_id,
        subject=(f"audience {segment}", f"segment:{segment.pk}"), at=at, by=by,
    )  # fmt: skip
