"""Approving from a phone by an emailed link, and an owner's override."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.lib import public
from undersigned.mailings import (
    approving,
    checking,
    merging,
    preflight,
    sampling,
    scheduling,
    showing,
    variants,
)
from undersigned.mailings.models import Mailing
from undersigned.mailings.views import finding, framing
from undersigned.segments import areas


@framing.framing
@public.token_page
def by_email(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what there is to decide; POST approves, once, as the colleague of the link.

    Where the organisation asks for a second factor the link leads to the dashboard instead.
    """
    asked = approving.find(token, at=timezone.now())
    if asked is None:
        return render(request, "mailings/approve_ended.html", status=404)
    needs_sign_in = asked.mailing.organisation.second_factor_required
    context = _shown(asked, token) | {"needs_sign_in": needs_sign_in}
    if request.method == "POST" and not needs_sign_in and not context["findings"]:
        try:
            preflight.refuse(asked.mailing)
            approving.approve(asked, at=timezone.now())
        except preflight.HeldBackError as error:
            context["findings"] = error.findings
        except (scheduling.NotNowError, scheduling.SamePersonError):
            return render(request, "mailings/approve_ended.html", status=409)
        else:
            asked.mailing.refresh_from_db()
            return render(request, "mailings/approve.html", context | {"done": True})
    return render(request, "mailings/approve.html", context)


def _shown(asked: approving.Asked, token: str) -> dict[str, Any]:
    mailing, area = asked.mailing, areas.of(asked.member)
    return {
        "emails": [_email(letter, one) for letter, one in variants.of(mailing)],
        "organisation": mailing.organisation,
        "banner": mailing.organisation.banner,
        "mailing": mailing,
        "token": token,
        "reach": showing.reach(mailing, by=area),
        "findings": checking.check(mailing, at=timezone.now(), by=area),
    }


def _email(letter: str, mailing: Mailing) -> dict[str, object]:
    """One of its variants; A alone where nothing is tried out."""
    try:
        subject, can_be_shown = sampling.as_person(mailing, None).subject, True
    except merging.MergeError:
        subject, can_be_shown = mailing.subject, False  # the findings say what is wrong
    return {
        "letter": letter, "subject": subject, "can_be_shown": can_be_shown,
        "from_name": mailing.from_name, "from_address": mailing.from_address,
    }  # fmt: skip


@xframe_options_sameorigin
@framing.framed
@public.token_page
def shown(request: HttpRequest, token: str) -> HttpResponse:
    """One of its variants, for the frame; it names nobody."""
    asked = approving.find(token, at=timezone.now())
    if asked is None or request.method == "POST":
        return HttpResponse(status=404)
    one = dict(variants.of(asked.mailing)).get(request.GET.get("variant", "A"))
    if one is None:
        return HttpResponse(status=404)
    try:
        return HttpResponse(sampling.as_person(one, None).html)
    except merging.MergeError:
        return HttpResponse(status=422)


@permission("mailings.approve")
@require_POST
def override(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    try:
        finding.as_seen(request, found)
        preflight.refuse(found)
        approving.override(
            mailing=found, member=request.membership, reason=request.POST.get("reason", ""),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except approving.NoReasonError:
        messages.error(request, _("Type why nobody else can approve it: it goes on the trail."))
    except PermissionError:
        messages.error(request, _("Only an owner may send it without a second person."))
    except preflight.HeldBackError:
        messages.error(request, _("It cannot go yet: see what is to be done below."))
    except scheduling.NotNowError:
        messages.error(request, finding.TOO_LATE)
    else:
        messages.success(request, _("It goes out when the hold is over. The trail says why."))
    return redirect("mailings:check", request.organisation.slug, found.uuid)
