"""'What I signed': a supporter's signatures behind their token, each withdrawn by a POST."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from undersigned.actions import pages
from undersigned.lib import public, tokens
from undersigned.petitions import links, withdrawing
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Supporter


@public.token_page
def signed(request: HttpRequest, token: str) -> HttpResponse:
    supporter = _supporter(token)
    rows = (
        Signature.objects.filter(supporter=supporter)
        .select_related("petition__campaign")
        .order_by("-signed_at")
    )
    context = pages.organisation(supporter.organisation)
    context |= {"supporter": supporter, "signatures": rows, "token": token}
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


def _supporter(token: str) -> Supporter:
    try:
        found = tokens.read(links.SIGNED, token)
    except tokens.BadTokenError as error:
        raise Http404 from error
    return get_object_or_404(Supporter.objects.select_related("organisation"), uuid=found.id)
