"""What happens around every request."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from undersigned.lib import logs


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
