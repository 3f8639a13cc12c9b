"""The page of signals, the signatures behind each, and the limits."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard import suspect_pictures, suspecting
from undersigned.dashboard.forms.abuse import ChoiceOfSignatures, RatesForm, WindowForm
from undersigned.dashboard.petitioning import by_campaign, choices, numbers
from undersigned.guard import rates
from undersigned.petitions import choosing, releasing
from undersigned.petitions.models import Signature, SignatureQuerySet
from undersigned.segments import areas

_PAGE = 50


@permission("abuse.edit")
@require_safe
def abuse(request: MemberRequest) -> HttpResponse:
    """Signals of some days; each leads to the signatures behind it."""
    known, at = by_campaign(request.organisation), timezone.now()
    form = WindowForm(request.GET, campaigns=choices(known))
    asked = form.cleaned_data if form.is_valid() else {}
    since = at - timedelta(days=int(asked.get("days") or 1))
    every = Signature.objects.filter(organisation=request.organisation)
    if asked.get("campaign"):
        every = every.filter(petition_id=known[asked["campaign"]][0])
    held = Signature.objects.held().filter(organisation=request.organisation)
    context = {
        "form": WindowForm(
            {"days": asked.get("days") or "1", "campaign": asked.get("campaign", "")},
            campaigns=choices(known),
        ),
        "held": held.filter(held_until=None).count(),
        "held_while": held.exclude(held_until=None).count(),
        "is_limited": areas.is_limited(request.membership),
        "behind": _Behind(request, since=since, campaign=asked.get("campaign", "")),
        **_signals(request, every, since=since, at=at, campaign=asked.get("campaign", "")),
    }
    return render(request, "dashboard/abuse.html", context)


def _signals(
    request: MemberRequest,
    every: SignatureQuerySet,
    *,
    since: datetime,
    at: datetime,
    campaign: str,
) -> dict[str, Any]:
    zone = ZoneInfo(request.organisation.time_zone)
    rows, mine = every.filter(signed_at__gte=since), rates.of(request.organisation.pk)
    before = every.filter(signed_at__lt=since, signed_at__gte=since - timedelta(days=90))
    total = rows.count()
    networks = suspecting.networks(rows, total=total, rates=mine)
    domains = suspecting.domains(
        rows, total=total, rates=mine, organisation_id=request.organisation.pk
    )
    disposable = suspecting.disposables(rows, total=total, rates=mine)
    hours = suspecting.hours(rows, since=since, at=at, zone=zone)
    quick, places = suspecting.quick(rows), suspecting.places(rows, before, total=total)
    fresh = suspecting.fresh(rows, before, total=total)
    draw = suspect_pictures
    return {
        "flood": mine.flood, "total": total,
        "networks": networks, "domains": domains, "disposable": disposable,
        "quick": quick[0], "within": suspecting.within(quick), "places": places,
        "odd_hours": _hours(suspecting.odd_hours(hours), campaign=campaign),
        "busiest": _hours(suspecting.busiest(hours), campaign=campaign),
        "by_network": draw.networks(networks), "by_domain": draw.domains(domains),
        "by_disposable": draw.disposables(disposable), "by_time": draw.quick(quick),
        "fresh": fresh, "by_fresh": draw.fresh(fresh.networks),
        "by_hour": draw.hours(hours), "by_place": draw.places(places),
    }  # fmt: skip


def _hours(pairs: Sequence[tuple[datetime, int]], *, campaign: str) -> list[dict[str, object]]:
    """In the organisation's time, like the chart and the form behind the link."""
    found: list[dict[str, object]] = []
    for hour, number in pairs:
        times = {"since": hour, "until": hour + timedelta(hours=1)}
        query = {name: time.strftime("%Y-%m-%dT%H:%M") for name, time in times.items()}
        query |= {"campaign": campaign} if campaign else {}
        words = formats.date_format(hour, "D P")
        found.append({"query": urlencode(query), "words": words, "number": number})
    return found


class _Behind:
    """Where the lists behind the signals are: of the same days and campaign."""

    def __init__(self, request: MemberRequest, *, since: datetime, campaign: str) -> None:
        self.path = reverse("dashboard:suspects", args=[request.organisation.slug])
        zone = ZoneInfo(request.organisation.time_zone)
        local = since.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
        self.query = urlencode({"since": local} | ({"campaign": campaign} if campaign else {}))


@permission("abuse.edit")
@require_safe
def suspects(request: MemberRequest) -> HttpResponse:
    """The signatures that a choice means, newest first."""
    known = by_campaign(request.organisation)
    form = _form(request, request.GET)
    rows = Signature.objects.none()
    if form.is_valid():
        rule = form.rule(organisation_id=request.organisation.pk, petitions=numbers(known))
        rows = areas.kept(choosing.rows(rule), request.membership)
        rows = rows.select_related("petition__campaign", "supporter")
    page = Paginator(rows.order_by("-pk"), _PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "form": form, "page": page, "query": asked.urlencode(),
        "releases": form.is_valid() and form.cleaned_data["state"] == Signature.State.HELD,
        "asked": [(name, value) for name, value in asked.items() if value],
        "is_limited": areas.is_limited(request.membership),
    }  # fmt: skip
    status = 200 if form.is_valid() else 422
    return render(request, "dashboard/suspects.html", context, status=status)


@permission("abuse.edit")
@require_POST
def release(request: MemberRequest) -> HttpResponse:
    """Lets the held ones that a choice means count."""
    form = _form(request, request.POST)
    number = 0
    if form.is_valid():
        known = numbers(by_campaign(request.organisation))
        rule = form.rule(organisation_id=request.organisation.pk, petitions=known)
        number = releasing.release(
            areas.kept(choosing.rows(rule), request.membership),
            organisation_id=request.organisation.pk, at=timezone.now(), by=request.actor,
        )  # fmt: skip
    if number:
        said = ngettext("%(n)s signature counts in a moment; its signer gets an email.",
                        "%(n)s signatures count in a moment; their signers get an email.",
                        number)  # fmt: skip
        messages.success(request, said % {"n": number})
    else:
        messages.warning(request, _("None of these is held any more."))
    return redirect("dashboard:abuse", request.organisation.slug)


def _form(request: MemberRequest, data: QueryDict) -> ChoiceOfSignatures:
    zone = ZoneInfo(request.organisation.time_zone)
    return ChoiceOfSignatures(
        data, campaigns=choices(by_campaign(request.organisation)), zone=zone
    )


@permission("abuse.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def limits(request: MemberRequest) -> HttpResponse:
    """What staff find normal in an hour."""
    now = rates.of(request.organisation.pk)
    initial = RatesForm.initial_of(now, rates.FIELDS)
    form = RatesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _save(request, form):
        messages.success(request, _("The limits are saved and hold from now on."))
        return redirect("dashboard:limits", request.organisation.slug)
    status = 422 if form.errors else 200
    return render(request, "dashboard/limits.html", {"form": form}, status=status)


def _save(request: MemberRequest, form: RatesForm) -> bool:
    version = form.cleaned_data["version"]
    try:
        rates.change(
            organisation=request.organisation, version=version, values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except rates.ChangedMeanwhileError as error:
        theirs = {name: getattr(error.theirs, name) for name in rates.FIELDS
                  if getattr(error.theirs, name) != form.cleaned_data[name]}  # fmt: skip
        form.tell(theirs, version=error.theirs.version)
        return False
    return True
