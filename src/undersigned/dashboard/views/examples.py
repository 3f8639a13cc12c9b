"""The two examples: load the one that is not here, take away those that you own."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import joining
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.models import Membership, Role
from undersigned.dashboard.examples import loading
from undersigned.organisations.models import Organisation

_KINDS = (Organisation.Example.INVENTED, Organisation.Example.RECONSTRUCTED)


@permission("organisation.edit")
@require_safe
def examples(request: MemberRequest) -> HttpResponse:
    shown = [
        {"kind": kind.value, "example": here, "owned": here and _owns(request, here)}
        for kind, here in ((kind, loading.find(kind)) for kind in _KINDS)
    ]
    return render(request, "dashboard/examples.html", {"examples": shown})


@permission("organisation.edit")
@require_POST
def load(request: MemberRequest, kind: str) -> HttpResponse:
    """An organisation of its own, with the member who asked as its owner."""
    at = timezone.now()
    if _kind(kind) == Organisation.Example.INVENTED:
        raise Http404  # thousands of people: a command, not a request
    try:
        made = loading.load(_kind(kind), at=at, by=request.actor)
    except loading.LoadedAlreadyError:
        messages.info(request, _("This example is here already."))
        return redirect("dashboard:examples", request.organisation.slug)
    joining.add_owner(
        organisation=made, email=request.user.email, name="", at=at, by=request.actor
    )
    messages.success(request, _("Loaded: %(name)s. You are its owner.") % {"name": made.name})
    return redirect("dashboard:examples", request.organisation.slug)


@permission("organisation.edit")
@require_POST
def remove(request: MemberRequest, kind: str) -> HttpResponse:
    """Only by an owner of the example itself: a colleague may be working in it."""
    example = loading.find(_kind(kind))
    if example is None or not _owns(request, example):
        raise Http404
    loading.remove(example, at=timezone.now(), by=request.actor)
    messages.success(request, _("Removed: %(name)s.") % {"name": example.name})
    if example.pk == request.organisation.pk:
        return redirect("/dashboard/")
    return redirect("dashboard:examples", request.organisation.slug)


def _kind(value: str) -> Organisation.Example:
    if value not in _KINDS:
        raise Http404
    return Organisation.Example(value)


def _owns(request: MemberRequest, example: Organisation) -> bool:
    rows = Membership.objects.filter(organisation=example, user_id=request.user.pk)
    return rows.filter(role=Role.OWNER).exists()
