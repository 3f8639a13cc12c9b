"""Submissions that could not be folded: told by their errors, and let try once more."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min

from undersigned.actions.models import Submission
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Submissions of one campaign that failed alike; `failure` is the error's class."""

    campaign: uuid.UUID
    title: str
    kind: str
    label: str
    failure: str
    number: int
    first: datetime
    last: datetime


def failed(*, organisation_id: int) -> list[Failed]:
    """Newest first; one query."""
    rows = (
        Submission.objects.failed()
        .filter(campaign__organisation=organisation_id)
        .values("campaign__uuid", "campaign__title", "kind", "failure")
        .annotate(number=Count("pk"), first=Min("at"), last=Max("at"))
        .order_by("-last")
    )
    return [
        Failed(
            campaign=row["campaign__uuid"],
            title=row["campaign__title"],
            kind=row["kind"],
            label=str(Submission.Kind(row["kind"]).label),
            failure=row["failure"],
            number=row["number"],
            first=row["first"],
            last=row["last"],
        )
        for row in rows
    ]


@transaction.atomic
def retry(
    *, organisation: Organisation, campaign: uuid.UUID, kind: str, failure: str,
    at: datetime, by: auditing.Actor,
) -> int:  # fmt: skip
    """Lets those wait again, as if they had just been sent; how many."""
    rows = Submission.objects.failed().filter(
        campaign__organisation=organisation,
        campaign__uuid=campaign,
        kind=kind,
        failure=failure,
    )
    number = rows.update(done_at=None, failure="")
    if number:
        auditing.record(
            organisation_id=organisation.pk, at=at, by=by, verb="let try again",
            subject=("forms that could not be taken in", f"campaign:{campaign}"),
            after={"forms": number, "error": failure},
        )  # fmt: skip
    return number
