"""Confirming: GET shows a button, only its POST confirms; then thanks, and sharing."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from undersigned.actions.fields import AddressForm
from undersigned.actions.submitting import BusyError
from undersigned.guard import challenging, counting, limits, proving, refusing
from undersigned.lib import public, tokens
from undersigned.lib.text import canonical_address
from undersigned.petitions import asking, confirming, links, pages, reading, thanking
from undersigned.petitions.confirming import Outcome
from undersigned.petitions.models import Signature
from undersigned.petitions.views import doors
from undersigned.petitions.views.signing import _see

State = Signature.State


@public.token_page
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001  the token says which
    at = timezone.now()
    link = _read(links.CONFIRM, token)
    signature = _signature(link.id)
    opened = reading.of(signature.petition)
    if signature.state == State.PENDING and link.is_older_than(links.CONFIRM_AGE, at=at):
        context = pages.context(opened, form=AddressForm(), expired=True)
        return render(request, "petitions/resend.html", context, status=HTTPStatus.GONE)
    if request.method == "POST":
        return _confirm(request, opened, signature)
    return _show(request, opened, signature, outcome=_standing(opened, signature))


def _confirm(request: HttpRequest, opened: reading.Open, signature: Signature) -> HttpResponse:
    at = timezone.now()
    if "no_receipt" in request.POST:
        confirming.want_no_receipt(signature.uuid)
    try:
        outcome = confirming.confirm_one(signature.uuid, at=at)
    except BusyError:
        return _show(request, opened, signature, outcome="busy", status=503)
    if outcome in (Outcome.CONFIRMED, Outcome.ALREADY):
        return _see(links.thanks_path(opened.campaign.slug, signature.uuid, at=at))
    return _show(request, opened, signature, outcome=outcome)


def _standing(opened: reading.Open, signature: Signature) -> str:
    if signature.state == State.PENDING:
        return "pending" if opened.is_live else Outcome.CLOSED
    return confirming.STANDING[State(signature.state)]


def _show(
    request: HttpRequest,
    opened: reading.Open,
    signature: Signature,
    *,
    outcome: str,
    status: int = 200,
) -> HttpResponse:
    if outcome == Outcome.HELD:
        signature.refresh_from_db(fields=["held_for", "held_until"])
    thanks = links.thanks_path(opened.campaign.slug, signature.uuid, at=timezone.now())
    context = pages.context(
        opened, signature=signature, outcome=str(outcome), thanks_url=thanks
    )
    return render(request, "petitions/confirm.html", context, status=status)


@public.token_page
def thanks(request: HttpRequest, slug: str, token: str) -> HttpResponse:  # noqa: ARG001  the token says which
    signature = _signature(_read(links.THANKS, token).id)
    if signature.state != State.CONFIRMED:
        raise Http404
    opened = reading.of(signature.petition)
    shown = thanking.context(opened, signature, at=timezone.now())
    return render(request, "petitions/thanks.html", pages.context(opened, **shown))


@public.token_page
def resend(request: HttpRequest, slug: str) -> HttpResponse:
    """'Send the email again'. The answer is the same whether or not anybody waits for it."""
    opened = doors.find(slug)
    if request.method != "POST":
        form = AddressForm()
        return render(request, "petitions/resend.html", pages.context(opened, form=form))
    form = AddressForm(request.POST)
    at, network = timezone.now(), doors.network(request)
    if not form.is_valid():
        context = pages.context(opened, form=form)
        return render(request, "petitions/resend.html", context, status=422)
    late = False
    if refusing.is_over(limits.RESEND_NETWORK, network, at=at):
        done = proving.returned(request.POST, subject=opened.petition.uuid, at=at)
        if done == proving.Answer.NONE:
            return _work(request, opened, form)
        late = done == proving.Answer.ASKED
    counting.add([(limits.RESEND_NETWORK, network)], at=at)
    asking.ask_again(
        petition=opened.petition, canonical=canonical_address(form.cleaned_data["email"]),
        at=at, late_network=network if late else None,
    )  # fmt: skip
    return _see(links.check_path(opened.campaign.slug, late=late))


def _work(request: HttpRequest, opened: reading.Open, form: AddressForm) -> HttpResponse:
    asked = challenging.context(
        opened.petition.uuid, organisation_id=opened.organisation.pk, at=timezone.now()
    )
    context = pages.context(opened, form=form, **asked)
    return render(request, "petitions/resend.html", context, status=429)


def _read(purpose: str, token: str) -> tokens.Token:
    try:
        return tokens.read(purpose, token)
    except tokens.BadTokenError as error:
        raise Http404 from error


def _signature(uuid: UUID) -> Signature:
    rows = Signature.objects.select_related("petition__campaign__organisation", "supporter")
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found
