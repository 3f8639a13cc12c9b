"""Pages about the installation itself."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.actions import retrying
from undersigned.config import background as working
from undersigned.config import health


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """For monitors: 200, or 503 and which part is not well."""
    well, parts = health.report(at=timezone.now())
    answer = JsonResponse(parts, status=200 if well else 503)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@permission("jobs.view")
def background(request: MemberRequest) -> HttpResponse:
    context = working.look(
        organisation_id=request.organisation.pk,
        role=request.membership.role,
        at=timezone.now(),
    )
    return render(request, "config/background.html", context)


@require_POST
@permission("jobs.retry")
def retry(request: MemberRequest, job_id: uuid.UUID) -> HttpResponse:
    again = working.retry(
        job_id=job_id, organisation=request.organisation, at=timezone.now(), by=request.actor
    )
    if again:
        messages.success(request, _("It runs again within a few seconds."))
    else:
        messages.warning(request, _("It cannot run again: it is no failed work any more."))
    return redirect("background", request.organisation.slug)


@require_POST
@permission("jobs.retry")
def retry_forms(request: MemberRequest, campaign: uuid.UUID) -> HttpResponse:
    """Signatures and requests of one campaign that failed alike."""
    number = retrying.retry(
        organisation=request.organisation,
        campaign=campaign,
        kind=request.POST.get("kind", ""),
        failure=request.POST.get("failure", ""),
        at=timezone.now(),
        by=request.actor,
    )
    if number:
        words = ngettext(
            "%(number)s is tried again within a few seconds.",
            "%(number)s are tried again within a few seconds.",
            number,
        )
        messages.success(request, words % {"number": number})
    else:
        messages.warning(request, _("Nothing of that kind waits here any more."))
    return redirect("background", request.organisation.slug)
