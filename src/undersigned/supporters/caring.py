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
    _write(supporter, fresh, Told.STAFF, at=at, by_label=by.label)
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by, verb="noted interests of",
        subject=("a supporter", f"supporter:{supporter.uuid}"),
        after={"added": sorted(fresh), "removed": sorted(gone)},
    )  # fmt: skip
    return True


@transaction.atomic
def say(*, supporter: Supporter, issues: Collection[int], at: datetime) -> None:
    """What the person chose themselves: these and no others, whatever staff noted."""
    ours = set(
        IssuePosition.objects.filter(
            organisation_id=supporter.organisation_id, pk__in=issues
        ).values_list("pk", flat=True)
    )
    known = IssueInterest.objects.filter(supporter=supporter)
    same = set(known.filter(told=Told.PERSON).values_list("issue_id", flat=True)) & ours
    known.exclude(issue__in=same).delete()
    _write(supporter, ours - same, Told.PERSON, at=at, by_label="")


def _write(
    supporter: Supporter, issues: Collection[int], told: Told, *, at: datetime, by_label: str
) -> None:
    rows = [
        IssueInterest(supporter=supporter, issue_id=pk, told=told, by_label=by_label, at=at)
        for pk in sorted(issues)
    ]
    IssueInterest.objects.bulk_create(rows)
