"""The organiser's pages of one claim: writing it, how it stands, how it stood."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.evidence import addresses, binding, mentions, phrasing
from undersigned.evidence.claim_forms import ClaimForm, results_to_choose, series_to_choose
from undersigned.evidence.models import Claim
from undersigned.evidence.views.asking import removed
from undersigned.organisations import saving


def _form(request: MemberRequest, claim: Claim | None = None) -> ClaimForm:
    organisation = request.organisation.pk
    chosen = [request.POST.get("result_id"), request.POST.get("other_id"),
              request.GET.get("result")]  # fmt: skip
    bound = [int(one) for one in chosen if one and one.isdigit()]
    if claim is not None:
        bound += [pk for pk in (claim.result_id, claim.other_id) if pk]
        initial = ClaimForm.initial_of(claim)
    else:
        initial = {
            "result_id": request.GET.get("result"),
            "series_id": request.GET.get("series"),
            "kind": "average" if "series" in request.GET else "single",
        }
    return ClaimForm(
        request.POST or None, initial=initial,
        results=results_to_choose(
            organisation_id=organisation, wanted=request.GET.get("find", ""), bound=bound
        ),
        series=series_to_choose(organisation_id=organisation),
    )  # fmt: skip


def _saved(form: ClaimForm, save: Callable[[], object]) -> bool:
    try:
        if saving.saved(form, save):
            return True
    except binding.NotOnRecordError as error:
        words = _("The record says '%(printed)s'. Type that number, or choose another result.")
        form.add_error("number", words % {"printed": error})
    return False


def _page(request: MemberRequest, form: ClaimForm, claim: Claim | None = None) -> HttpResponse:
    slug = request.organisation.slug
    context = {
        "form": form, "claim": claim, "find": request.GET.get("find", ""),
        "back": reverse("evidence:evidence", args=[slug]),
        "said": phrasing.latest([claim])[claim.pk] if claim else None,
        "mentions": mentions.of(request.organisation, [claim])[claim.pk] if claim else [],
        "history": _history(claim) if claim else [],
        "public_url": addresses.of_claim(slug, claim.uuid) if claim else "",
        "is_read": claim is not None and Claim.objects.filter(pk=claim.pk).read().exists(),
    }  # fmt: skip
    return render(request, "evidence/claim.html", context, status=422 if form.errors else 200)


def _history(claim: Claim) -> list[tuple[object, phrasing.Said]]:
    rows = claim.judgements.order_by("-at", "-pk")[:50]
    return [(row, phrasing.judgement(row)) for row in rows]


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_claim(request: MemberRequest) -> HttpResponse:
    form = _form(request)
    made: list[Claim] = []

    def save() -> None:
        made.append(
            binding.add(
                organisation=request.organisation, values=form.values(), at=timezone.now(),
                by=request.actor,
            )
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(form, save):
        messages.success(request, _("Saved and checked: see below how it stands."))
        return redirect("evidence:claim", request.organisation.slug, made[0].uuid)
    return _page(request, form)


def _claim(request: MemberRequest, uuid: UUID) -> Claim:
    rows = Claim.objects.filter(organisation=request.organisation).whole()
    return get_object_or_404(rows, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _claim(request, uuid)
    form = _form(request, found)

    def save() -> None:
        binding.change(
            claim=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(form, save):
        messages.success(request, _("Saved and checked: see below how it stands."))
        return redirect("evidence:claim", request.organisation.slug, uuid)
    return _page(request, form, found)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _claim(request, uuid)
    return removed(
        request, row=found,
        act=lambda: binding.remove(claim=found, at=timezone.now(), by=request.actor),
    )  # fmt: skip


@permission("evidence.edit")
@require_POST
def acknowledge(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Takes the alert from the front page; the claim stands as it does."""
    found = _claim(request, uuid)
    if binding.acknowledge(claim=found, at=timezone.now(), by=request.actor):
        messages.success(request, _("Noted. Its status stays as it is."))
    return redirect("evidence:claim", request.organisation.slug, uuid)
