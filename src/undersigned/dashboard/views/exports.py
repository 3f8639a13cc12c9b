"""Everything about all supporters, to take along: on any day, to any place."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard.exported import FORMATS, recorded
from undersigned.segments import areas
from undersigned.supporters.models import Supporter


def _refuse_an_area(request: MemberRequest) -> None:
    """Everything is for those who may reach everybody. Raises PermissionDenied."""
    if not areas.of(request.membership).is_everywhere:
        raise PermissionDenied


@permission("supporters.export")
@require_safe
def export(request: MemberRequest) -> HttpResponse:
    _refuse_an_area(request)
    number = Supporter.objects.filter(organisation=request.organisation).count()
    return render(request, "dashboard/export.html", {"number": number})


@permission("supporters.export")
@require_POST
def download(request: MemberRequest) -> HttpResponseBase:
    _refuse_an_area(request)
    kind = "jsonl" if request.POST.get("form") == "jsonl" else "csv"
    at = timezone.now()
    recorded(request.organisation, at=at, by=request.actor)
    chosen = FORMATS[kind]
    answer = StreamingHttpResponse(
        chosen.lines(request.organisation.pk), content_type=chosen.content_type
    )
    name = f"{request.organisation.slug}-everything-{at:%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
