"""Tells colleagues that people came to a step, or what is left out of an email: no names."""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.automations.models import Automation, Step
from undersigned.mailings import telling
from undersigned.mailings.figuring import StaleError
from undersigned.mailings.models import Mailing
from undersigned.outbox import queueing
from undersigned.outbox.queueing import Letter


def tell(automation: Automation, step: Step, *, number: int, at: datetime) -> None:
    """Queues one letter for all who came at once; nothing where the colleague has left."""
    if step.colleague is None or not number:
        return
    organisation = automation.organisation
    people = ngettext("%(n)s person", "%(n)s people", number) % {"n": number}
    words = _("%(people)s in “%(name)s”: %(words)s\n\n%(url)s") % {
        "people": people, "name": automation.name, "words": step.words,
        "url": _page(automation),
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


def left_out(
    automation: Automation, letter: Mailing, stale: Iterable[StaleError], *, at: datetime
) -> None:
    """To all who may approve mailings: a figure is not shown any more, and why."""
    words = _(
        "“%(name)s” goes on, but its email “%(subject)s” is without a figure from now on:\n\n"
        "%(why)s\n\nChange the steps and choose another figure:\n%(url)s\n"
    )
    told = {
        "name": automation.name, "subject": letter.subject, "url": _page(automation),
        "why": "\n".join(f"{error.what} {error.remedy}" for error in stale),
    }  # fmt: skip
    _tell(automation, _("A figure is left out: %(name)s") % told, words % told, at=at)


def stopped(automation: Automation, *, number: int, at: datetime) -> None:
    """To the same: so many got its tag at once that it stopped by itself."""
    words = _(
        "“%(name)s” has stopped by itself: %(n)s people got its tag by a file, and one "
        "person may write to %(most)s.\n\nNone of them was written to. Send them a mailing, "
        "which a second person approves. The automation can go on without them:\n%(url)s\n"
    ) % {
        "name": automation.name, "n": number, "url": _page(automation),
        "most": automation.organisation.approval_above,
    }  # fmt: skip
    _tell(automation, _("Stopped: %(name)s") % {"name": automation.name}, words, at=at)


def _tell(automation: Automation, subject: str, words: str, *, at: datetime) -> None:
    ours = automation.organisation
    letters = [
        telling.letter(ours, to=member, subject=subject, text=words, kind="automation")
        for member in telling.approvers(ours)
    ]
    queueing.queue(letters, at=at)


def _page(automation: Automation) -> str:
    path = reverse(
        "automations:automation", args=[automation.organisation.slug, automation.uuid]
    )
    return f"{settings.BASE_URL}{path}"
