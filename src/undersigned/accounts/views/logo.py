"""The organisation's logo: one upload, one button to take it away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.lib.uploads import PictureError
from undersigned.organisations import describing, pictures


@permission("organisation.edit")
@require_POST
def change(request: MemberRequest) -> HttpResponse:
    uploaded = request.FILES.get("logo")
    if uploaded is None:
        messages.error(request, _("Choose a picture first."))
        return redirect("accounts:organisation", request.organisation.slug)
    try:
        path = pictures.store_logo(uploaded)
    except PictureError as error:
        messages.error(request, str(error))
    else:
        _set(request, path)
        messages.success(request, _("Your logo is saved."))
    return redirect("accounts:organisation", request.organisation.slug)


@permission("organisation.edit")
@require_POST
def remove(request: MemberRequest) -> HttpResponse:
    _set(request, "")
    messages.success(request, _("Your logo is removed."))
    return redirect("accounts:organisation", request.organisation.slug)


def _set(request: MemberRequest, path: str) -> None:
    describing.set_logo(
        organisation=request.organisation, path=path, at=timezone.now(), by=request.actor
    )
