"""Pages about the installation itself."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.config import health


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """For monitors: 200, or 503 and which part is not well."""
    well, parts = health.report(at=timezone.now())
    answer = JsonResponse(parts, status=200 if well else 503)
    answer["Cache-Control"] = "no-store"
    return answer
