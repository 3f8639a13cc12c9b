"""How the public's requests come in: which petition, from our own page, kept nowhere."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from undersigned.lib import clients, public
from undersigned.petitions import reading

View = Callable[..., HttpResponse]


def token_page(view: View) -> View:
    """A page behind a token: GET shows, a POST from our own page acts; stored by nobody."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and public.is_foreign(request):
            foreign = render(request, "lib/foreign.html", status=HTTPStatus.FORBIDDEN)
            return public.no_store(foreign)
        return public.no_store(view(request, *args, **kwargs))

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def find(slug: str) -> reading.Open:
    """The petition of a public campaign, also by an address it once had; else 404."""
    found = reading.find(slug)
    if found is None:
        raise Http404
    return found


def network(request: HttpRequest) -> str:
    return clients.network(clients.address(request))
