"""How the public's pages are answered: read only, the same for all, kept by caches."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from undersigned.lib.public import cacheable

_SECONDS = 5  # a count on the page may be so old; the script asks for the newest
_View = Callable[..., HttpResponse]


def public(view: _View) -> _View:
    """Read only, the same for all, with a tag by which a browser's copy stays good.

    Compressed as well: it holds nothing secret that its length could give away.
    """

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: object) -> HttpResponse:
        answer = view(request, **kwargs)
        if answer.status_code != HTTPStatus.OK:
            return answer
        return cacheable(request, answer, seconds=_SECONDS)

    return gzip_page(require_safe(answered))


def page(request: HttpRequest, template: str, shown: Mapping[str, Any]) -> HttpResponse:
    answer = render(request, template, dict(shown))
    if shown.get("noindex"):
        answer["X-Robots-Tag"] = "noindex"
    return answer
