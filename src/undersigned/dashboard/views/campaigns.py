"""The list of campaigns, and one campaign at a glance."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.campaigns import noting, positioning
from undersigned.campaigns.models import Campaign
from undersigned.dashboard import trends as trending
from undersigned.lib.charts import series
from undersigned.petitions.models import TextVersion


@permission("campaigns.view")
@require_safe
def campaigns(request: MemberRequest) -> HttpResponse:
    """Newest first. Counts come from their snapshots."""
    rows = Campaign.objects.filter(organisation=request.organisation).order_by("-pk")
    trends = trending.by_campaign(request.organisation, at=timezone.now())
    context = {
        "campaigns": [
            (row, _line(trends.get(row.pk, [])))
            for row in rows.select_related("target", "launch", "petition__snapshot")
        ],
        "may_edit": roles.may(request.membership.role, Permission.CAMPAIGNS_EDIT),
    }
    return render(request, "dashboard/campaigns.html", context)


def _line(days: list[int]) -> SafeString:
    """Beside the count, drawn; a screen reader hears the sum."""
    total = sum(days)
    words = ngettext(
        "%(number)s signature in the last %(days)s days",
        "%(number)s signatures in the last %(days)s days",
        total,
    )
    label = words % {"number": total, "days": trending.DAYS}
    return series.sparkline(days, label=label)


@permission("campaigns.view")
@require_safe
def campaign(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """State, demands with the target's position on each, and what happened so far."""
    rows = Campaign.objects.select_related("target", "launch", "petition__snapshot")
    found = get_object_or_404(rows, organisation=request.organisation, uuid=uuid)
    positions = positioning.current(campaign=found)
    role = request.membership.role
    context = {
        "campaign": found,
        "demands": [
            (demand, positions.get(demand.pk))
            for demand in found.demands.order_by("place", "pk")
        ],
        "by_hand": noting.BY_HAND,
        "has_new_text": TextVersion.objects.filter(
            petition__campaign=found, kind=TextVersion.Kind.UNDECIDED
        ).exists(),
        "events": found.timeline.order_by("-at", "-pk"),
        "may_edit": roles.may(role, Permission.CAMPAIGNS_EDIT),
        "may_launch": roles.may(role, Permission.CAMPAIGNS_LAUNCH),
        "may_see_results": roles.may(role, Permission.RESULTS_VIEW),
    }
    return render(request, "dashboard/campaign.html", context)
