"""Tells a colleague that people came to a step: a number and a link, no name."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.automations.models import Automation, Step
from undersigned.outbox import queueing
from undersigned.outbox.queueing import Letter


def tell(automation: Automation, step: Step, *, number: int, at: datetime) -> None:
    """Queues one letter for all who came at once; nothing where the colleague has left."""
    if step.colleague is None or not number:
        return
    organisation = automation.organisation
    page = reverse("automations:automation", args=[organisation.slug, automation.uuid])
    people = ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
    words = _("%(people)s in “%(name)s”: %(words)s\n\n%(url)s") % {
        "people": people, "name": automation.name, "words": step.words,
        "url": f"{settings.BASE_URL}{page}",
    }  # fmt: skip
    letter = Letter(
        organisation_id=organisation.pk,
        to=step.colleague.user.email,
        subject=f"{automation.name}: {step.words}"[:200],
        text=words,
        from_name=organisation.name[:100],
        from_address=organisation.from_address or settings.DEFAULT_FROM_EMAIL,
        kind="automation",
    )
    queueing.queue([letter], at=at)
