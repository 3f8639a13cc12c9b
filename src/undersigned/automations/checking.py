"""What must be right before a version may start: findings, and the step that each is in."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from undersigned.automations.models import Step, Version
from undersigned.mailings import checking
from undersigned.mailings.checking import Finding
from undersigned.mailings.models import Mailing


@dataclass(frozen=True)
class Lack:
    """Something that must be put right, and the step whose email it is in."""

    finding: Finding
    step: Step | None = None


def check(version: Version, *, at: datetime) -> list[Lack]:
    """What blocks starting it; empty when it may."""
    steps = list(version.steps.order_by("place").select_related("mailing__organisation"))
    found = []
    if not steps:
        found.append(Lack(Finding(_("There is no step yet."), _("Add one."))))
    elif steps[-1].kind in (Step.Kind.WAIT, Step.Kind.CONDITION):
        found.append(Lack(Finding(
            _("Nothing comes after the last step."),
            _("Add what shall happen then, or remove that step."),
        )))  # fmt: skip
    for step in steps:
        if step.mailing is not None:
            found += wrong_with(step, step.mailing, at=at)
        elif step.kind == Step.Kind.NOTIFY and step.colleague_id is None:
            found.append(Lack(Finding(
                _("The colleague who is to be told has left."), _("Choose another one.")
            )))  # fmt: skip
    return list(dict.fromkeys(found))


def wrong_with(step: Step, letter: Mailing, *, at: datetime) -> Iterator[Lack]:
    """As a mailing is checked; each finding names the email, unless it is about all of them."""
    words = _("Email “%(subject)s”: %(what)s")
    subject = letter.subject or _("without a subject yet")
    for finding in checking.check_letter(letter, at=at):
        if finding.screen == "write":
            what = words % {"subject": subject, "what": finding.what}
            yield Lack(replace(finding, what=what), step)
        else:
            yield Lack(finding)
