"""The public pages of claims and averages: cached, without cookie or session."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from undersigned.evidence.models import Claim, Series
from undersigned.organisations.models import Organisation
from undersigned.site import evidence_pages
from undersigned.site.views.answering import page, public

_WIDTHS = {"chart": 960, "chart-phone": 375}
_BESIDE = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"]}  # of a drawing alone


def _claim(slug: str, uuid: UUID) -> Claim:
    organisation = get_object_or_404(Organisation, slug=slug)
    found = evidence_pages.claim(organisation, uuid, at=timezone.now())
    if found is None:
        raise Http404
    return found


def _series(slug: str, uuid: UUID) -> Series:
    organisation = get_object_or_404(Organisation, slug=slug)
    found = evidence_pages.series(organisation, uuid)
    if found is None:
        raise Http404
    return found


@public
def claim(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    shown = evidence_pages.claim_context(_claim(slug, uuid))
    return page(request, evidence_pages.CLAIM, shown)


@public
def claim_csv(_request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = _claim(slug, uuid)
    return _csv(evidence_pages.claim_csv(found), f"claim-{uuid}", found.organisation)


@public
def average(
    request: HttpRequest, slug: str, uuid: UUID, day: date | None = None
) -> HttpResponse:
    """`?only=` is a variant: what the reader leaves out."""
    found = _series(slug, uuid)
    return page(request, evidence_pages.AVERAGE, _average(request, found, day))


def _average(request: HttpRequest, found: Series, day: date | None) -> dict[str, Any]:
    shown = evidence_pages.average_context(
        found, variant="" if day else request.GET.get("only", "")[:80], as_of=day
    )
    if shown is None:
        raise Http404
    return shown


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public
def embed(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The chart alone: any site may show it in a frame."""
    shown = _average(request, _series(slug, uuid), None)
    return page(request, evidence_pages.EMBED, shown)


def average_csv(name: str) -> Callable[..., HttpResponse]:
    """The polls, each with its part, or the days."""

    @public
    def answered(_request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
        found = _series(slug, uuid)
        lines = evidence_pages.average_csv(found, name)
        if lines is None:
            raise Http404
        return _csv(lines, f"{name}-{uuid}", found.organisation)

    return answered


def _csv(lines: Iterable[str], name: str, organisation: Organisation) -> HttpResponse:
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return _marked(answer, organisation)


def chart(name: str) -> Callable[..., HttpResponseBase]:
    """The drawing with its words and colours in it: for pages of ours, and of others."""

    @csp_replace(_BESIDE)
    @public
    def answered(_request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
        found = _series(slug, uuid)
        drawn = evidence_pages.drawing(found, width=_WIDTHS[name])
        if drawn is None:
            raise Http404
        return _marked(HttpResponse(drawn, content_type="image/svg+xml"), found.organisation)

    return answered


@public
def card(_request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = _series(slug, uuid)
    content = evidence_pages.png(found)
    if content is None:
        raise Http404
    return _marked(HttpResponse(content, content_type="image/png"), found.organisation)


def _marked(answer: HttpResponse, organisation: Organisation) -> HttpResponse:
    if organisation.noindex or organisation.example:
        answer["X-Robots-Tag"] = "noindex"
    return answer
