"""A campaign's results: numbers, charts with their tables, and links for each source."""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.actions.models import SourceCode
from undersigned.campaigns.models import Campaign
from undersigned.dashboard import exported, linking, pictures, results
from undersigned.dashboard.forms.results import CHANNEL_NAMES, LinkForm
from undersigned.petitions.models import Signature
from undersigned.segments import areas

DAYS = 30
HOURS = 48


def _campaign(request: MemberRequest, uuid: UUID) -> Campaign:
    return get_object_or_404(Campaign, organisation=request.organisation, uuid=uuid)


@permission("results.view")
@require_safe
def campaign_results(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Numbers of now, charts of the last days and hours, by source and by state."""
    campaign = _campaign(request, uuid)
    signatures = Signature.objects.filter(petition__campaign=campaign)
    zone = ZoneInfo(request.organisation.time_zone)
    at = timezone.now()
    days = results.by_day(signatures, zone=zone, until=at.astimezone(zone).date(), days=DAYS)
    hours = results.by_hour(signatures, zone=zone, until=at, hours=HOURS)
    states = results.by_state(signatures)
    context = {
        "campaign": campaign,
        "numbers": results.numbers(signatures),
        "this_week": results.total(days[-7:]),
        "today": results.total([pair for pair in hours if pair[0] > at - timedelta(hours=24)]),
        "sources": results.by_source(signatures),
        "answers": results.by_answer(campaign),
        "by_day": pictures.by_day(days),
        "by_hour": pictures.by_hour(hours),
        "by_state": pictures.by_state(states),
        "may_link": roles.may(request.membership.role, Permission.CAMPAIGNS_EDIT),
        "may_export": roles.may(request.membership.role, Permission.SUPPORTERS_EXPORT),
    }
    return render(request, "dashboard/results.html", context)


@permission("supporters.export")
@require_POST
def signatures(request: MemberRequest, uuid: UUID) -> HttpResponseBase:
    """Who signed, as CSV or JSON lines."""
    campaign, at = _campaign(request, uuid), timezone.now()
    kind = "jsonl" if request.POST.get("form") == "jsonl" else "csv"
    try:
        lines = exported.signed(
            campaign, kind, membership=request.membership, at=at, by=request.actor
        )
    except areas.TooManyError as error:
        messages.error(request, str(error))
        return redirect("dashboard:results", request.organisation.slug, uuid)
    content_type, _lines = exported.SIGNATURES[kind]
    answer = StreamingHttpResponse(lines, content_type=content_type)
    name = f"{campaign.slug}-signatures-{at:%Y-%m-%d}.{kind}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@permission("campaigns.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A link for each channel, advert or partner, with what it brought."""
    campaign = _campaign(request, uuid)
    form = LinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        linking.make(
            campaign=campaign,
            channel=form.cleaned_data["channel"],
            label=form.cleaned_data["label"],
            at=timezone.now(),
            by=request.actor,
        )
        messages.success(request, _("The link is made; copy it from the list."))
        return redirect("dashboard:links", request.organisation.slug, campaign.uuid)
    context = {"campaign": campaign, "form": form, "lines": _lines(campaign)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/links.html", context, status=status)


def _lines(campaign: Campaign) -> list[dict[str, object]]:
    """Newest link first, each with its numbers; two queries."""
    signatures = Signature.objects.filter(petition__campaign=campaign)
    brought = {line.source: line for line in results.by_source(signatures)}
    codes = SourceCode.objects.filter(campaign=campaign).order_by("-created_at")
    return [
        {
            "code": code,
            "channel": CHANNEL_NAMES.get(code.channel, code.channel),
            "address": linking.address(campaign, code=code.code),
            "line": brought.get(code.code),
        }
        for code in codes
    ]
