"""'What I signed': a supporter's signatures behind their token, each withdrawn by a POST."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from undersigned.actions import pages
from undersigned.lib import public, tokens
from undersigned.petitions import links, withdrawing
from undersigned.petitions.models import Signature
from undersigned.supporters import consenting
from undersigned.supporters.models import Consent, EmailConsent, Supporter


@public.token_page
def signed(request: HttpRequest, token: str) -> HttpResponse:
    supporter = _supporter(token)
    rows = (
        Signature.objects.filter(supporter=supporter)
        .select_related("petition__campaign")
        .order_by("-signed_at")
    )
    context = pages.organisation(supporter.organisation)
    context |= {
        "supporter": supporter, "signatures": rows, "token": token,
        "may_be_emailed": supporter.email_consent != EmailConsent.WITHDRAWN,
    }  # fmt: skip
    return render(request, "petitions/signed.html", context)


@public.token_page
def withdraw(request: HttpRequest, token: str, signature: UUID) -> HttpResponse:
    """GET asks once more: a count that others saw goes down."""
    supporter = _supporter(token)
    row = get_object_or_404(
        Signature.objects.select_related("petition__campaign"),
        supporter=supporter, uuid=signature,
    )  # fmt: skip
    if request.method == "POST":
        withdrawing.withdraw([row.uuid], at=timezone.now())
        return redirect("petitions:signed", token=token)
    context = pages.organisation(supporter.organisation)
    context |= {"supporter": supporter, "signature": row, "token": token}
    return render(request, "petitions/withdraw.html", context)


@csrf_exempt  # no session to abuse: the token names the person, and a mail program has no page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button. POST unsubscribes at once, also from a mail program (RFC 8058)."""
    supporter, at = _supporter(token), timezone.now()
    if request.method == "POST":
        one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        consenting.unsubscribe_mailbox(
            organisation_id=supporter.organisation_id,
            canonical_address=supporter.canonical_address,
            how=Consent.How.ONE_CLICK if one_click else Consent.How.LINK,
            source="what I signed",
            at=at,
        )
    context = pages.organisation(supporter.organisation)
    context |= {"done": request.method == "POST", "token": token}
    return public.no_store(render(request, "petitions/unsubscribe.html", context))


def _supporter(token: str) -> Supporter:
    try:
        found = tokens.read(links.SIGNED, token)
    except tokens.BadTokenError as error:
        raise Http404 from error
    return get_object_or_404(Supporter.objects.select_related("organisation"), uuid=found.id)
