"""Steps and triggers in words, as pages and the picture show them."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from undersigned.automations.models import Automation, Step

_DAY = 24


def trigger(automation: Automation) -> str:
    match automation.trigger:
        case Automation.Trigger.SIGNED:
            words = _("Somebody signs “%(what)s”")
        case Automation.Trigger.CONFIRMED:
            words = _("Somebody's signature of “%(what)s” is confirmed")
        case Automation.Trigger.TAGGED:
            words = _("Somebody gets the tag “%(what)s”")
        case _other:
            return _("Somebody confirms for the first time")
    what = automation.tag if automation.trigger == "tagged" else automation.campaign
    return words % {"what": getattr(what, "title", "") or getattr(what, "name", "")}


def step(one: Step) -> str:
    match Step.Kind(one.kind):
        case Step.Kind.WAIT:
            return _("Wait %(time)s") % {"time": time(one.hours or 0)}
        case Step.Kind.CONDITION:
            return _("Go on only if in “%(name)s”") % {"name": one.segment}
        case Step.Kind.SEND:
            subject = one.mailing.subject if one.mailing else ""
            return _("Send “%(subject)s”") % {"subject": subject or _("without a subject yet")}
        case Step.Kind.TAG:
            return _("Put the tag “%(name)s”") % {"name": one.tag}
        case Step.Kind.NOTIFY:
            who = one.colleague.user.name if one.colleague else _("nobody")
            return _("Tell %(who)s: %(words)s") % {"who": who, "words": one.words}


def time(hours: int) -> str:
    """In days where it is whole ones."""
    days, rest = divmod(hours, _DAY)
    if days and not rest:
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
