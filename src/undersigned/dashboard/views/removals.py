"""Removing signatures by a rule: choose, look at what it would do, start, stop, undo."""

import hashlib
import json
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.forms.abuse import RemovalForm
from undersigned.dashboard.petitioning import by_campaign, choices, numbers
from undersigned.petitions import cancelling, choosing
from undersigned.petitions.models import Cancellation, Signature
from undersigned.places import regions
from undersigned.segments import areas

_PAGE = 30


@permission("abuse.edit")
@require_safe
def removals(request: MemberRequest) -> HttpResponse:
    areas.refuse_limited(request.membership)
    rows = Cancellation.objects.filter(organisation=request.organisation).order_by("-pk")
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "dashboard/removals.html", {"page": page})


@permission("abuse.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A POST shows what the rule would do; one that has been shown, unchanged, starts it."""
    areas.refuse_limited(request.membership)
    known = by_campaign(request.organisation)
    form = RemovalForm(
        request.POST if request.method == "POST" else None, initial=request.GET.dict(),
        campaigns=choices(known), zone=ZoneInfo(request.organisation.time_zone),
    )  # fmt: skip
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        rule = form.rule(organisation_id=request.organisation.pk, petitions=numbers(known))
        seen = _seen(rule)
        if "start" in request.POST and form.cleaned_data["seen"] == seen:
            return _start(request, form, rule)
        _show(form, seen=seen)
        context |= {"preview": cancelling.preview(rule), "rule": rule}
    status = 422 if form.errors else 200
    return render(request, "dashboard/removal_new.html", context, status=status)


def _seen(rule: choosing.Rule) -> str:
    text = json.dumps(rule.as_json(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _show(form: RemovalForm, *, seen: str) -> None:
    """The page carries which rule its numbers are of."""
    data = form.data.copy() if isinstance(form.data, QueryDict) else QueryDict(mutable=True)
    data["seen"] = seen
    form.data = data


def _start(request: MemberRequest, form: RemovalForm, rule: choosing.Rule) -> HttpResponse:
    try:
        made = cancelling.start(
            rule, reason=Signature.Reason(form.cleaned_data["reason"]),
            note=form.cleaned_data["note"], at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except cancelling.EmptyRuleError:
        form.add_error(None, _("This rule means nobody, or everybody. Please narrow it down."))
        return render(request, "dashboard/removal_new.html", {"form": form}, status=422)
    return redirect("dashboard:removal", request.organisation.slug, made.uuid)


@permission("abuse.edit")
@require_safe
def removal(request: MemberRequest, uuid: UUID) -> HttpResponse:
    row = _find(request, uuid)
    rule = choosing.from_json(row.rule)
    country, _dash, region = rule.place.partition("-")
    context = {
        "removal": row, "rule": rule, "place": regions.place(country, region),
        "state": Signature.State(rule.state).label if rule.state else "",
        "campaign": Campaign.objects.filter(
            organisation=request.organisation, petition__pk=rule.petition_id
        ).first() if rule.petition_id else None,
    }  # fmt: skip
    return render(request, "dashboard/removal.html", context)


@permission("abuse.edit")
@require_safe
def progress(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The part of the page that moves."""
    context = {"removal": _find(request, uuid)}
    return render(request, "dashboard/removal_progress.html", context)


@permission("abuse.edit")
@require_POST
def undo(request: MemberRequest, uuid: UUID) -> HttpResponse:
    done = cancelling.undo(
        organisation_id=request.organisation.pk, uuid=_find(request, uuid).uuid,
        at=timezone.now(), by=request.actor,
    )  # fmt: skip
    if not done:
        messages.warning(request, _("It is not over, or a colleague has undone it already."))
    return redirect("dashboard:removal", request.organisation.slug, uuid)


@permission("abuse.edit")
@require_POST
def stop(request: MemberRequest, uuid: UUID) -> HttpResponse:
    done = cancelling.stop(
        organisation_id=request.organisation.pk, uuid=_find(request, uuid).uuid,
        at=timezone.now(), by=request.actor,
    )  # fmt: skip
    if not done:
        messages.warning(request, _("It was over already."))
    return redirect("dashboard:removal", request.organisation.slug, uuid)


def _find(request: MemberRequest, uuid: UUID) -> Cancellation:
    areas.refuse_limited(request.membership)  # a rule may name one person
    return get_object_or_404(Cancellation, organisation=request.organisation, uuid=uuid)
