"""Numbers by state as sentences for the press: made, kept, and counted again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.actions import tallying
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.forms.states import SentenceForm
from undersigned.dashboard.models import StatedNumber
from undersigned.dashboard.states import counting, saying
from undersigned.places import grouping
from undersigned.places.models import StateGroup
from undersigned.segments.criteria import RuleError

_A_PAGE = 30


@permission("results.view")
@require_http_methods(["GET", "HEAD", "POST"])
def sentence(request: MemberRequest) -> HttpResponse:
    """Choose; the sentence is counted at once, and kept when the member says so."""
    groups = grouping.groups(request.organisation)
    campaigns = counting.launched(request.organisation)
    form = _form(request, campaigns, groups)
    context: dict[str, Any] = {"form": form, "campaigns": campaigns}
    if form.is_bound and form.is_valid():
        chosen = next(c for c in campaigns if str(c.uuid) == form.cleaned_data["campaign"])
        asked = _asked(form, groups)
        at = timezone.now()
        if request.method == "POST":
            made = saying.keep(request.organisation, chosen, asked, at=at, by=request.actor)
            return redirect("dashboard:stated_number", request.organisation.slug, made.uuid)
        numbers = saying.count(request.organisation, asked)
        context["words"] = saying.words(request.organisation, chosen, asked, numbers, at=at)
        context["numbers"] = numbers
    status = 422 if form.errors else 200
    return render(request, "dashboard/state_sentence.html", context, status=status)


def _form(
    request: MemberRequest, campaigns: Sequence[Campaign], groups: Sequence[StateGroup]
) -> SentenceForm:
    data = request.POST if request.method == "POST" else request.GET
    form = SentenceForm(data if "campaign" in data else None)
    form.offer(
        campaigns=[(str(one.uuid), one.title) for one in campaigns], groups=groups,
        answers=tallying.choices(organisation_id=request.organisation.pk),
    )  # fmt: skip
    return form


def _asked(form: SentenceForm, groups: Sequence[StateGroup]) -> saying.Asked:
    values = form.cleaned_data
    where = values["state"]
    chosen = [group for group in groups if where == f"group:{group.uuid}"]
    codes = list(chosen[0].codes) if chosen else [where] if where else []
    since = values["since"].isoformat() if values["since"] else ""
    return saying.Asked(
        campaign=values["campaign"], states=codes, since=since, answer=values["answer"]
    )


@permission("results.view")
@require_safe
def numbers(request: MemberRequest) -> HttpResponse:
    """All sentences that were kept, newest first."""
    rows = StatedNumber.objects.filter(organisation=request.organisation).order_by("-pk")
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "dashboard/stated_numbers.html", {"page": page})


@permission("results.view")
@require_safe
def number(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A sentence as it was said, and the same question counted again now."""
    found = get_object_or_404(StatedNumber, organisation=request.organisation, uuid=uuid)
    context: dict[str, Any] = {"stated": found, "at": timezone.now()}
    try:
        asked = saying.asked_of(found)
        now = saying.count(request.organisation, asked)
    except RuleError as error:
        context["problem"] = str(error)
    else:
        context |= {"now": now, "grown": now.signed - found.numbers["signed"]}
    return render(request, "dashboard/stated_number.html", context)
