"""The demo's mail viewer, for people and scripts at this machine; the provider's webhook."""

import ipaddress
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseForbidden,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from undersigned.lib import leasing
from undersigned.outbox import catching
from undersigned.outbox.models import CaughtMessage

_A_PAGE = 50
_IN_JSON = 200
_OURS = frozenset({"localhost", "127.0.0.1", "[::1]", "testserver"})

View = Callable[..., HttpResponse]


def _only_here(view: View) -> View:
    """404 unless this is the demo read at this machine: it is everyone's mail."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not (settings.DEMO and _is_here(request)):
            raise Http404
        answer = view(request, *args, **kwargs)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "no-referrer"
        return answer

    return guarded


def _policy(decorator: Callable[[Any], Any]) -> Callable[[View], View]:
    """The library's decorator, whose types know no view with arguments."""
    return decorator


def _is_here(request: HttpRequest) -> bool:
    """Not through a proxy either, and not by a foreign name that points to this machine."""
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    host = request.META.get("HTTP_HOST", "testserver").rsplit(":", 1)[0]
    return address.is_loopback and "X-Forwarded-For" not in request.headers and host in _OURS


@require_safe
@_only_here
def messages(request: HttpRequest) -> HttpResponse:
    page = Paginator(_caught(request), _A_PAGE).get_page(request.GET.get("page"))
    opened = [catching.open_message(row) for row in page.object_list]
    context = {"page": page, "opened": opened, "to": request.GET.get("to", "")}
    return render(request, "outbox/messages.html", context)


@require_safe
@_only_here
@_policy(csp_update({"frame-src": ["'self'"]}))
def message(request: HttpRequest, id_: int) -> HttpResponse:
    opened = catching.open_message(get_object_or_404(CaughtMessage, pk=id_))
    return render(request, "outbox/message.html", {"message": opened})


@require_safe
@_only_here
@xframe_options_sameorigin
@_policy(csp_replace({
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],  # email has no other way; nothing here can run
    "img-src": ["'self'", "data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": [
        "allow-popups", "allow-popups-to-escape-sandbox",
        "allow-top-navigation-by-user-activation",
    ],
}))  # fmt: skip
def message_html(_request: HttpRequest, id_: int) -> HttpResponse:
    """The HTML part as it is, for a frame where no script runs; links leave the frame."""
    opened = catching.open_message(get_object_or_404(CaughtMessage, pk=id_))
    return HttpResponse('<!doctype html><base target="_top">' + opened.html)


@require_safe
@_only_here
def messages_json(request: HttpRequest) -> HttpResponse:
    """The newest first: id, to, from, subject, text, html, headers, links, at."""
    found = []
    for row in _caught(request)[:_IN_JSON]:
        values = asdict(catching.open_message(row))
        values["from"] = values.pop("sender")
        values["headers"] = dict(values["headers"])
        found.append(values)
    return JsonResponse({"messages": found})


def _caught(request: HttpRequest) -> QuerySet[CaughtMessage]:
    rows = CaughtMessage.objects.order_by("-pk")
    to = request.GET.get("to", "").strip()
    return rows.filter(to_address__iexact=to) if to else rows


@csrf_exempt
@require_POST
def webhook(request: HttpRequest, provider: str) -> HttpResponse:
    """What the provider tells; one that is not signed by it is refused, and changes nothing."""
    api = settings.MAIL_API
    if api is None or api.provider != provider:
        raise Http404
    # What reads it is loaded only where there is an API.
    from undersigned.outbox.apis import hearing  # noqa: PLC0415

    try:
        hearing.take(request, api, at=leasing.now())
    except hearing.ForgedError:
        return HttpResponseForbidden("not signed by the provider\n", content_type="text/plain")
    except hearing.UnreadableError:
        return HttpResponseBadRequest("no event that is known\n", content_type="text/plain")
    return HttpResponse("kept\n", content_type="text/plain")
