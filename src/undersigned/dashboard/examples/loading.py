"""Puts an example into the installation and takes it out: what command and page both call."""

from datetime import datetime

from django.db import transaction

from undersigned.dashboard.examples import crowd, invented, reconstructed, removing
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.petitions import leaving


class LoadedAlreadyError(ValueError):
    """The installation holds this example."""


def find(kind: Organisation.Example) -> Organisation | None:
    return Organisation.objects.filter(example=kind).first()


def load(kind: Organisation.Example, *, at: datetime, by: auditing.Actor) -> Organisation:
    """Raises LoadedAlreadyError."""
    if find(kind):
        raise LoadedAlreadyError(kind)
    if kind == Organisation.Example.INVENTED:
        organisation = _invented(at=at)
    else:
        organisation = reconstructed.load(at=at)
    _record(organisation, verb="loaded", at=at, by=by)
    return organisation


def _invented(*, at: datetime) -> Organisation:
    """One transaction, so that a start that was broken off leaves no half of it."""
    with transaction.atomic():
        campaign = invented.load(at=at)
        crowd.gather(campaign, at=at)
    return campaign.organisation


@transaction.atomic
def remove(organisation: Organisation, *, at: datetime, by: auditing.Actor) -> int:
    """How many rows went. Raises removing.NotAnExampleError."""
    removing.check(organisation)
    leaving.leave(organisation_id=organisation.pk, at=at)
    gone = removing.remove(organisation=organisation)
    _record(organisation, verb="removed", at=at, by=by, of_the_installation=True)
    return gone


def _record(
    organisation: Organisation,
    *,
    verb: str,
    at: datetime,
    by: auditing.Actor,
    of_the_installation: bool = False,
) -> None:
    auditing.record(
        organisation_id=None if of_the_installation else organisation.pk,
        at=at,
        by=by,
        verb=verb,
        subject=(f"the example {organisation.name}", f"example:{organisation.example}"),
    )
