"""Hands a person's mailings over when two records become one, and tells of them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.mailings.models import Click, Preference, Recipient
from undersigned.supporters.journal import Journal
from undersigned.supporters.models import IssueInterest, Supporter
from undersigned.supporters.told import Told, table


def hand_over(
    journal: Journal,
    *,
    loser: Supporter,
    winner: Supporter,
    at: datetime,  # noqa: ARG001  the registry's form
) -> None:
    """A mailing that waits for both goes to them once."""
    _preferences(journal, loser, winner)
    rows = Recipient.objects.filter(supporter=loser)
    journal.change(_twice(loser, winner), state=Recipient.State.SKIPPED, code="merged")
    journal.count("emails", journal.change(rows, supporter=winner))


def _preferences(journal: Journal, loser: Supporter, winner: Supporter) -> None:
    """Of two wishes the one for less mail stands, with the issues that were ticked for it."""
    rows = Preference.objects.select_for_update().filter(supporter__in=[loser, winner])
    by_person = {row.supporter_id: row for row in rows}
    mine, theirs = by_person.get(winner.pk), by_person.get(loser.pk)
    if left := _left(loser, winner):
        journal.remove(IssueInterest.objects.filter(pk__in=[row.pk for row in left]))
    if theirs is None:
        return
    if mine is None:
        journal.change(Preference.objects.filter(pk=theirs.pk), supporter=winner)
        return
    journal.remove(Preference.objects.filter(pk=theirs.pk))
    pauses = [one for one in (mine.paused_until, theirs.paused_until) if one]
    journal.change_one(
        mine, days_between=max(mine.days_between, theirs.days_between),
        paused_until=max(pauses, default=None),
        only_interests=mine.only_interests or theirs.only_interests,
        untracked=mine.untracked or theirs.untracked,
    )  # fmt: skip


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


def _twice(loser: Supporter, winner: Supporter) -> QuerySet[Recipient]:
    waiting = Recipient.objects.filter(supporter=loser, state__in=Recipient.UNSENT)
    theirs = Recipient.objects.filter(supporter=winner).values("mailing")
    return waiting.filter(mailing__in=theirs)


def foresee(*, loser: Supporter, winner: Supporter) -> list[str]:
    words = _("“%(name)s” waits for both. It is sent to this person once.")
    names = _twice(loser, winner).values_list("mailing__name", flat=True)
    sentences = [words % {"name": name} for name in names]
    if left := _left(loser, winner):
        words = _(
            "One of the two chose mailings only about what they ticked, and that stands. The "
            "other had ticked %(issues)s, which does not come along."
        )
        sentences.append(words % {"issues": ", ".join(row.issue.name for row in left)})
    return sentences


def acted(*, since: datetime) -> Q:
    """Unsubscribed by a mailing's link, or chose what to get; being sent one is no act."""
    rows = Recipient.objects.filter(supporter=OuterRef("pk"), unsubscribed_at__gte=since)
    chose = Preference.objects.filter(supporter=OuterRef("pk"), changed_at__gte=since)
    return Q(Exists(rows)) | Q(Exists(chose))


def tell(supporter: Supporter) -> list[Told]:
    rows = Recipient.objects.filter(supporter=supporter).order_by("pk")
    clicks = Click.objects.filter(recipient__supporter=supporter).order_by("pk")
    wishes = Preference.objects.filter(supporter=supporter)
    return [
        table("preference", _("What they chose to be sent"), wishes, {
            "days_between": _("Days between two mailings"), "paused_until": _("Paused until"),
            "only_interests": _("Only about the issues that they named themselves"),
            "untracked": _("What they click is not recorded"), "changed_at": _("Last changed"),
        }),
        table("mailings", _("Mailings"), rows, {
            "mailing__name": _("Mailing"), "mailing__subject": _("Subject"),
            "canonical_address": _("To"), "state": _("State"), "done_at": _("When"),
            "code": _("Their server's answer"), "detail": _("In its words"),
            "region": _("State of the US"), "unsubscribed_at": _("Unsubscribed by it"),
            "returned": _("Came back"), "returned_at": _("Came back on"),
        }),
        table("clicks", _("Links opened in mailings"), clicks, {
            "link__mailing__name": _("Mailing"), "link__address": _("Link"), "at": _("When"),
            "verdict": _("By a person, or by what machine"), "agent": _("Program"),
            "network": _("Network"),
        }),
    ]  # fmt: skip
