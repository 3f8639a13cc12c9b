"""Shows an email within a page: the page may frame it, and the frame may do nothing."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.http import HttpResponse, HttpResponseBase

_POLICY: dict[str, Any] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],  # an email's styles stand in its elements
    "img-src": ["'self'"],
    "frame-ancestors": ["'self'"],
    "sandbox": [""],
}


def framed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """The email itself. (The library's types know no view with arguments.)"""
    shown: Callable[..., HttpResponse] = csp_replace(_POLICY)(view)  # type: ignore[assignment]
    return shown


def framing(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponse]:
    """The page around it."""
    own = {"frame-src": ["'self'"]}
    page: Callable[..., HttpResponse] = csp_update(own)(view)  # type: ignore[assignment]
    return page
