"""Hands a person's ways through automations over when two records become one; tells of them."""

from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.automations.models import Journey
from undersigned.supporters.journal import Journal
from undersigned.supporters.models import Supporter
from undersigned.supporters.told import Told, table


def forget(supporter: Supporter, *, at: datetime) -> None:  # noqa: ARG001  the registry's form
    """Nothing of theirs stays on the way."""
    Journey.objects.filter(supporter=supporter).delete()


def hand_over(
    journal: Journal,
    *,
    loser: Supporter,
    winner: Supporter,
    at: datetime,  # noqa: ARG001  the registry's form
) -> None:
    """Who is on one way with both records goes on once."""
    number = journal.move(Journey, "supporter", loser=loser, winner=winner)
    journal.count("automations", number)


def tell(supporter: Supporter) -> list[Told]:
    rows = Journey.objects.filter(supporter=supporter).order_by("pk")
    return [
        table("automations", _("Automations"), rows, {
            "automation__name": _("Automation"), "state": _("State"), "why": _("Why"),
            "began_at": _("Began"), "ended_at": _("Ended"), "due_at": _("Next step"),
        }),
    ]  # fmt: skip
