"""Sentences bound to what carries them; each is checked as soon as it is saved."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from undersigned.evidence import rechecking
from undersigned.evidence.models import Claim, Result
from undersigned.organisations import auditing, saving
from undersigned.organisations.models import Organisation


class NotOnRecordError(ValueError):
    """The claim's number is not the one of its result."""


def refuse_other_number(*, number: Decimal | None, result: Result | None) -> None:
    """A claim's number is the record's, to the rounding of a whole."""
    if number is None or result is None:
        return
    if result.share is None or number not in (result.share, round(result.share)):
        raise NotOnRecordError(result.as_printed)


@transaction.atomic
def add(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> Claim:
    """`values` by the fields' names. Raises NotOnRecordError."""
    claim = Claim(organisation=organisation, created_at=at, **values)
    refuse_other_number(number=claim.number, result=claim.result)
    claim.save()
    _about(claim, at=at, by=by).note("added", after=_bound(claim))
    rechecking.check([claim], at=at)
    return claim


@transaction.atomic
def change(
    *,
    claim: Claim,
    version: int,
    values: Mapping[str, object],
    at: datetime,
    by: auditing.Actor,
) -> None:
    """What somebody types is no fall. Raises NotOnRecordError, ChangedMeanwhileError."""
    new = Claim(organisation=claim.organisation, **values)
    refuse_other_number(number=new.number, result=new.result)
    about = _about(claim, at=at, by=by)
    if saving.change(claim, version=version, values=values, about=about):
        claim.refresh_from_db()
        Claim.objects.filter(pk=claim.pk).update(fallen_at=None)
        rechecking.check([claim], at=at, tells=False)


@transaction.atomic
def remove(*, claim: Claim, at: datetime, by: auditing.Actor) -> None:
    """Raises InUseError when a campaign shows it."""
    saving.refuse_if_used(claim.campaigns.all())
    if saving.delete(claim):
        _about(claim, at=at, by=by).note("removed", before=_bound(claim))


@transaction.atomic
def acknowledge(*, claim: Claim, at: datetime, by: auditing.Actor) -> bool:
    """Takes the alert away; the status stays. False when somebody was quicker."""
    rows = Claim.objects.filter(pk=claim.pk, fallen_at__isnull=False)
    if not rows.update(fallen_at=None):
        return False
    _about(claim, at=at, by=by).note("took note of the fall of")
    return True


def _about(claim: Claim, *, at: datetime, by: auditing.Actor) -> saving.About:
    subject = (f"claim {claim.sentence}", f"claim:{claim.pk}")
    return saving.About(organisation_id=claim.organisation_id, subject=subject, at=at, by=by)


def _bound(claim: Claim) -> dict[str, object]:
    return {
        "kind": claim.kind, "result": claim.result_id, "other": claim.other_id,
        "series": claim.series_id, "number": claim.number,
    }  # fmt: skip
