"""The queue of comments and names that wait for approval."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.petitions import moderating

_PAGE = 50


@permission("comments.moderate")
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        return _decide(request)
    rows = moderating.waiting(request.organisation.pk)
    rows = rows.select_related("petition__campaign").order_by("pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    shown = [(row, moderating.blocked(row.petition, row)) for row in page.object_list]
    return render(request, "petitions/comments.html", {"page": page, "shown": shown})


def _decide(request: MemberRequest) -> HttpResponse:
    number = moderating.decide(
        organisation_id=request.organisation.pk,
        ids=[int(pk) for pk in request.POST.getlist("chosen") if pk.isdecimal()],
        approve=request.POST.get("decision") == "approve",
        at=timezone.now(),
        by=request.actor,
    )
    if number:
        done = ngettext("%(n)s was decided.", "%(n)s were decided.", number)
        messages.success(request, done % {"n": number})
    else:
        messages.warning(request, _("Nothing was chosen, or a colleague was quicker."))
    return redirect("petitions:comments", request.organisation.slug)
