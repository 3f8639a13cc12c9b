"""Hands a person's answers over when two records become one, and tells what actions hold."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from undersigned.actions.models import Answer, Interest, Submission
from undersigned.supporters import addressing
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
    """Of two answers to one question the winner's stays."""
    number = journal.move(Answer, "supporter", loser=loser, winner=winner)
    journal.count("answers", number)


def acted(*, since: datetime) -> Q:
    return Q(Exists(Answer.objects.filter(supporter=OuterRef("pk"), at__gte=since)))


def submissions(supporter: Supporter) -> list[int]:
    """The ids of forms that were typed with one of the person's addresses."""
    mine = addressing.canonicals(supporter)
    ours = Submission.objects.filter(campaign__organisation=supporter.organisation_id)
    typed = addressing.narrow(ours, "payload__email", mine)
    rows = typed.values_list("pk", "payload__email").iterator()
    return [pk for pk, email in rows if addressing.is_one_of(email, mine)]


def tell(supporter: Supporter) -> list[Told]:
    asked = Interest.objects.filter(
        campaign__organisation=supporter.organisation_id,
        canonical_address__in=addressing.canonicals(supporter),
    )
    return [
        table("answers", _("Answers"), Answer.objects.filter(supporter=supporter), {
            "question__campaign__title": _("Campaign"), "question__label": _("Question"),
            "value": _("Answer"), "at": _("When"),
        }),
        table("interests", _("Asked to be told when it starts"), asked, {
            "campaign__title": _("Campaign"), "email": _("Email"),
            "canonical_address": _("Address, as we compare it"), "asked_at": _("Asked"),
            "confirmed_at": _("Confirmed"), "told_at": _("Told"),
        }),
        table("forms", _("Forms as they were typed, of the last 30 days"),
              Submission.objects.filter(pk__in=submissions(supporter)), {
            "campaign__title": _("Campaign"), "kind": _("Form"), "at": _("When"),
            "payload": _("What was typed"), "network": _("Network, a part of the address"),
        }),
    ]  # fmt: skip
