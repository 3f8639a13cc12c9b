"""A campaign in three screens, each with the page as it will look beside it."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from csp.constants import SELF
from csp.decorators import csp_replace
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns import addressing
from undersigned.campaigns import preparing as screens
from undersigned.campaigns.models import Campaign
from undersigned.dashboard import library, preparing
from undersigned.dashboard.forms.ask import AskForm
from undersigned.dashboard.forms.story import StoryForm
from undersigned.dashboard.forms.thanks import ThanksForm
from undersigned.lib import uploads
from undersigned.lib.versioned import VersionedForm
from undersigned.organisations.describing import ChangedMeanwhileError

_framing = csp_replace({"frame-src": [SELF]})  # the preview beside the form
_SCREENS = ("ask", "story", "thanks")
_NEXT = {"ask": "story", "story": "thanks", "thanks": "plan"}
_Form = TypeVar("_Form", bound=VersionedForm)


def find(request: MemberRequest, uuid: UUID) -> Campaign:
    rows = Campaign.objects.select_related("organisation", "target")
    return get_object_or_404(rows, organisation=request.organisation, uuid=uuid)


def _page(
    request: MemberRequest, form: VersionedForm, *, screen: str, campaign: Campaign | None
) -> HttpResponse:
    steps = _steps(request, screen=screen, campaign=campaign)
    context = {"form": form, "campaign": campaign, "screen": screen, "steps": steps}
    status = 422 if form.errors else 200
    return render(request, f"dashboard/campaign_{screen}.html", context, status=status)


def _screen(
    request: MemberRequest,
    uuid: UUID,
    name: str,
    make: Callable[[MemberRequest, Campaign], _Form],
    save: Callable[[MemberRequest, Campaign, _Form], object],
) -> HttpResponse:
    """Shows the screen's form, or saves it and goes on to the next."""
    campaign = find(request, uuid)
    form = make(request, campaign)
    posted = request.method == "POST" and form.is_valid()
    if posted and saved(form, lambda: save(request, campaign, form)):
        return _onward(request, campaign, onward=_NEXT[name])
    return _page(request, form, screen=name, campaign=campaign)


def _steps(
    request: MemberRequest, *, screen: str, campaign: Campaign | None
) -> list[dict[str, str]]:
    labels = (_("Ask and target"), _("Story and evidence"), _("After signing"))
    here = _SCREENS.index(screen)
    return [
        {
            "label": label,
            "state": "current" if place == here else ("done" if place < here else ""),
            "url": _address(request, name, campaign) if campaign else "",
        }
        for place, (name, label) in enumerate(zip(_SCREENS, labels, strict=True))
    ]


def _address(request: MemberRequest, name: str, campaign: Campaign) -> str:
    return reverse(f"dashboard:{name}", args=[request.organisation.slug, campaign.uuid])


def saved(form: VersionedForm, save: Callable[[], object]) -> bool:
    """Whether it is saved; if not, the form says why, with what was typed."""
    try:
        save()
    except addressing.SlugReservedError as error:
        words = _("This installation itself answers at /%(slug)s/. Choose another address.")
        form.add_error("slug", words % {"slug": error})
    except addressing.SlugTakenError as error:
        words = _("Another campaign has, or once had, /%(slug)s/. Choose another address.")
        form.add_error("slug", words % {"slug": error})
    except screens.DemandHasPositionsError as error:
        words = _("'%(text)s' has recorded positions, so it cannot be removed. Reword it.")
        form.add_error(None, words % {"text": error})
    except uploads.PictureError as error:
        form.add_error("picture", str(error))
    except ChangedMeanwhileError as error:
        form.tell(error.theirs, version=error.version)
    return not form.errors


def _onward(request: MemberRequest, campaign: Campaign, *, onward: str) -> HttpResponse:
    """'Save' stays on the screen, 'Save and continue' goes on."""
    messages.success(request, _("Saved."))
    here = request.resolver_match.url_name if request.resolver_match else ""
    name = onward if "onward" in request.POST or here == "new_campaign" else str(here)
    return redirect(f"dashboard:{name}", request.organisation.slug, campaign.uuid)


@_framing
@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Screen 1 of a campaign that is not there yet."""
    form = ask_form(request, None)
    if request.method == "POST" and form.is_valid():
        made: list[Campaign] = []
        if saved(form, lambda: made.append(_create(request, form))):
            return _onward(request, made[0], onward="story")
    return _page(request, form, screen="ask", campaign=None)


def ask_form(request: MemberRequest, campaign: Campaign | None) -> AskForm:
    demands = list(campaign.demands.order_by("place", "pk")) if campaign else []
    return AskForm(
        request.POST or None,
        request.FILES or None,
        initial=AskForm.initial_of(campaign) if campaign else None,
        targets=library.targets(organisation_id=request.organisation.pk),
        demands=[(demand.pk, demand.text) for demand in demands],
    )


def _create(request: MemberRequest, form: AskForm) -> Campaign:
    return preparing.create(
        organisation=request.organisation,
        values=form.values() | _image(request, form),
        demands=form.demand_lines(),
        new_target=form.new_target(),
        contacts=form.contacts(),
        at=timezone.now(),
        by=request.actor,
    )


def _image(request: MemberRequest, form: AskForm) -> dict[str, object]:
    """The path of a picture that was chosen, '' for one to be removed; else nothing."""
    file = form.cleaned_data["picture"]
    if file:
        return {"image": preparing.keep_picture(file, organisation=request.organisation)}
    return {"image": ""} if form.cleaned_data["remove_picture"] else {}


@_framing
@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Screen 1: the ask and the target."""
    return _screen(request, uuid, "ask", ask_form, save_ask)


@transaction.atomic
def save_ask(request: MemberRequest, campaign: Campaign, form: AskForm) -> None:
    at = timezone.now()
    values = preparing.with_target(
        organisation=request.organisation,
        values=form.values() | _image(request, form),
        new_target=form.new_target(),
        contacts=form.contacts(),
        at=at,
        by=request.actor,
    )
    screens.change_ask(
        campaign=campaign,
        version=form.cleaned_data["version"],
        values=values,
        demands=form.demand_lines(),
        at=at,
        by=request.actor,
    )


@_framing
@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def story(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Screen 2: the story and the evidence."""
    return _screen(request, uuid, "story", story_form, save_story)


def story_form(request: MemberRequest, campaign: Campaign) -> StoryForm:
    return StoryForm(
        request.POST or None,
        initial=StoryForm.initial_of(campaign),
        library=library.to_choose(organisation_id=request.organisation.pk),
    )


def save_story(request: MemberRequest, campaign: Campaign, form: StoryForm) -> None:
    screens.change_story(
        campaign=campaign,
        version=form.cleaned_data["version"],
        values=form.values(),
        chosen=form.chosen(),
        at=timezone.now(),
        by=request.actor,
    )


@_framing
@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def thanks(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Screen 3: what follows signing."""
    return _screen(request, uuid, "thanks", thanks_form, save_thanks)


def thanks_form(request: MemberRequest, campaign: Campaign) -> ThanksForm:
    return ThanksForm(request.POST or None, initial=ThanksForm.initial_of(campaign))


def save_thanks(request: MemberRequest, campaign: Campaign, form: ThanksForm) -> None:
    screens.change_thanks(
        campaign=campaign,
        version=form.cleaned_data["version"],
        values=form.values_of(campaign),
        at=timezone.now(),
        by=request.actor,
    )
