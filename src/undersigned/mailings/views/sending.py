"""The third screen, and what is done with a mailing from there."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import checking, drafting, merging, sampling, scheduling, showing
from undersigned.mailings.models import Mailing
from undersigned.segments.criteria import RuleError

_POLICY: dict[str, Any] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],  # an email's styles stand in its elements
    "img-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}


def _framed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """The library's decorator, whose types know no view with arguments."""
    framed: Callable[..., HttpResponse] = csp_replace(_POLICY)(view)  # type: ignore[assignment]
    return framed


def _framing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """The page may show the email in a frame."""
    own = {"frame-src": ["'self'"]}
    framing: Callable[..., HttpResponse] = csp_update(own)(view)  # type: ignore[assignment]
    return framing


def _find(request: MemberRequest, mailing: object) -> Mailing:
    rows = Mailing.objects.select_related("organisation", "campaign", "starts_with")
    return get_object_or_404(rows, organisation=request.organisation, uuid=mailing)


def _which(request: MemberRequest) -> str:
    asked = request.GET.get("show", "") or request.POST.get("show", "")
    return asked if asked in ("empty", "longest") or asked.isdecimal() else "normal"


@_framing
@permission("mailings.view")
@require_safe
def check(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    if found.frozen_at:
        return redirect("mailings:results", request.organisation.slug, found.uuid)
    role, which = request.membership.role, _which(request)
    context: dict[str, Any] = {
        "mailing": found,
        "steps": showing.steps(found, "check"),
        "findings": checking.check(found, at=timezone.now()),
        "reach": showing.reach(found),
        "which": which,
        "next": int(which) + 1 if which.isdecimal() else 0,
        "may_send": roles.may(role, "mailings.send"),
        "may_approve": roles.may(role, "mailings.approve")
        and found.asked_by_id_text != request.actor.id,
        "may_edit_profile": roles.may(role, "organisation.edit"),
        "sees_people": roles.may(role, "supporters.view"),
    }
    try:
        context["fallbacks"] = sampling.fallbacks(found)
        person = sampling.pick(found, which) if context["sees_people"] else None
        context["person"] = person
        context["rendered"] = sampling.as_person(found, person)
    except (merging.MergeError, RuleError):
        pass  # the findings say so
    return render(request, "mailings/check.html", context)


@xframe_options_sameorigin
@_framed
@permission("mailings.view")
@require_safe
def shown(request: MemberRequest, mailing: object) -> HttpResponse:
    """The email itself, for the frame; who may see no supporters sees the fallbacks."""
    found = _find(request, mailing)
    sees = roles.may(request.membership.role, "supporters.view")
    try:
        person = sampling.pick(found, _which(request)) if sees else None
        return HttpResponse(sampling.as_person(found, person).html)
    except (merging.MergeError, RuleError):
        return HttpResponse(status=422)


@permission("mailings.write")
@require_POST
def test(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    try:
        sampling.send_test(mailing=found, to=request.user.email, which=_which(request))
    except (ValueError, RuleError) as error:
        messages.error(request, str(error))
    else:
        words = _("A test email is on its way to %(email)s.")
        messages.success(request, words % {"email": request.user.email})
    return redirect("mailings:check", request.organisation.slug, found.uuid)


@permission("mailings.send")
@require_POST
def send(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    version = request.POST.get("version", "")
    try:
        state = scheduling.schedule(
            mailing=found,
            version=int(version) if version.isdecimal() else -1,
            at=timezone.now(),
            by=request.actor,
        )
    except scheduling.BlockedError:
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
    found = _find(request, mailing)
    try:
        scheduling.approve(mailing=found, at=timezone.now(), by=request.actor)
    except scheduling.SamePersonError:
        messages.error(request, _("Who asked to send it cannot approve it: ask a colleague."))
    except scheduling.NotNowError:
        messages.error(request, _("It does not wait for approval any more."))
    else:
        messages.success(request, _("Approved. It goes out when the hold is over."))
    return redirect("mailings:check", request.organisation.slug, found.uuid)


@permission("mailings.send")
@require_POST
def undo(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
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
    found = _find(request, mailing)
    try:
        verb(mailing=found, at=timezone.now(), by=request.actor)
    except scheduling.NotNowError:
        messages.error(request, _("That cannot be done any more: see how it stands."))
    else:
        messages.success(request, words)
    return redirect("mailings:results", request.organisation.slug, found.uuid)


@permission("mailings.send")
@require_POST
def again(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    number = scheduling.send_again_to_uncertain(
        mailing=found, at=timezone.now(), by=request.actor
    )
    messages.success(request, _("Sent again to %(number)s people.") % {"number": number})
    return redirect("mailings:results", request.organisation.slug, found.uuid)


@permission("mailings.write")
@require_POST
def correct(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    made = drafting.correct(mailing=found, at=timezone.now(), by=request.actor)
    return redirect("mailings:write", request.organisation.slug, made.uuid)
