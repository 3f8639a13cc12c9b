"""Audiences: people that are described by rules, and kept under a name."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from undersigned.mailings import drafting
from undersigned.mailings.models import Mailing
from undersigned.organisations import saving
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.segments import nesting, reading, storing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One kept audience; `words` is empty where its rule can no longer be read."""

    segment: Segment
    words: str
    problem: str


def named(organisation: Organisation) -> QuerySet[Segment]:
    """Those with a name: the others belong to what made them."""
    return Segment.objects.filter(organisation=organisation).exclude(name="")


def kept(organisation: Organisation) -> list[Kept]:
    return [described(row) for row in named(organisation).order_by("-pk")]


def described(segment: Segment) -> Kept:
    try:
        words = reading.read(segment.rules, organisation_id=segment.organisation_id)
    except RuleError as error:
        return Kept(segment=segment, words="", problem=str(error))
    return Kept(segment=segment, words=words, problem="")


@transaction.atomic
def write_to(
    organisation: Organisation, segment: Segment, *, at: datetime, by: Actor
) -> Mailing:
    """A draft of a mailing to that audience, as it is when the mailing goes."""
    mailing = drafting.start(
        organisation=organisation, name=segment.name, kind=Mailing.Kind.MAILING, campaign=None,
        at=at, by=by,
    )  # fmt: skip
    audience = {"all": [{"criterion": "segment", "value": str(segment.uuid)}]}
    drafting.change(
        mailing=mailing, version=mailing.version, values={"audience": audience}, at=at, by=by
    )
    return mailing


def remove(segment: Segment, *, at: datetime, by: Actor) -> None:
    """Raises InUseError with the mailings and audiences that would lose it."""
    going = Mailing.objects.filter(
        organisation=segment.organisation_id, finished_at=None, stopped_at=None
    )
    asked = str(segment.uuid)
    mailings = (one.name for one in going if asked in str(one.audience))
    saving.refuse_if_used([*mailings, *nesting.naming(segment)])
    storing.remove(segment=segment, at=at, by=by)
