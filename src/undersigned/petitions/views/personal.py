"""The personal link of a mailing: 'Sign as Ana L.', one press, no second email."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from undersigned.actions import sources
from undersigned.lib import public
from undersigned.petitions import links, pages, personal_links, reading, signing_personally
from undersigned.petitions.confirming import Outcome
from undersigned.petitions.models import Signature
from undersigned.petitions.views import doors
from undersigned.petitions.views.signing import _see
from undersigned.supporters.models import Supporter


@public.token_page
def personal(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """A link that is too old or not ours leads to the campaign's page with its form."""
    at, opened = timezone.now(), doors.find(slug)
    link = personal_links.read(token, at=at)
    if link is None:
        return redirect(links.campaign_path(opened.campaign.slug))
    supporter = Supporter.objects.filter(
        uuid=link.supporter_uuid, organisation=opened.organisation
    ).first()
    if supporter is None:
        raise Http404
    if request.method == "POST" and opened.is_live:
        signature, outcome = signing_personally.sign(
            petition=opened.petition, supporter=supporter, mailing_uuid=link.mailing_uuid,
            origin=sources.read(request.POST), at=at,
        )  # fmt: skip
        if signature is not None and outcome in (Outcome.CONFIRMED, Outcome.ALREADY):
            return _see(links.thanks_path(opened.campaign.slug, signature.uuid, at=at))
    return _show(request, opened, supporter)


def _show(request: HttpRequest, opened: reading.Open, supporter: Supporter) -> HttpResponse:
    origin = sources.read(request.GET)
    has_signed = (
        Signature.objects.confirmed()
        .filter(petition=opened.petition, supporter=supporter)
        .exists()
    )
    context = pages.context(
        opened,
        short_name=_short(supporter),
        has_signed=has_signed,
        is_live=opened.is_live,
        sign_hidden=origin.hidden(),
        other_url=sources.with_query(
            links.campaign_path(opened.campaign.slug), **dict(origin.hidden())
        ),
    )
    return render(request, "petitions/personal.html", context)


def _short(supporter: Supporter) -> str:
    """'Ana L.': enough to know oneself by, on a page that a forwarded email may open."""
    initial = f" {supporter.family_name[0]}." if supporter.family_name else ""
    return f"{supporter.given_name}{initial}".strip() or "…"
