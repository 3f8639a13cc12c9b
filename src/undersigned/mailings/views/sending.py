"""The third screen, and what is done with a mailing from there."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.models import Role
from undersigned.mailings import (
    approving,
    checking,
    drafting,
    fallbacks,
    merging,
    preflight,
    sampling,
    scheduling,
    showing,
    variants,
)
from undersigned.mailings.models import Mailing
from undersigned.mailings.views import finding, framing
from undersigned.mailings.views.own import MAILINGS
from undersigned.segments import areas
from undersigned.segments.criteria import RuleError


@framing.framing
@permission("mailings.view")
@require_safe
def check(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    if found.frozen_at:
        return redirect("mailings:results", request.organisation.slug, found.uuid)
    role = request.membership.role
    area = areas.of(request.membership)
    context: dict[str, Any] = {
        "mailing": found,
        "at": MAILINGS.pages(request.organisation, {"mailing": found.uuid}),
        "steps": showing.steps(found, "check"),
        "variants": list(variants.of(found)),
        "trial": variants.trial(found),
        "may_write": roles.may(role, "mailings.write"),
        "findings": checking.check(found, at=timezone.now(), by=area),
        "reach": showing.reach(found, by=area),
        "quiet_words": showing.quiet_words(found),
        "may_send": roles.may(role, "mailings.send"),
        "asked": approving.asked(found) if found.state == Mailing.State.WAITING else [],
        "may_override": request.membership.role == Role.OWNER,
        "may_approve": roles.may(role, "mailings.approve")
        and found.asked_by_id_text != request.actor.id,
        "may_edit_profile": roles.may(role, "organisation.edit"),
        "sees_people": roles.may(role, "supporters.view"),
    }
    try:
        context["fallbacks"] = fallbacks.count_all(found, by=area)
        person = sampling.pick(found, "normal", by=area) if context["sees_people"] else None
        context["person"] = person
        context["rendered"] = sampling.as_person(found, person)
    except (merging.MergeError, RuleError):
        pass  # the findings say so
    return render(request, "mailings/check.html", context)


@permission("mailings.send")
@require_POST
def send(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    version = request.POST.get("version", "")
    try:
        preflight.refuse(found)
        state = scheduling.schedule(
            mailing=found,
            version=int(version) if version.isdecimal() else -1,
            at=timezone.now(),
            by=request.actor,
        )
    except (scheduling.BlockedError, preflight.HeldBackError):
        messages.error(request, _("It cannot go yet: see what is to be done below."))
    except scheduling.NotNowError:
        messages.error(request, _("Somebody changed the mailing meanwhile. Look again."))
    else:
        if state == Mailing.State.WAITING:
            messages.success(request, _("A second person has to approve it now."))
        else:
            messages.success(request, _("It goes out when the hold is over. Undo until then."))
    return redirect("mailings:check", request.organisation.slug, found.uuid)


@permission("mailings.approve")
@require_POST
def approve(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    try:
        finding.as_seen(request, found)
        preflight.refuse(found)
        scheduling.approve(mailing=found, at=timezone.now(), by=request.actor)
    except preflight.HeldBackError:
        messages.error(request, _("It cannot go yet: see what is to be done below."))
    except scheduling.SamePersonError:
        messages.error(request, _("Who asked to send it cannot approve it: ask a colleague."))
    except scheduling.NotNowError:
        messages.error(request, finding.TOO_LATE)
    else:
        messages.success(request, _("Approved. It goes out when the hold is over."))
    return redirect("mailings:check", request.organisation.slug, found.uuid)


@permission("mailings.send")
@require_POST
def undo(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    try:
        scheduling.undo(mailing=found, at=timezone.now(), by=request.actor)
    except scheduling.NotNowError:
        messages.error(request, _("It has begun already. You can stop it."))
        return redirect("mailings:results", request.organisation.slug, found.uuid)
    messages.success(request, _("Taken back: nobody was written to. It is a draft again."))
    return redirect("mailings:check", request.organisation.slug, found.uuid)


@permission("mailings.send")
@require_POST
def stop(request: MemberRequest, mailing: object) -> HttpResponse:
    return _turn(request, mailing, scheduling.stop, _("Stopped. Nobody else is written to."))


@permission("mailings.send")
@require_POST
def go_on(request: MemberRequest, mailing: object) -> HttpResponse:
    return _turn(request, mailing, scheduling.go_on, _("It goes on to those who still wait."))


def _turn(
    request: MemberRequest, mailing: object, verb: Callable[..., None], words: str
) -> HttpResponse:
    found = finding.mailing(request, mailing)
    try:
        verb(mailing=found, at=timezone.now(), by=request.actor)
    except scheduling.NotNowError:
        messages.error(request, _("That cannot be done any more: see how it stands."))
    else:
        messages.success(request, words)
    return redirect("mailings:results", request.organisation.slug, found.uuid)


@permission("mailings.write")
@require_POST
def correct(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    made = drafting.correct(mailing=found, at=timezone.now(), by=request.actor)
    return redirect("mailings:write", request.organisation.slug, made.uuid)
