"""What the network says of a mailing before it goes: a part of the check screen, or a page."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import preflight as checks
from undersigned.mailings.models import Mailing
from undersigned.segments import areas


@permission("mailings.view")
@require_safe
def preflight(request: MemberRequest, mailing: object) -> HttpResponse:
    """Takes some seconds: the check screen asks for it once it stands."""
    rows = Mailing.objects.select_related("organisation")
    found = get_object_or_404(rows, organisation=request.organisation, uuid=mailing)
    is_part = request.headers.get("HX-Request") == "true"
    context = {
        "mailing": found,
        "report": checks.look(found, by=areas.of(request.membership)),
        "may_write": roles.may(request.membership.role, "mailings.write"),
    }
    page = "mailings/parts/preflight.html" if is_part else "mailings/preflight.html"
    return render(request, page, context)
