"""The desk of automations' emails: written and looked at on the same pages as mailings."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy

from undersigned.automations.views import finding
from undersigned.mailings.desks import Desk
from undersigned.mailings.models import Mailing


def _no_screens(_letter: Mailing, _current: str) -> list[dict[str, str]]:
    """Of mailings they lead from writing to sending; here the automation's page does."""
    return []


def _automation(where: Mapping[str, object]) -> str:
    names = ("organisation", "automation")
    return reverse("automations:automation", kwargs={name: where[name] for name in names})


LETTERS = Desk(
    room="automations",
    find=finding.letter,
    draft=finding.written_letter,
    steps=_no_screens,
    onward=_automation,
    onward_words=gettext_lazy("Save and go back to the automation"),
    back=_automation,
    back_words=gettext_lazy("To the automation"),
)
