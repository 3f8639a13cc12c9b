"""What pages outside the dashboard need around them: who is signed in, a token kept."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from undersigned.accounts.models import User

View = Callable[..., HttpResponse]


class AuthenticatedRequest(HttpRequest):
    """A request by somebody who is signed in, as `login_required` lets through."""

    user: User


def behind_a_token(view: View) -> View:
    """For an address that is itself a secret: kept by no cache, told to no other site."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401  the view's own
        answer = private(view)(*args, **kwargs)
        # With "no-referrer" browsers send "Origin: null", which the CSRF check refuses. So the
        # address is told to our own pages, and to no other site.
        answer["Referrer-Policy"] = "same-origin"
        return answer

    return guarded


def private(view: View) -> View:
    """For pages about one person: kept by no cache."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        answer = view(request, *args, **kwargs)
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return guarded


def under_our_name(view: View) -> View:
    """For allauth's pages, which build links from the Host header: they get ours instead."""
    ours = urlsplit(settings.BASE_URL).netloc

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401
        request.META["HTTP_HOST"] = ours
        return private(view)(request, *args, **kwargs)

    return guarded
