"""The full export, in either of its forms, and the trail that it leaves."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.supporters import exporting_all
from undersigned.supporters.models import Supporter


@dataclass(frozen=True)
class Format:
    content_type: str
    lines: Callable[[int], Iterator[str]]


FORMATS: Final = {
    "csv": Format("text/csv", exporting_all.as_csv),
    "jsonl": Format("application/jsonl", exporting_all.as_json_lines),
}


def recorded(organisation: Organisation, *, at: datetime, by: Actor) -> int:
    """Writes the export into the audit trail; how many people there are."""
    number = Supporter.objects.filter(organisation=organisation).count()
    auditing.record(
        organisation_id=organisation.pk, at=at, by=by, verb="exported everything about",
        subject=("supporters", "supporters"), after={"number": number},
    )  # fmt: skip
    return number
