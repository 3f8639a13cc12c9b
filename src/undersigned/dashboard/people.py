"""The list of supporters as a member asked for it: words from the session, then filters."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from undersigned.campaigns.models import Campaign
from undersigned.petitions.models import Signature
from undersigned.segments import areas
from undersigned.segments.areas import Area
from undersigned.supporters import searching
from undersigned.supporters.models import Supporter, Tag

# By which mailings keep whom a member looked for. All go: of a deleted mailing nobody knows
# whose it was.
_OF_MAILINGS = "mailing-person-"


def remember_term(session: SessionBase, *, organisation_id: int, term: str) -> None:
    """What was typed stays in the session: personal data has no place in an address."""
    session[_key(organisation_id)] = term


def term(session: SessionBase, *, organisation_id: int) -> str:
    return str(session.get(_key(organisation_id), ""))


def _key(organisation_id: int) -> str:
    return f"supporters-term-{organisation_id}"


def asked_for(
    *, organisation_id: int, term: str, filters: Mapping[str, str], by: Area
) -> QuerySet[Supporter]:
    """The people that words, filters and the asker's area leave; `filters` are FilterForm's
    cleaned values.
    """
    tag = filters.get("tag", "")
    people = searching.find(
        organisation_id=organisation_id,
        filters=searching.Filters(
            term=term,
            region=filters.get("state", ""),
            tag_id=int(tag) if tag else None,
            consent=filters.get("consent", ""),
        ),
    ).filter(areas.condition(by, organisation_id=organisation_id))
    campaign = filters.get("campaign", "")
    return people.filter(_signed(UUID(campaign))) if campaign else people


def _signed(campaign: UUID) -> Exists:
    confirmed = Signature.objects.confirmed().filter(
        supporter=OuterRef("pk"), petition__campaign__uuid=campaign
    )
    return Exists(confirmed)


def campaigns(organisation_id: int) -> list[tuple[str, str]]:
    rows = Campaign.objects.filter(organisation_id=organisation_id).order_by("title")
    return [(str(uuid), title) for uuid, title in rows.values_list("uuid", "title")]


def tags(organisation_id: int) -> list[tuple[str, str]]:
    rows = Tag.objects.filter(organisation_id=organisation_id).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def forget(supporter: Supporter, *, at: datetime) -> None:
    """What any member typed into the search of this organisation: it may be their name."""
    searched = _key(supporter.organisation_id)
    for session in Session.objects.filter(expire_date__gte=at):  # of members alone: a few
        content = session.get_decoded()
        kept = {
            key: value
            for key, value in content.items()
            if key != searched and not key.startswith(_OF_MAILINGS)
        }
        if len(kept) < len(content):
            packed = SessionStore().encode(kept)
            Session.objects.filter(pk=session.pk).update(session_data=packed)
