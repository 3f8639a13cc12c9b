"""Numbers by state on one screen; the organisation's groups of states and their population."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.campaigns.models import Campaign
from undersigned.dashboard import pictures
from undersigned.dashboard.forms.states import ChoiceForm, GroupForm, PopulationForm
from undersigned.dashboard.states import counting, showing
from undersigned.dashboard.states.board import board
from undersigned.organisations import saving
from undersigned.places import grouping, populating
from undersigned.places.models import Population, StateGroup
from undersigned.segments import areas


def _may(request: MemberRequest, name: Permission) -> bool:
    return roles.may(request.membership.role, name)


@permission("results.view")
@require_safe
def states(request: MemberRequest) -> HttpResponse:
    """The rows of a group, one campaign's signers beside the people; sorted as asked."""
    groups = grouping.groups(request.organisation)
    campaigns = counting.launched(request.organisation)
    group = _chosen(request.GET.get("group", ""), groups)
    campaign = _campaign(request, campaigns)
    made = board(request.organisation, group=group, campaign=campaign)
    view = showing.View(
        base=reverse("dashboard:states", args=[request.organisation.slug]),
        people=reverse("dashboard:people", args=[request.organisation.slug]),
        group=group, campaign=campaign, sort=request.GET.get("sort", ""),
        opens=_may(request, Permission.SUPPORTERS_VIEW), area=areas.of(request.membership),
    )  # fmt: skip
    table = view.table(made) if made.count else None
    sorts, chosen = view.sorts(made)
    now = {"campaign": str(campaign.uuid) if campaign else "-", "sort": chosen}
    choice = ChoiceForm(initial=now)
    choice.offer([(str(one.uuid), one.title) for one in campaigns], sorts=sorts)
    context = {
        "board": made, "group": group, "choice": choice,
        "table": table, "links": view.group_links(groups),
        "map": pictures.by_measure(table.title, table.on_map) if table else "",
        "may_edit": _may(request, Permission.EVIDENCE_EDIT),
        "sentence": _sentence(request, campaign, group),
        "area": areas.words(view.area, organisation_id=request.organisation.pk),
    }  # fmt: skip
    return render(request, "dashboard/states.html", context)


def _chosen(asked: str, groups: list[StateGroup]) -> StateGroup | None:
    found = next((group for group in groups if str(group.uuid) == asked), None)
    if asked and found is None:
        raise Http404
    return found


def _campaign(request: MemberRequest, campaigns: list[Campaign]) -> Campaign | None:
    """The newest one unless another is chosen, or none ('-')."""
    asked = request.GET.get("campaign")
    if asked is None:
        return campaigns[0] if campaigns else None
    if asked == "-":
        return None
    found = next((one for one in campaigns if str(one.uuid) == asked), None)
    if found is None:
        raise Http404
    return found


def _sentence(
    request: MemberRequest, campaign: Campaign | None, group: StateGroup | None
) -> str:
    if campaign is None:
        return ""
    asked = {"campaign": campaign.uuid, "state": f"group:{group.uuid}" if group else ""}
    address = reverse("dashboard:state_sentence", args=[request.organisation.slug])
    return f"{address}?{urlencode(asked)}"


@permission("results.view")
@require_POST
def count(request: MemberRequest) -> HttpResponse:
    """Counts at once, where the clock has not yet."""
    counting.take(request.organisation, at=timezone.now())
    return redirect("dashboard:states", request.organisation.slug)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_group(request: MemberRequest) -> HttpResponse:
    form = GroupForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = grouping.add(
                organisation=request.organisation, values=form.values(), at=timezone.now(),
                by=request.actor,
            )  # fmt: skip
        except grouping.TakenError as error:
            form.add_error("name", str(error))
        else:
            return _to_group(request, made)
    return _record(request, form, heading=_("New group of states"))


def _to_group(request: MemberRequest, group: StateGroup) -> HttpResponse:
    messages.success(request, _("Saved."))
    address = reverse("dashboard:states", args=[request.organisation.slug])
    return redirect(f"{address}?group={group.uuid}")


def _record(
    request: MemberRequest, form: GroupForm, *, heading: str, removal: str = ""
) -> HttpResponse:
    back = reverse("dashboard:states", args=[request.organisation.slug])
    context = {"form": form, "heading": heading, "back": back, "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(StateGroup, organisation=request.organisation, uuid=uuid)
    form = GroupForm(request.POST or None, initial=GroupForm.initial_of(found))

    def save() -> None:
        grouping.change(
            group=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid():
        try:
            if saving.saved(form, save):
                return _to_group(request, found)
        except grouping.TakenError as error:
            form.add_error("name", str(error))
    removal = reverse("dashboard:remove_state_group", args=[request.organisation.slug, uuid])
    return _record(request, form, heading=str(found), removal=removal)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_group(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(StateGroup, organisation=request.organisation, uuid=uuid)
    back = reverse("dashboard:states", args=[request.organisation.slug])
    if request.method == "POST":
        grouping.remove(group=found, at=timezone.now(), by=request.actor)
        messages.success(request, _("The group is removed; no supporter is."))
        return redirect(back)
    return _confirm(request, _("Remove this group of states?"), f"{found}: "
                    f"{grouping.names(found.codes)}.", back=back)  # fmt: skip


def _confirm(request: MemberRequest, heading: str, sentence: str, *, back: str) -> HttpResponse:
    context: Mapping[str, object] = {
        "heading": heading, "label": _("Remove"), "danger": True, "sentences": [sentence],
        "back": back,
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def population(request: MemberRequest) -> HttpResponse:
    """Brings how many people live in each state; shows what is there."""
    posted = request.method == "POST"
    form = PopulationForm(request.POST or None, request.FILES if posted else None)
    if posted and form.is_valid():
        values = form.cleaned_data
        populating.bring(
            organisation=request.organisation, figures=values["file"],
            source=values["source"], as_of=values["as_of"], whom=values["whom"],
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved. The numbers per 10,000 stand on the screen now."))
        return redirect("dashboard:states", request.organisation.slug)
    known = Population.objects.filter(organisation=request.organisation).first()
    context = {
        "form": form, "known": known, "rows": showing.population(known),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "dashboard/population.html", context, status=status)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_population(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        populating.remove(
            organisation=request.organisation, at=timezone.now(), by=request.actor
        )
        return redirect("dashboard:states", request.organisation.slug)
    back = reverse("dashboard:state_population", args=[request.organisation.slug])
    words = _("The numbers per 10,000 people go; all others stay.")
    return _confirm(request, _("Remove the population figures?"), words, back=back)
