"""Which issues of the organisation's agenda matter to a person, and who says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import IssuePosition
from undersigned.supporters.models import IssueInterest, Supporter

Told = IssueInterest.Told


@transaction.atomic
def note(*, supporter: Supporter, issues: Collection[int], at: datetime, by: Actor) -> bool:
    """What staff note: these issues beside those that the person named. Whether it is new.

    What the person said stays, whatever is noted.
    """
    ours = set(
        IssuePosition.objects.filter(
            organisation_id=supporter.organisation_id, pk__in=issues
        ).values_list("pk", flat=True)
    )
    known = IssueInterest.objects.filter(supporter=supporter)
    before = dict(known.values_list("issue_id", "told"))
    gone = {pk for pk, told in before.items() if told == Told.STAFF and pk not in ours}
    fresh = ours - before.keys()
    if not gone and not fresh:
        return False
    known.filter(issue__in=gone, told=Told.STAFF).delete()
    IssueInterest.objects.bulk_create(
        IssueInterest(
            supporter=supporter, issue_id=pk, told=Told.STAFF, by_label=by.label, at=at
        )
        for pk in sorted(fresh)
    )
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by, verb="noted interests of",
        subject=("a supporter", f"supporter:{supporter.uuid}"),
        after={"added": sorted(fresh), "removed": sorted(gone)},
    )  # fmt: skip
    return True
