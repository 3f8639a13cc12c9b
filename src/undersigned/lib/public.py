"""Pages without a session: their POSTs, and how long their answers may be kept."""

import functools
import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

_View = Callable[..., HttpResponse]

# Absent: an old browser, or a mail program's one-click. 'none': typed or opened from mail.
# 'same-site' is refused: a neighbour on the same domain is another site.
OWN = frozenset({"", "same-origin", "none"})


def public_post(view: _View) -> _View:
    """Takes POST alone, from our own pages, without a CSRF token: no session to abuse."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_foreign(request):
            return no_store(render(request, "lib/foreign.html", status=403))
        return view(request, *args, **kwargs)

    return csrf_exempt(require_POST(guarded))


def token_page(view: _View) -> _View:
    """A page behind a token: GET shows, a POST from our own page acts; stored by nobody."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and is_foreign(request):
            return no_store(render(request, "lib/foreign.html", status=403))
        return no_store(view(request, *args, **kwargs))

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(guarded))


def is_foreign(request: HttpRequest) -> bool:
    """Whether the browser says that another site's page sent this."""
    return request.headers.get("Sec-Fetch-Site", "") not in OWN


def no_store(response: HttpResponse) -> HttpResponse:
    """For pages behind a token: kept nowhere, and the token goes to no other site."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def cacheable(
    request: HttpRequest, response: HttpResponse, *, seconds: int, etag: str = ""
) -> HttpResponse:
    """For public GETs: anybody may keep the answer so long; 304 when the client has it already.

    Without `etag` the content's hash is used: the page is drawn, but not sent again.
    """
    tag = quote_etag(etag or hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=seconds)
    answer = get_conditional_response(request, etag=tag, response=response)
    return answer if isinstance(answer, HttpResponse) else response
