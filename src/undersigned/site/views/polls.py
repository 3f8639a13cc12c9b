"""The public page of a poll's record, and its archived copies."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.evidence import serving
from undersigned.evidence.models import Poll, PollCopy
from undersigned.organisations.models import Organisation
from undersigned.site import poll_pages
from undersigned.site.views.answering import page, public

_KEPT = "public, max-age=3600"  # a copy never changes: another file has another address


def _poll(slug: str, uuid: UUID) -> tuple[Poll, Organisation]:
    organisation = get_object_or_404(Organisation, slug=slug)
    found = poll_pages.poll(organisation, uuid, at=timezone.now())
    if found is None:
        raise Http404
    return found, organisation


@public
def record(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    return page(request, poll_pages.POLL, poll_pages.context(*_poll(slug, uuid)))


@require_safe
def copy(_request: HttpRequest, slug: str, uuid: UUID, copy_uuid: UUID) -> HttpResponseBase:
    poll, organisation = _poll(slug, uuid)
    answer = serving.answer(
        get_object_or_404(PollCopy, poll=poll, uuid=copy_uuid), caching=_KEPT
    )
    if answer is None:
        raise Http404
    if organisation.noindex or organisation.example:
        answer["X-Robots-Tag"] = "noindex"
    return answer
