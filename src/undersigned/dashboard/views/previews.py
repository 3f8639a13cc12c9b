"""The public page of a campaign as it is, or as it would be after saving what is typed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.views import screens
from undersigned.lib.versioned import VersionedForm
from undersigned.site import campaign_page

_framed = csp_replace({"frame-ancestors": [SELF]})


@xframe_options_sameorigin
@_framed
@permission("campaigns.view")
@require_safe
def preview(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The page as it is saved; also of a draft, which no stranger sees."""
    return HttpResponse(_drawn(request, uuid))


def _drawn(request: MemberRequest, uuid: UUID) -> str:
    rows = Campaign.objects.select_related(*campaign_page.BESIDE)
    campaign = get_object_or_404(rows, organisation=request.organisation, uuid=uuid)
    shown = campaign_page.context(campaign, at=timezone.now(), as_typed=True)
    return render_to_string(campaign_page.TEMPLATE, {**shown, "is_preview": True})


_SCREENS: dict[
    str,
    tuple[Callable[[MemberRequest, Campaign], Any], Callable[..., None]],
] = {
    "ask": (screens.ask_form, screens.save_ask),
    "story": (screens.story_form, screens.save_story),
    "thanks": (screens.thanks_form, screens.save_thanks),
}


@xframe_options_sameorigin
@_framed
@permission("campaigns.edit")
@require_POST
def preview_screen(request: MemberRequest, uuid: UUID, screen: str) -> HttpResponse:
    """Saves what is typed, draws the page, takes the saving back: the preview cannot differ.

    What cannot be saved yet is left out: the page is drawn as it was saved last.
    """
    if screen not in _SCREENS:
        raise Http404
    campaign = screens.find(request, uuid)
    build, save = _SCREENS[screen]
    request.FILES.clear()  # a picture shows once it is saved
    form: VersionedForm = build(request, campaign)
    with transaction.atomic():
        if form.is_valid():
            _tried(request, campaign, form, save)
        html = _drawn(request, uuid)
        transaction.set_rollback(True)
    return HttpResponse(html)


def _tried(
    request: MemberRequest, campaign: Campaign, form: VersionedForm, save: Callable[..., None]
) -> None:
    form.cleaned_data["version"] = campaign.version  # a preview overwrites nobody
    screens.saved(form, lambda: save(request, campaign, form))
