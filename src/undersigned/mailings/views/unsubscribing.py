"""The page behind the link in every mailing, and the mail program's one click."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from undersigned.lib import public
from undersigned.mailings import one_click, unsubscribing
from undersigned.supporters.models import Consent


@csrf_exempt  # no session to abuse: the token names the person, and a mail program has no page
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button. POST unsubscribes at once, also from a mail program (RFC 8058)."""
    is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    if is_one_click and one_click.is_trial(token):
        answer = HttpResponse(one_click.ARRIVED, content_type="text/plain; charset=utf-8")
        return public.no_store(answer)
    found = unsubscribing.find(token)
    if found is None:
        return public.no_store(render(request, "mailings/unsubscribe_unknown.html", status=404))
    at = timezone.now()
    if request.method == "POST":
        how = Consent.How.ONE_CLICK if is_one_click else Consent.How.LINK
        unsubscribing.unsubscribe(recipient=found.recipient, how=how, at=at)
    supporter = found.recipient.supporter
    context = {
        "organisation": found.organisation,
        "banner": found.organisation.banner,
        "done": request.method == "POST",
        "preferences_url": reverse("mailings:preferences", args=[token]) if supporter else "",
        "send_signed_url": reverse("mailings:send_signed", args=[token]) if supporter else "",
    }
    return public.no_store(render(request, "mailings/unsubscribe.html", context))


@public.token_page
def send_signed(request: HttpRequest, token: str) -> HttpResponse:
    """A POST sends the link to what they signed to the person's own address."""
    found = unsubscribing.find(token)
    supporter = found.recipient.supporter if found else None
    if found is None or supporter is None:
        return render(request, "mailings/unsubscribe_unknown.html", status=404)
    if request.method != "POST":
        return redirect("mailings:unsubscribe", token)
    unsubscribing.send_signed(
        organisation=found.organisation, supporter=supporter, at=timezone.now()
    )
    context = {"organisation": found.organisation, "banner": found.organisation.banner}
    return render(request, "mailings/signed_sent.html", context)
