"""The list of automations, one of them, and who is let in."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.automations import checking, drafting, showing, wording
from undersigned.automations.forms import AutomationForm, PersonForm
from undersigned.automations.models import Automation, Step, Version
from undersigned.automations.views import finding
from undersigned.automations.views.letters import LETTERS
from undersigned.campaigns.models import Campaign
from undersigned.mailings import preflight
from undersigned.mailings.checking import Finding
from undersigned.mailings.desks import Pages
from undersigned.segments import areas
from undersigned.supporters.models import Tag

_CAMPAIGNS = ("campaign", "goal")


@permission("mailings.view")
@require_safe
def automations(request: MemberRequest) -> HttpResponse:
    rows = Automation.objects.filter(organisation=request.organisation).order_by("name", "pk")
    listed = [(one, wording.trigger(one)) for one in rows.select_related("campaign", "tag")]
    context = {
        "automations": listed,
        "may_write": roles.may(request.membership.role, "mailings.write"),
    }
    return render(request, "automations/automations.html", context)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    form = AutomationForm(request.POST or None)
    form.offer(organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        made = drafting.create(
            organisation=request.organisation,
            values=_values(request, form),
            at=timezone.now(),
            by=request.actor,
        )
        return redirect("automations:automation", request.organisation.slug, made.uuid)
    context = {"form": form}
    return render(request, "automations/form.html", context, status=422 if form.errors else 200)


@permission("mailings.view")
@require_safe
def automation(request: MemberRequest, automation: object) -> HttpResponse:
    found = finding.automation(request, automation)
    versions = list(found.versions.order_by("-number"))
    written = next((one for one in versions if one.started_at is None), None)
    started = next((one for one in versions if one.started_at is not None), None)
    for one in (written, started):
        if one is not None:
            one.automation = found
    role = request.membership.role
    context = {
        "automation": found,
        "trigger": wording.trigger(found),
        "written": showing.shown(written) if written else None,
        "started": showing.shown(started) if started else None,
        "lacks": _lacks(request, found, written),
        "asks_network": preflight.asks(),
        "outdated": _outdated(request, found, started),
        "may_edit_profile": roles.may(role, "organisation.edit"),
        "numbers": showing.numbers(found),
        "kinds": Step.Kind.choices,
        "person_form": PersonForm(),
        "may_write": roles.may(role, "mailings.write"),
        "may_change": _may_change(request, found),
        "may_send": roles.may(role, "mailings.send"),
        "sees_people": roles.may(role, "supporters.view"),
    }
    return render(request, "automations/automation.html", context)


def _lacks(
    request: MemberRequest, found: Automation, version: Version | None
) -> list[tuple[Finding, Pages | None]]:
    """What has to be put right before it starts, with the pages of the email that it is in."""
    lacks = checking.check(version, at=timezone.now()) if version else []
    return [(lack.finding, _pages(request, found, lack.step)) for lack in lacks]


def _outdated(
    request: MemberRequest, found: Automation, version: Version | None
) -> list[tuple[Finding, Pages | None]]:
    """What is not right any more in what goes out."""
    if found.state != Automation.State.RUNNING:
        return []
    return _lacks(request, found, version)


def _pages(request: MemberRequest, found: Automation, step: Step | None) -> Pages | None:
    where = {"automation": found.uuid, "step": step.pk} if step else None
    return LETTERS.pages(request.organisation, where) if where else None


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, automation: object) -> HttpResponse:
    found = finding.automation(request, automation)
    if not _may_change(request, found):
        raise PermissionDenied
    form = AutomationForm(request.POST or None, initial=_initial(found))
    form.offer(organisation=request.organisation)
    if request.method == "POST" and form.is_valid() and _saved(request, found, form):
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("automations:automation", request.organisation.slug, found.uuid)
    context = {"form": form, "automation": found}
    return render(request, "automations/form.html", context, status=422 if form.errors else 200)


def _may_change(request: MemberRequest, found: Automation) -> bool:
    """While it runs it is changed by whoever may start it: it writes to whoever enters."""
    role = request.membership.role
    if found.state != Automation.State.RUNNING:
        return roles.may(role, "mailings.write")
    return roles.may(role, "mailings.send") and areas.of(request.membership).is_everywhere


def _saved(request: MemberRequest, found: Automation, form: AutomationForm) -> bool:
    try:
        drafting.change(
            automation=found, version=form.cleaned_data["version"],
            values=_values(request, form), at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except drafting.ChangedMeanwhileError:
        theirs = {"name": found.name, "trigger": wording.trigger(found)}
        form.tell(theirs, version=found.version)
        return False
    return True


def _initial(found: Automation) -> dict[str, Any]:
    names = ("name", "trigger", "again", "quiet_from", "quiet_until", "days_between", "version")
    chosen = {
        name: str(campaign.uuid) if (campaign := getattr(found, name)) else ""
        for name in _CAMPAIGNS
    }
    tag = str(found.tag_id) if found.tag_id else ""
    return {**{name: getattr(found, name) for name in names}, **chosen, "tag": tag}


def _values(request: MemberRequest, form: AutomationForm) -> dict[str, object]:
    """As the row holds them; the form has offered the organisation's own alone."""
    values = form.values()
    campaigns = Campaign.objects.filter(organisation=request.organisation)
    for name in _CAMPAIGNS:
        values[name] = campaigns.get(uuid=values[name]) if values[name] else None
    tags = Tag.objects.filter(organisation=request.organisation)
    values["tag"] = tags.get(pk=values["tag"]) if values["tag"] else None
    return values
