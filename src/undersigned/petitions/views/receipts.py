"""A signer's receipt, and 'How we count': what anybody may know of a petition's number."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.ledger import promising, sealing
from undersigned.lib import public, tokens
from undersigned.petitions import breaking_down, explaining, links, pages, reading
from undersigned.petitions.models import Signature
from undersigned.petitions.views import doors


@public.token_page
@require_safe
def receipt(request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001  the token says which
    """The link's fragment stays in the browser; the page's script hands it to the check."""
    signature, given = _find(token)
    opened = reading.of(signature.petition)
    shown = {"signature": signature, "given": given, "token": token, "now": timezone.now()}
    shown |= {"is_public": bool(_receipt(given)), "entry": given.data.decode("ascii")}
    return render(request, "petitions/receipt.html", pages.context(opened, **shown))


@public.token_page
@require_safe
def receipt_file(_request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001  as above
    _signature, given = _find(token)
    return _file(_receipt(given), name="signature.tlog-proof")


@public.token_page
@require_safe
def promise_file(_request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001  as above
    _signature, given = _find(token)
    return _file(promising.promise(given), name="promise.txt")


def _receipt(given: promising.Given) -> bytes:
    try:
        return promising.receipt(given)
    except sealing.LostError:
        return b""


def _file(content: bytes, *, name: str) -> HttpResponse:
    if not content:
        raise Http404
    answer = HttpResponse(content, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _find(token: str) -> tuple[Signature, promising.Given]:
    """404 too for who wanted no receipt."""
    rows = Signature.objects.select_related(
        "petition__campaign__organisation", "petition__text"
    )
    found = get_object_or_404(rows, uuid=_uuid(token), wants_receipt=True)
    given = promising.find(found.uuid)
    if given is None:
        raise Http404
    return found, given


def _uuid(token: str) -> UUID:
    try:
        return tokens.read(links.RECEIPT, token).id
    except tokens.BadTokenError as error:
        raise Http404 from error


@require_safe
def breakdowns(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the signatures came from, day by day, each with the place of its log entry."""
    petition = doors.find(slug).petition
    facts = {
        "petition": str(petition.uuid),
        "breakdowns": breaking_down.published(petition),
    }
    return public.cacheable(request, JsonResponse(facts), seconds=60)


@require_safe
def how_we_count(request: HttpRequest, slug: str) -> HttpResponse:
    opened = doors.find(slug)
    figures = explaining.figures(opened.petition)
    audit_url = links.campaign(opened.campaign.slug)
    context = pages.context(opened, audit_url=audit_url, **figures)
    answer = render(request, "petitions/how_we_count.html", context)
    return public.cacheable(request, answer, seconds=5)
