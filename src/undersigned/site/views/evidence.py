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

from undersigned.evidence import showing, stored
from undersigned.evidence.models import Claim, Series, StoredAverage
from undersigned.evidence.stored import Choice
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


def _choice(request: HttpRequest, found: Series, *, day: date | None = None) -> Choice:
    """`?only=` is a variant: what the reader leaves out. `?as_of=` is a day that has come."""
    try:
        choice = Choice(as_of=day) if day else Choice.of(request.GET)
    except ValueError:
        raise Http404 from None
    if choice.as_of and choice.as_of > stored.today(found.organisation, at=timezone.now()):
        raise Http404
    return choice


@public
def average(
    request: HttpRequest, slug: str, uuid: UUID, day: date | None = None
) -> HttpResponse:
    found = _series(slug, uuid)
    shown = _average(found, _choice(request, found, day=day))
    return page(request, evidence_pages.AVERAGE, shown)


def _average(found: Series, choice: Choice) -> dict[str, Any]:
    shown = evidence_pages.average_context(found, choice)
    if shown is None:
        raise Http404
    return shown


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@public
def embed(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    """The chart alone: any site may show it in a frame."""
    found = _series(slug, uuid)
    return page(request, evidence_pages.EMBED, _average(found, _choice(request, found)))


def _drawn(found: Series, choice: Choice) -> StoredAverage:
    kept = evidence_pages.drawn(found, choice)
    if kept is None:
        raise Http404
    return kept


def average_csv(name: str) -> Callable[..., HttpResponse]:
    """The polls, each with its part, or the days."""

    @public
    def answered(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
        found = _series(slug, uuid)
        kept = _drawn(found, _choice(request, found))
        lines = showing.polls_csv(kept) if name == "polls" else showing.days_csv(kept)
        return _csv(lines, showing.file_name(kept, f"{name}-{uuid}"), found.organisation)

    return answered


def _csv(lines: Iterable[str], name: str, organisation: Organisation) -> HttpResponse:
    answer = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return _marked(answer, organisation)


def chart(name: str) -> Callable[..., HttpResponseBase]:
    """The drawing with its words and colours in it: for pages of ours, and of others."""

    @csp_replace(_BESIDE)
    @public
    def answered(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
        found = _series(slug, uuid)
        choice = _choice(request, found)
        kept = _drawn(found, choice)
        drawn = showing.alone(kept, width=_WIDTHS[name], past=choice.as_of)
        answer = HttpResponse(drawn, content_type="image/svg+xml")
        return _picture(answer, found, f"{showing.file_name(kept, name)}.svg")

    return answered


@public
def card(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    found = _series(slug, uuid)
    choice = _choice(request, found)
    kept = _drawn(found, choice)
    content = evidence_pages.png(kept, choice)
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="image/png")
    return _picture(answer, found, f"{showing.file_name(kept, 'chart')}.png")


def _picture(answer: HttpResponse, found: Series, name: str) -> HttpResponse:
    """Shown where it is linked to, and saved under a name that says what it is."""
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return _marked(answer, found.organisation)


def _marked(answer: HttpResponse, organisation: Organisation) -> HttpResponse:
    if organisation.noindex or organisation.example:
        answer["X-Robots-Tag"] = "noindex"
    return answer
