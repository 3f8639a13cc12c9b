"""Exports of people, in their forms, and the trail that each leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
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


def recorded(organisation: Organisation, *, at: datetime, by: Actor) -> int:
    """Writes the export into the audit trail; how many people there are."""
    number = Supporter.objects.filter(organisation=organisation).count()
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="exported everything about",
        subject=("supporters", "supporters"), after={"number": number},
    )  # fmt: skip
    return number
