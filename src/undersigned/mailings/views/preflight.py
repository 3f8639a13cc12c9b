"""What the network says of a mailing before it goes: a part of the check screen, or a page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import preflight as checks
from undersigned.mailings.desks import Desk
from undersigned.segments import areas


@permission("mailings.view")
@require_safe
def preflight(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """Takes some seconds: the check screen asks for it once it stands."""
    found, at = desk.find(request, **where), desk.pages(request.organisation, where)
    is_part = request.headers.get("HX-Request") == "true"
    context = {
        "mailing": found,
        "desk": desk,
        "at": at,
        "report": checks.look(found, by=areas.of(request.membership)),
        "may_write": roles.may(request.membership.role, "mailings.write"),
    }
    page = "mailings/parts/preflight.html" if is_part else "mailings/preflight.html"
    return render(request, page, context)
