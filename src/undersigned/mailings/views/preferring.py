"""The page behind 'less often, or only some' in every mailing: no sign-in, at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from undersigned.lib import public
from undersigned.mailings import preferring, unsubscribing
from undersigned.mailings.forms import PreferenceForm
from undersigned.supporters import preferring as wishes
from undersigned.supporters.preferring import Wish


@public.token_page
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows what was chosen; POST of the form changes it."""
    found = unsubscribing.find(token)
    supporter = found.recipient.supporter if found else None
    if found is None or supporter is None:
        return render(request, "mailings/unsubscribe_unknown.html", status=404)
    at = timezone.now()
    wish = wishes.of(supporter, at=at)
    form = PreferenceForm(request.POST or None, initial=vars(wish))
    form.offer(organisation=found.organisation)
    chosen = request.method == "POST" and form.is_valid()
    if chosen:
        preferring.choose(supporter=supporter, wish=Wish(**form.cleaned_data), at=at)
    context = {
        "organisation": found.organisation, "banner": found.organisation.banner,
        "form": form, "chosen": chosen, "token": token,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "mailings/preferences.html", context, status=status)
