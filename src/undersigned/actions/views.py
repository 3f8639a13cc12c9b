"""'Tell me when it starts': the form's POST, and its confirming by a button."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from undersigned.actions import pages, submitting, telling
from undersigned.actions.fields import AddressForm
from undersigned.actions.models import Interest
from undersigned.campaigns.models import Campaign
from undersigned.guard import challenging, limits, proving, refusing
from undersigned.lib import clients, public, tokens


@csrf_exempt
def interest(request: HttpRequest, slug: str) -> HttpResponse:
    """GET is somebody who opened the form's address: the form is on the campaign's page."""
    return _ask(request, slug) if request.method == "POST" else redirect(f"/{slug}/")


@public.public_post
def _ask(request: HttpRequest, slug: str) -> HttpResponse:
    at, campaign = timezone.now(), _campaign(slug)
    if campaign.state != Campaign.State.ANNOUNCED:
        return redirect(f"/{campaign.slug}/")
    form = AddressForm(request.POST)
    network = clients.network(clients.address(request))
    if not form.is_valid():
        return _again(request, campaign, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    done = proving.Answer.PROVED
    if refusing.is_over(limits.INTEREST_NETWORK, network, at=at):
        done = proving.returned(request.POST, subject=campaign.uuid, at=at)
    if done == proving.Answer.NONE:
        return _again(request, campaign, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    late = {"late": True} if done == proving.Answer.ASKED else {}
    typed = submitting.Typed(
        campaign_id=campaign.pk,
        kind=submitting.Kind.INTEREST,
        payload={"email": form.cleaned_data["email"], **late},
        network=network,
        at=at,
        counts=[(limits.INTEREST_NETWORK, network)],
    )
    try:
        submitting.submit(typed)
    except submitting.BusyError:
        return _again(request, campaign, form, status=HTTPStatus.SERVICE_UNAVAILABLE)
    return _page(request, "actions/interest_sent.html", campaign)


@public.token_page
def interest_confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001  the token says which
    try:
        found = tokens.read(telling.PURPOSE, token)
    except tokens.BadTokenError as error:
        raise Http404 from error
    rows = Interest.objects.select_related("campaign__organisation")
    row = get_object_or_404(rows, uuid=found.id)
    if request.method == "POST":
        telling.confirm(row.uuid, at=timezone.now())
        row.refresh_from_db(fields=["confirmed_at"])
    return _page(request, "actions/interest_confirm.html", row.campaign, interest=row)


def _campaign(slug: str) -> Campaign:
    rows = Campaign.objects.public().select_related("organisation")
    found = rows.filter(slug=slug).first() or rows.filter(old_slugs__slug=slug).first()
    if found is None:
        raise Http404
    return found


def _again(
    request: HttpRequest, campaign: Campaign, form: AddressForm, *, status: HTTPStatus
) -> HttpResponse:
    work: dict[str, object] = {}
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        work = challenging.context(
            campaign.uuid, organisation_id=campaign.organisation_id, at=timezone.now()
        )
    answer = _page(
        request, "actions/interest.html", campaign, form=form, status=status.value, **work
    )
    answer.status_code = status
    return answer


def _page(
    request: HttpRequest, template: str, campaign: Campaign, **more: object
) -> HttpResponse:
    context = {
        **pages.organisation(campaign.organisation),
        "campaign": campaign,
        "campaign_url": f"/{campaign.slug}/",
        **more,
    }
    return public.no_store(render(request, template, context))
