"""What happens around every request."""

import uuid
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponse

from undersigned.lib import logs

_Answering = Callable[[HttpRequest], HttpResponse]


def request_id(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Names the request in logs and in the answer, so that a report can be found again."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = logs.request_id.set(uuid.uuid4().hex[:12])
        try:
            response = get_response(request)
            response["X-Request-Id"] = logs.request_id.get()
            return response
        finally:
            logs.request_id.reset(token)

    return middleware


class _Straight(BaseHandler):
    """Resolves the address and calls its view, without what later middlewares do around it."""

    _view_middleware = ()
    _template_response_middleware = ()
    _exception_middleware = ()


def public_straight(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The public's pages have no session and no sign-in: all of it is left out for them.

    Django keeps one list of middlewares, and allauth wants its own in it; so this one, put
    before those of the members' pages, goes around them.
    """
    inner = _Straight()._get_response  # type: ignore[attr-defined]  # noqa: SLF001
    straight = cast("_Answering", convert_exception_to_response(inner))

    def middleware(request: HttpRequest) -> HttpResponse:
        first = request.path_info.split("/", 2)[1]
        answer = get_response if first in settings.MEMBERS_PATHS else straight
        return answer(request)

    return middleware
