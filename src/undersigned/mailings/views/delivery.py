"""What mail providers did with the mailings of the last days."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import delivery as delivered


@permission("mailings.view")
@require_safe
def delivery(request: MemberRequest) -> HttpResponse:
    at, ours = timezone.now(), request.organisation.pk
    lines = delivered.lines(organisation_id=ours, at=at)
    context = {
        "lines": lines,
        "whole": delivered.whole(lines),
        "anything": any(line.words for line in lines),
        "answers": delivered.answers(organisation_id=ours, at=at),
        "days": delivered.DAYS,
        "reads_returns": settings.RETURNS is not None,
    }
    return render(request, "mailings/delivery.html", context)
