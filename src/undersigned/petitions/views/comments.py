"""The queue of comments and names that wait for approval, and those that have it."""

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
from undersigned.petitions.models import SignatureQuerySet
from undersigned.segments import areas

_PAGE = 50


@permission("comments.moderate")
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        return _decide(request)
    is_approved = "approved" in request.GET
    rows = _rows(request, is_approved=is_approved).select_related("petition__campaign")
    ordered = rows.order_by("-confirmed_at", "-pk") if is_approved else rows.order_by("pk")
    page = Paginator(ordered, _PAGE).get_page(request.GET.get("page"))
    shown = [
        (row, moderating.mark(row), moderating.blocked(row.petition, row))
        for row in page.object_list
    ]
    context = {"page": page, "shown": shown, "is_approved": is_approved}
    return render(request, "petitions/comments.html", context)


def _rows(request: MemberRequest, *, is_approved: bool) -> SignatureQuerySet:
    """Of the member's area."""
    find = moderating.approved if is_approved else moderating.waiting
    return areas.kept(find(request.organisation.pk), request.membership)


def _decide(request: MemberRequest) -> HttpResponse:
    decision, marks = request.POST.get("decision"), request.POST.getlist("chosen")
    rows = _rows(request, is_approved=decision == "take_off")
    organisation_id, at, by = request.organisation.pk, timezone.now(), request.actor
    if decision == "take_off":
        number = moderating.take_off(
            rows=rows, marks=marks, organisation_id=organisation_id, at=at, by=by
        )
    else:
        number = moderating.decide(
            rows=rows, marks=marks, organisation_id=organisation_id,
            approve=decision == "approve", at=at, by=by,
        )  # fmt: skip
    if number:
        done = ngettext("%(n)s was decided.", "%(n)s were decided.", number)
        messages.success(request, done % {"n": number})
    else:
        messages.warning(
            request,
            _("Nothing was chosen, a colleague was quicker, or the words are others by now."),
        )
    return redirect("petitions:comments", request.organisation.slug)
