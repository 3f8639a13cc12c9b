"""Hands a person's mailings over when two records become one, and tells of them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.mailings.models import Click, Recipient
from undersigned.supporters.journal import Journal
from undersigned.supporters.models import Supporter
from undersigned.supporters.told import Told, table


def hand_over(
    journal: Journal,
    *,
    loser: Supporter,
    winner: Supporter,
    at: datetime,  # noqa: ARG001  the registry's form
) -> None:
    """A mailing that waits for both goes to them once."""
    rows = Recipient.objects.filter(supporter=loser)
    journal.change(_twice(loser, winner), state=Recipient.State.SKIPPED, code="merged")
    journal.count("emails", journal.change(rows, supporter=winner))


def _twice(loser: Supporter, winner: Supporter) -> QuerySet[Recipient]:
    waiting = Recipient.objects.filter(supporter=loser, state__in=Recipient.UNSENT)
    theirs = Recipient.objects.filter(supporter=winner).values("mailing")
    return waiting.filter(mailing__in=theirs)


def foresee(*, loser: Supporter, winner: Supporter) -> list[str]:
    words = _("“%(name)s” waits for both. It is sent to this person once.")
    names = _twice(loser, winner).values_list("mailing__name", flat=True)
    return [words % {"name": name} for name in names]


def acted(*, since: datetime) -> Q:
    """Unsubscribed by a mailing's link since then; being sent one is no act."""
    rows = Recipient.objects.filter(supporter=OuterRef("pk"), unsubscribed_at__gte=since)
    return Q(Exists(rows))


def tell(supporter: Supporter) -> list[Told]:
    rows = Recipient.objects.filter(supporter=supporter).order_by("pk")
    clicks = Click.objects.filter(recipient__supporter=supporter).order_by("pk")
    return [
        table("mailings", _("Mailings"), rows, {
            "mailing__name": _("Mailing"), "mailing__subject": _("Subject"),
            "canonical_address": _("To"), "state": _("State"), "done_at": _("When"),
            "code": _("Their server's answer"), "detail": _("In its words"),
            "region": _("State of the US"), "unsubscribed_at": _("Unsubscribed by it"),
            "returned": _("Came back"), "returned_at": _("Came back on"),
        }),
        table("clicks", _("Emails and links opened"), clicks, {
            "recipient__mailing__name": _("Mailing"),
            "link__address": _("Link; none for the email itself"), "at": _("When"),
            "verdict": _("By a person, or by what machine"), "agent": _("Program"),
            "network": _("Network"),
        }),
    ]  # fmt: skip
