"""What is decided about a mailing that goes out: its pace, and trying again."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import controlling
from undersigned.mailings.forms import PaceForm
from undersigned.mailings.models import Mailing
from undersigned.mailings.views import finding


def _back(request: MemberRequest, mailing: Mailing) -> HttpResponse:
    page = "results" if mailing.frozen_at else "check"
    return redirect(f"mailings:{page}", request.organisation.slug, mailing.uuid)


@permission("mailings.send")
@require_POST
def pace(request: MemberRequest, mailing: object) -> HttpResponse:
    found, form = finding.mailing(request, mailing), PaceForm(request.POST)
    if not form.is_valid():
        words = _("“%(typed)s” is no pace. Type a number of emails an hour, or nothing.")
        messages.error(request, words % {"typed": request.POST.get("pace", "")[:40]})
        return _back(request, found)
    chosen = form.cleaned_data["pace"]
    controlling.set_pace(mailing=found, pace=chosen, at=timezone.now(), by=request.actor)
    if chosen:
        words = _("It goes at %(number)s emails an hour at most.")
        messages.success(request, words % {"number": chosen})
    else:
        messages.success(request, _("It goes as fast as it can."))
    return _back(request, found)


@permission("mailings.send")
@require_POST
def try_again(request: MemberRequest, mailing: object, state: str) -> HttpResponse:
    """Those that failed, or of which nobody knows whether they got it."""
    found = finding.mailing(request, mailing)
    if state not in controlling.AGAIN:
        raise Http404
    number = controlling.try_again(
        mailing=found, state=state, at=timezone.now(), by=request.actor
    )
    if number:
        words = _("%(number)s people are tried once more.") % {"number": number}
        messages.success(request, words)
    else:
        messages.info(request, _("Nobody is left who could be tried again."))
    return _back(request, found)
