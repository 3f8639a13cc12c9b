"""The public's pages: the same for everyone, kept by caches, without cookie or session."""

from dataclasses import dataclass

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.actions import sources
from undersigned.lib.keeping import Kept
from undersigned.organisations.models import Organisation
from undersigned.site import campaign_page, discovery, home
from undersigned.site.views.answering import page, public


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """A campaign's page as everybody gets it."""

    content: bytes
    noindex: bool


_CAMPAIGNS: Kept[_Drawn] = Kept(most=300)  # some 10 MB at the most


@public
def front(request: HttpRequest) -> HttpResponse:
    """The home of the one organisation, or a list of them."""
    organisations = list(Organisation.objects.order_by("name"))
    if len(organisations) == 1:
        return page(request, home.TEMPLATE, home.context(organisations[0], at=timezone.now()))
    listed = [(one, reverse("site:organisation", args=[one.slug])) for one in organisations]
    return render(request, home.LIST_TEMPLATE, {"organisations": listed})


@public
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    ours = get_object_or_404(Organisation, slug=slug)
    return page(request, home.TEMPLATE, home.context(ours, at=timezone.now()))


@public
def release(request: HttpRequest, slug: str, release_slug: str) -> HttpResponse:
    ours = get_object_or_404(Organisation, slug=slug)
    shown = home.release_context(ours, release_slug, at=timezone.now())
    if shown is None:
        raise Http404
    return page(request, home.RELEASE_TEMPLATE, shown)


@public
def campaign(request: HttpRequest, slug: str) -> HttpResponse:
    """Drawn once a second, however many ask: in it, only the source differs."""
    key = (slug, *sources.read(request.GET).hidden())
    page = _CAMPAIGNS.get(key, lambda: _campaign(request, slug), seconds=settings.PAGE_SECONDS)
    if page is None:
        return _moved(request, slug, "site:campaign")
    answer = HttpResponse(page.content)
    if page.noindex:
        answer["X-Robots-Tag"] = "noindex"
    return answer


def _campaign(request: HttpRequest, slug: str) -> _Drawn | None:
    found = campaign_page.find(slug)
    if found is None:
        return None
    shown = campaign_page.context(found, at=timezone.now(), query=request.GET)
    shown["structured"] = discovery.structured(found)
    content = render(request, campaign_page.TEMPLATE, shown).content
    return _Drawn(content=content, noindex=bool(shown["noindex"]))


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """The picture itself is a file, answered before Django; here it has moved, or is none."""
    return _moved(request, slug, "site:card")


def _moved(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    new = campaign_page.new_slug(slug)
    if new is None:
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    address = reverse(name, args=[new])
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    shown = {"addresses": discovery.addresses(at=timezone.now())}
    return render(request, "site/sitemap.xml", shown, content_type="application/xml")


@public
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(discovery.robots(), content_type="text/plain; charset=utf-8")
