"""What is told by hand on a campaign's page: answers, news, demands that are met."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns import granting, noting
from undersigned.campaigns.forms.timeline import EntryForm
from undersigned.campaigns.models import Campaign


def _campaign(request: MemberRequest, uuid: UUID) -> Campaign:
    rows = Campaign.objects.select_related("organisation")
    return get_object_or_404(rows, organisation=request.organisation, uuid=uuid)


def _to(request: MemberRequest, campaign: Campaign) -> str:
    return reverse("dashboard:campaign", args=[request.organisation.slug, campaign.uuid])


@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, uuid: UUID) -> HttpResponse:
    campaign, at = _campaign(request, uuid), timezone.now()
    today = at.astimezone(ZoneInfo(request.organisation.time_zone)).date()
    form = EntryForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        noting.add(campaign=campaign, **form.cleaned_data, at=at, by=request.actor)
        messages.success(request, _("Added to the timeline."))
        return redirect(_to(request, campaign))
    context = {
        "form": form, "heading": _("Add to the timeline"), "lead": campaign.title,
        "back": _to(request, campaign),
    }  # fmt: skip
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID, entry_id: int) -> HttpResponse:
    """What wrote itself stays: it happened."""
    campaign = _campaign(request, uuid)
    by_hand = campaign.timeline.filter(kind__in=noting.BY_HAND)
    entry = get_object_or_404(by_hand, pk=entry_id)
    if request.method == "POST":
        noting.remove(entry=entry, campaign=campaign, at=timezone.now(), by=request.actor)
        messages.success(request, _("Removed."))
        return redirect(_to(request, campaign))
    context = {
        "heading": _("Take it off the timeline?"), "label": _("Remove"), "danger": True,
        "sentences": [entry.words, _("The list of changes keeps it.")],
        "back": _to(request, campaign),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)


@permission("campaigns.edit")
@require_POST
def mark_demand(request: MemberRequest, uuid: UUID, demand_id: int) -> HttpResponse:
    """'Met' or 'not met after all', as of today."""
    campaign, at = _campaign(request, uuid), timezone.now()
    demand = get_object_or_404(campaign.demands, pk=demand_id)
    today = at.astimezone(ZoneInfo(request.organisation.time_zone)).date()
    met_on = today if request.POST.get("do") == "met" else None
    if granting.mark(demand=demand, campaign=campaign, met_on=met_on, at=at, by=request.actor):
        messages.success(request, _("The page and its timeline say so."))
    return redirect(_to(request, campaign))
