"""How many of a mailing's true recipients read each fallback: counted in sets."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from undersigned.lib import leasing
from undersigned.mailings import audience, conditions, figuring, rendering
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Written
from undersigned.segments.areas import EVERYWHERE, Area
from undersigned.supporters.models import Supporter

EMPTY: Mapping[str, Q] = {
    "first_name": Q(given_name=""),
    "last_name": Q(family_name=""),
    "full_name": Q(given_name="", family_name=""),
    "state": Q(region=""),
    "postal_code": Q(postal_code=""),
}


@dataclass(frozen=True)
class Line:
    """A merge field with its fallback, and how many people read that."""

    field: str
    fallback: str
    people: int


def count(mailing: Mailing, *, by: Area = EVERYWHERE) -> list[Line]:
    """In the order of the mailing, each field with each fallback once; two queries.

    Of each address the one person is meant who is written to, as freezing chooses them. All
    that may be emailed are counted in one pass, and then those are taken off who share an
    address with somebody known longer: few, so that a million are not grouped by address.
    Raises MergeError, RuleError.
    """
    written = rendering.write(mailing, figures=figuring.of(mailing, at=leasing.now()))
    read = _readers(written, organisation_id=mailing.organisation_id)
    if not read:
        return []
    asked = {
        f"line_{place}": Count("pk", filter=whom) for place, whom in enumerate(read.values())
    }
    everyone = audience.within_cap(mailing, by=by)
    whole = everyone.aggregate(**asked)
    twice = _second(everyone, mailing.organisation_id).aggregate(**asked)
    return [
        Line(field, fallback, whole[name] - twice[name])
        for name, (field, fallback) in zip(asked, read, strict=True)
    ]


def _readers(written: Written, *, organisation_id: int) -> dict[tuple[str, str], Q]:
    """Who reads a fallback, by field and fallback: nothing is known, and it is for them."""
    asked = {
        condition.name: conditions.as_q(condition, organisation_id=organisation_id)
        for condition in written.body.conditions
    }
    shown: dict[tuple[str, str], Q] = {}
    for slot in written.slots:
        whom = asked.get(slot.condition, Q(pk__isnull=False))
        pair = (slot.field, slot.fallback)
        shown[pair] = shown.get(pair, Q()) | (whom if slot.met else ~whom)
    return {pair: EMPTY[pair[0]] & whom for pair, whom in shown.items()}


def _second(everyone: QuerySet[Supporter], organisation_id: int) -> QuerySet[Supporter]:
    """Those who share their address with somebody that is written to in their place."""
    doubled = Supporter.objects.filter(organisation_id=organisation_id, slot=2)
    before = everyone.filter(
        canonical_address=OuterRef("canonical_address"), pk__lt=OuterRef("pk")
    )
    shared = everyone.filter(canonical_address__in=doubled.values("canonical_address"))
    return shared.filter(Exists(before))
