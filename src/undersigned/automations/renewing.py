"""Keeps the figures of running automations as they are today: their emails go for months."""

from datetime import datetime

from django.db import transaction

from undersigned.automations import telling
from undersigned.automations.models import Step
from undersigned.mailings import figuring
from undersigned.mailings.models import Mailing


def renew_due(*, at: datetime) -> int:
    """The clock's entry: of how many emails a figure was left out because it became stale."""
    going = Step.objects.filter(
        mailing__state=Mailing.State.SENDING,
        mailing__in_blocks=True,
        version__started_at__isnull=False,
    )
    around = ("mailing__organisation", "version__automation__organisation")
    steps = going.select_related(*around).order_by("pk")
    return sum(_renew(step, at=at) for step in steps)  # a few an organisation


@transaction.atomic
def _renew(step: Step, *, at: datetime) -> bool:
    """Colleagues are told once: the next time it is left out already."""
    letter = step.mailing
    assert letter is not None  # noqa: S101  the steps asked for have one
    stale = figuring.renew(letter, at=at)
    if stale:
        telling.left_out(step.version.automation, letter, stale, at=at)
    return bool(stale)
