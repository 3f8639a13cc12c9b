"""The desk of mailings themselves."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from undersigned.mailings import showing
from undersigned.mailings.desks import Desk
from undersigned.mailings.views import finding


def _audience(where: Mapping[str, Any]) -> str:
    return reverse("mailings:audience", kwargs=dict(where))


def _check(where: Mapping[str, Any]) -> str:
    return reverse("mailings:check", kwargs=dict(where))


MAILINGS = Desk(
    room="mailings",
    find=finding.mailing,
    draft=finding.draft,
    steps=showing.steps,
    onward=_audience,
    onward_words=gettext_lazy("Save and choose the audience"),
    back=_check,
    back_words=gettext_lazy("Check and send"),
)
