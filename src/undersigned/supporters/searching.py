"""Finds people by what a member types and by what they chose in the filters."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from undersigned.lib.text import canonical_address
from undersigned.supporters import contacting
from undersigned.supporters.models import Supporter

_WORDS = 6  # more words than a name has only slow the query down


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What narrows the list; '' and None narrow nothing. `region` is a state's code."""

    term: str = ""
    region: str = ""
    tag_id: int | None = None
    consent: str = ""


def find(*, organisation_id: int, filters: Filters) -> QuerySet[Supporter]:
    """The people of one organisation that all filters let through."""
    people = Supporter.objects.filter(organisation_id=organisation_id)
    if filters.term:
        people = people.filter(_matches(filters.term, organisation_id))
    if filters.region:
        people = people.filter(region=filters.region, country="US")
    if filters.tag_id is not None:
        people = people.filter(tagging__tag_id=filters.tag_id)
    if filters.consent:
        people = people.filter(email_consent=filters.consent)
    return people


def _matches(term: str, organisation_id: int) -> Q:
    """A whole address finds its mailbox however it is written, also a further one; else every
    word must occur.
    """
    found = Q()
    for word in term.split()[:_WORDS]:
        occurs = (
            Q(given_name__icontains=word)
            | Q(family_name__icontains=word)
            | Q(email__icontains=word)
            | Q(postal_code__startswith=word)
        )
        found &= occurs
    if "@" in term:
        found |= contacting.owners(organisation_id, canonical_address(term))
    return found
