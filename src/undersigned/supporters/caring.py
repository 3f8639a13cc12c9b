"""Which issues of the organisation's agenda matter to a person, and who says so."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import IssuePosition
from undersigned.supporters.models import IssueInterest, Supporter

Told = IssueInterest.Told


def said(supporter: Supporter) -> list[int]:
    """The issues that the person named themselves."""
    rows = IssueInterest.objects.filter(supporter=supporter, told=Told.PERSON)
    return list(rows.order_by("issue_id").values_list("issue_id", flat=True))


@transaction.atomic
def say(*, supporter: Supporter, issues: Collection[int], at: datetime) -> None:
    """What the person says themselves, in place of what they had said before.

    An issue that staff had noted too is theirs from then on; what staff noted beside it stays.
    """
    ours = _ours(supporter, issues)
    known = IssueInterest.objects.filter(supporter=supporter)
    known.filter(told=Told.PERSON).exclude(issue__in=ours).delete()
    noted = known.filter(told=Told.STAFF, issue__in=ours)
    noted.update(told=Told.PERSON, by_label="", at=at)
    fresh = ours - set(known.values_list("issue_id", flat=True))
    IssueInterest.objects.bulk_create(
        [
            IssueInterest(supporter=supporter, issue_id=pk, told=Told.PERSON, at=at)
            for pk in sorted(fresh)
        ],
        ignore_conflicts=True,  # the button was pressed twice
    )


def _ours(supporter: Supporter, issues: Collection[int]) -> set[int]:
    """Those that stand on the organisation's own agenda."""
    agenda = IssuePosition.objects.filter(organisation_id=supporter.organisation_id)
    return set(agenda.filter(pk__in=issues).values_list("pk", flat=True))


@transaction.atomic
def note(*, supporter: Supporter, issues: Collection[int], at: datetime, by: Actor) -> bool:
    """What staff note: these issues beside those that the person named. Whether it is new.

    What the person said stays, whatever is noted.
    """
    ours = _ours(supporter, issues)
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
