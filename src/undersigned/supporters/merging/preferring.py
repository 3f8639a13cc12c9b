"""What two records chose to be sent, made one: the choice for less mail stands,
and what both let us record.
"""

from django.utils.translation import gettext as _

from undersigned.supporters.journal import Journal
from undersigned.supporters.models import IssueInterest, Preference, Supporter


def hand_over(journal: Journal, *, loser: Supporter, winner: Supporter) -> None:
    """With the issues that were ticked for it. A choice of one alone moves with their rows."""
    rows = Preference.objects.select_for_update().filter(supporter__in=[loser, winner])
    by_person = {row.supporter_id: row for row in rows}
    mine, theirs = by_person.get(winner.pk), by_person.get(loser.pk)
    if left := _left(loser, winner):
        journal.remove(IssueInterest.objects.filter(pk__in=[row.pk for row in left]))
    if theirs is None:
        return
    if mine is None:
        if theirs.opens_since:  # the record that stays never allowed it
            journal.change_one(theirs, opens_since=None)
        return
    journal.remove(Preference.objects.filter(pk=theirs.pk))
    pauses = [one for one in (mine.paused_until, theirs.paused_until) if one]
    allowed = [at for at in (mine.opens_since, theirs.opens_since) if at]
    journal.change_one(
        mine, days_between=max(mine.days_between, theirs.days_between),
        paused_until=max(pauses, default=None),
        only_interests=mine.only_interests or theirs.only_interests,
        untracked=mine.untracked or theirs.untracked,
        opens_since=max(allowed) if len(allowed) > 1 else None,
    )  # fmt: skip


def foresee(*, loser: Supporter, winner: Supporter) -> list[str]:
    left = _left(loser, winner)
    if not left:
        return []
    words = _(
        "One of the two chose mailings only about what they ticked, and that stands. The other "
        "had ticked %(issues)s, which does not come along."
    )
    return [words % {"issues": ", ".join(row.issue.name for row in left)}]


def _left(loser: Supporter, winner: Supporter) -> list[IssueInterest]:
    """Issues that one of the two named, of which the other, who chose 'only', named none.

    To move them would bring mail that was not wanted. Where both chose 'only', each has asked
    for theirs.
    """
    chose = Preference.objects.filter(supporter__in=[loser, winner], only_interests=True)
    only = set(chose.values_list("supporter_id", flat=True))
    if len(only) != 1:
        return []
    said = IssueInterest.objects.filter(
        supporter__in=[loser, winner], told=IssueInterest.Told.PERSON
    ).select_related("issue")
    kept = {row.issue_id for row in said if row.supporter_id in only}
    return [row for row in said if row.supporter_id not in only and row.issue_id not in kept]
