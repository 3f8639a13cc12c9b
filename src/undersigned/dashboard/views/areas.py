"""Whom a colleague may reach: states, a campaign's signers, how many at a time."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts import managing
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.models import Membership, Role
from undersigned.dashboard import people
from undersigned.dashboard.forms.areas import AreaForm


@permission("members.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def area(request: MemberRequest, member_id: int) -> HttpResponse:
    """Nothing chosen is everybody. An owner has no area."""
    rows = Membership.objects.filter(organisation=request.organisation).select_related("user")
    found = get_object_or_404(rows.exclude(role=Role.OWNER), pk=member_id)
    form = AreaForm(
        request.POST if request.method == "POST" else None, initial=AreaForm.initial_of(found)
    )
    form.offer(people.campaigns(request.organisation.pk))
    back = reverse("accounts:team", args=[request.organisation.slug])
    if request.method == "POST" and form.is_valid():
        _save(request, found, form)
        return redirect(back)
    heading = _("Whom %(name)s may reach") % {"name": found.user}
    context = {"form": form, "heading": heading, "back": back}
    status = 422 if form.errors else 200
    return render(request, "lib/record.html", context, status=status)


def _save(request: MemberRequest, membership: Membership, form: forms.Form) -> None:
    campaign = form.cleaned_data["campaign"]
    try:
        managing.change_area(
            membership=membership, states=form.cleaned_data["states"],
            campaign=UUID(campaign) if campaign else None, most=form.cleaned_data["most"],
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except (managing.OwnerError, managing.ChangedMeanwhileError):
        words = _("A colleague changed %(person)s in the meantime. Here is how it stands now.")
        messages.error(request, words % {"person": membership.user})
    else:
        messages.success(request, _("Saved. It holds from now on, on every page."))
