"""What would happen to a person who entered now: nothing is sent, nothing is changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from undersigned.automations import advancing, wording
from undersigned.automations.models import Automation, Step, Version
from undersigned.mailings import capping
from undersigned.mailings.models import Recipient
from undersigned.petitions.models import Signature
from undersigned.segments import compiling
from undersigned.segments.areas import EVERYWHERE
from undersigned.segments.criteria import RuleError
from undersigned.supporters import reaching
from undersigned.supporters.models import EmailConsent, Supporter


@dataclass(frozen=True)
class Line:
    """A step, when it would come, and what would come of it as things are now."""

    step: str
    at: datetime
    outcome: str
    ends: bool = False
    email: int | None = None  # the step that sends one


def dry_run(version: Version, supporter: Supporter, *, at: datetime) -> list[Line]:
    """A line a step, up to the one at which the person would leave."""
    automation = version.automation
    if why := _leaves(automation, supporter):
        return [Line(wording.trigger(automation), at, why, ends=True)]
    lines, moment = [], at
    for step in version.steps.order_by("place").select_related(
        "mailing", "segment", "tag", "colleague__user"
    ):
        moment, outcome, ends = _step(automation, step, supporter, at=moment)
        email = step.pk if step.kind == Step.Kind.SEND else None
        lines.append(Line(wording.step(step), moment, outcome, ends, email))
        if ends:
            break
    return lines


def _leaves(automation: Automation, supporter: Supporter) -> str:
    off = Supporter.objects.filter(pk=supporter.pk).filter(reaching.stopped()).exists()
    if off or supporter.email_consent == EmailConsent.WITHDRAWN:
        return _("Would not enter: unsubscribed, or must not be mailed.")
    signed = Signature.objects.confirmed().filter(
        supporter=supporter, petition__campaign=automation.goal_id
    )
    if automation.goal_id and signed.exists():
        return _("Would leave at once: has done what is wished.")
    return ""


def _step(
    automation: Automation, step: Step, supporter: Supporter, *, at: datetime
) -> tuple[datetime, str, bool]:
    match Step.Kind(step.kind):
        case Step.Kind.WAIT:
            return at + timedelta(hours=step.hours or 0), _("waits until then"), False
        case Step.Kind.CONDITION:
            return (at, *_condition(automation, step, supporter))
        case Step.Kind.SEND:
            return _send(automation, supporter, at=at)
        case Step.Kind.TAG:
            return at, _("gets the tag"), False
        case Step.Kind.NOTIFY:
            return at, _("the colleague is told"), False


def _condition(automation: Automation, step: Step, supporter: Supporter) -> tuple[str, bool]:
    rules = step.segment.rules if step.segment else {}
    try:
        people = compiling.compile_rules(
            rules, organisation_id=automation.organisation_id, by=EVERYWHERE
        )
    except RuleError as error:
        return str(error), True
    if people.filter(pk=supporter.pk).exists():
        return _("is in it, as things are now: goes on"), False
    return _("is not in it, as things are now: would leave here"), True


def _send(
    automation: Automation, supporter: Supporter, *, at: datetime
) -> tuple[datetime, str, bool]:
    if supporter.email_consent != EmailConsent.GIVEN:
        return at, _("gets nothing: has not agreed to email"), False
    days = automation.days_between
    lately = Recipient.objects.filter(
        supporter=supporter, state=Recipient.State.SENT, done_at__gt=at - timedelta(days=days)
    )
    enough = capping.had_enough(automation.organisation, at=at).filter(supporter=supporter)
    capped = automation.organisation.most_mailings and enough.exists()
    if (days and lately.exists()) or capped:
        at += timedelta(days=1)
    morning = advancing.quiet(automation).ends(at=at, region=supporter.region)
    if morning is not None:
        return morning, _("gets it in the morning, after the quiet hours"), False
    return at, _("gets it"), False
