"""The front page of the dashboard: how things stand, and what to do next."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard import overview, pictures, results
from undersigned.evidence.models import Claim
from undersigned.jobs import backups
from undersigned.petitions.models import Signature

DAYS = 30


@permission("results.view")
@require_safe
def front(request: MemberRequest) -> HttpResponse:
    """Counts come from snapshots; the chart from one query over thirty days."""
    at = timezone.now()
    organisation = request.organisation
    zone = ZoneInfo(organisation.time_zone)
    days = results.by_day(
        Signature.objects.filter(organisation=organisation),
        zone=zone,
        until=at.astimezone(zone).date(),
        days=DAYS,
    )
    role = request.membership.role
    campaigns = overview.campaigns(organisation_id=organisation.pk)
    context = {
        "campaigns": campaigns,
        "signatures": sum(overview.count_of(campaign) for campaign in campaigns),
        "this_week": results.total(days[-7:]),
        "people": overview.people(organisation_id=organisation.pk, at=at),
        "mailings": overview.mailings(organisation_id=organisation.pk),
        "by_day": pictures.by_day(days),
        "backup": backups.last(),
        "may_see_mailings": roles.may(role, Permission.MAILINGS_VIEW),
        "held": _held(request),
        "fallen": Claim.objects.filter(organisation=organisation).fallen().count(),
        "may_edit": roles.may(role, Permission.CAMPAIGNS_EDIT),
    }
    return render(request, "dashboard/front.html", context)


def _held(request: MemberRequest) -> int:
    """Signatures that wait for somebody of this role to look; one query, for those alone."""
    if not roles.may(request.membership.role, Permission.ABUSE_EDIT):
        return 0
    held = Signature.objects.held().filter(organisation=request.organisation)
    return held.filter(held_until=None).count()
