"""How many of a mailing's true recipients read each fallback: counted in sets."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from undersigned.lib import leasing
from undersigned.mailings import audience, conditions, figuring, rendering, variants
from undersigned.mailings.models import Mailing
from undersigned.mailings.rendering import Written
from undersigned.segments.areas import EVERYWHERE, Area

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
    """In the order of the mailing, each field with each fallback once; one query.

    Raises MergeError, RuleError.
    """
    written = rendering.write(mailing, figures=figuring.of(mailing, at=leasing.now()))
    read = _readers(written, organisation_id=mailing.organisation_id)
    if not read:
        return []
    asked = {
        f"line_{place}": Count("pk", filter=whom) for place, whom in enumerate(read.values())
    }
    number = audience.within_cap(mailing, by=by).aggregate(**asked)
    return [
        Line(field, fallback, number[name])
        for name, (field, fallback) in zip(asked, read, strict=True)
    ]


def count_all(mailing: Mailing, *, by: Area = EVERYWHERE) -> list[Line]:
    """The same of all its variants, each counted as if everybody got it; a query a variant that
    has merge fields. Raises MergeError, RuleError.
    """
    found: dict[tuple[str, str], Line] = {}
    for _letter, one in variants.of(mailing):  # four at most
        for line in count(one, by=by):
            known = found.setdefault((line.field, line.fallback), line)
            if line.people > known.people:
                found[line.field, line.fallback] = line
    return list(found.values())


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
