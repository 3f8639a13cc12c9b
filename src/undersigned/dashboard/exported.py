"""Exports of people, in their forms, and the trail that each leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from undersigned.accounts.models import Membership
from undersigned.campaigns.models import Campaign
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.petitions import exporting as signatures
from undersigned.segments import areas
from undersigned.segments.areas import Area
from undersigned.supporters import exporting, exporting_all
from undersigned.supporters.models import Supporter


@dataclass(frozen=True)
class Format:
    content_type: str
    lines: Callable[[int], Iterator[str]]


FORMATS: Final = {
    "csv": Format("text/csv", exporting_all.as_csv),
    "jsonl": Format("application/jsonl", exporting_all.as_json_lines),
}


@dataclass(frozen=True)
class Chosen:
    """Some people, and what the trail says that they are."""

    people: QuerySet[Supporter]
    subject: tuple[str, str]
    after: dict[str, object]


def chosen(
    organisation: Organisation, some: Chosen, *, area: Area, at: datetime, by: Actor
) -> Iterator[str]:
    """Their CSV file, on record. Raises TooManyError where the area says how many at most."""
    number = some.people.count()
    areas.refuse_more(number, by=area)
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="exported", subject=some.subject,
        after={"number": number, **some.after},
    )  # fmt: skip
    return exporting.as_csv(some.people, organisation_id=organisation.pk)


SIGNATURES: Final = {
    "csv": ("text/csv", signatures.as_csv),
    "jsonl": ("application/jsonl", signatures.as_json_lines),
}


def signed(
    campaign: Campaign, kind: str, *, membership: Membership, at: datetime, by: Actor
) -> Iterator[str]:
    """The file of a campaign's signatures, of whom the member may see, on record. Raises
    TooManyError where their area says how many at most.
    """
    rows = areas.kept(signatures.of(campaign), membership)
    number = rows.count()
    areas.refuse_more(number, by=areas.of(membership))
    auditing.record(
        organisation_id=campaign.organisation_id, at=at, by=by,
        verb="exported the signatures of",
        subject=(f"campaign {campaign}", f"campaign:{campaign.pk}"),
        after={"number": number},
    )  # fmt: skip
    _type, lines = SIGNATURES[kind]
    return lines(rows, campaign)


def recorded(organisation: Organisation, *, at: datetime, by: Actor) -> int:
    """Writes the export into the audit trail; how many people there are."""
    number = Supporter.objects.filter(organisation=organisation).count()
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="exported everything about",
        subject=("supporters", "supporters"), after={"number": number},
    )  # fmt: skip
    return number
