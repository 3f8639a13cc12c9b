"""The steps of the version that is being written."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.automations import drafting
from undersigned.automations.forms import StepForm
from undersigned.automations.models import Automation, Step
from undersigned.automations.views import finding

_DAY = 24


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, automation: object, kind: str) -> HttpResponse:
    """An email is added empty, and then written; the other kinds ask first."""
    found = finding.automation(request, automation)
    if kind not in Step.Kind.values:
        raise Http404
    form = StepForm(request.POST or None, initial={"kind": kind})
    form.narrow(Step.Kind(kind), organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        step = drafting.add_step(
            automation=found,
            kind=kind,
            values=form.values(organisation=request.organisation),
            template=form.begins_with(organisation=request.organisation),
            at=timezone.now(),
            by=request.actor,
        )
        return _back(request, found) if step.mailing is None else _write(request, found, step)
    return _page(request, found, form, title=str(Step.Kind(kind).label))


@permission("mailings.write")
@require_POST
def begin(request: MemberRequest, automation: object) -> HttpResponse:
    """A new version: a copy of what runs, to be changed and started."""
    found = finding.automation(request, automation)
    drafting.being_written(automation=found, at=timezone.now(), by=request.actor)
    return _back(request, found)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, automation: object, step: int) -> HttpResponse:
    found = finding.written_step(request, automation, step)
    if found.mailing is not None:
        return _write(request, found.version.automation, found)
    form = StepForm(request.POST or None, initial=_initial(found))
    form.narrow(Step.Kind(found.kind), organisation=request.organisation)
    if request.method == "POST" and form.is_valid():
        values = form.values(organisation=request.organisation)
        drafting.change_step(step=found, values=values, at=timezone.now(), by=request.actor)
        return _back(request, found.version.automation)
    return _page(request, found.version.automation, form, title=found.get_kind_display())


@permission("mailings.write")
@require_POST
def move(request: MemberRequest, automation: object, step: int) -> HttpResponse:
    found = finding.written_step(request, automation, step)
    places = -1 if request.POST.get("to") == "up" else 1
    drafting.move_step(step=found, by_places=places, at=timezone.now(), by=request.actor)
    return _back(request, found.version.automation)


@permission("mailings.write")
@require_POST
def remove(request: MemberRequest, automation: object, step: int) -> HttpResponse:
    found = finding.written_step(request, automation, step)
    drafting.remove_step(step=found, at=timezone.now(), by=request.actor)
    return _back(request, found.version.automation)


def _write(request: MemberRequest, automation: Automation, step: Step) -> HttpResponse:
    """In Markdown or in blocks, as the email is."""
    return redirect("automations:write", request.organisation.slug, automation.uuid, step.pk)


def _page(
    request: MemberRequest, automation: Automation, form: StepForm, *, title: str
) -> HttpResponse:
    context = {"automation": automation, "form": form, "title": title}
    status = 422 if form.errors else 200
    return render(request, "automations/step.html", context, status=status)


def _initial(step: Step) -> dict[str, Any]:
    hours = step.hours or 0
    unit = 1 if hours % _DAY else _DAY
    return {
        "kind": step.kind, "number": hours // unit or 1, "unit": unit,
        "segment": str(step.segment.uuid) if step.segment else "",
        "tag": str(step.tag_id or ""), "colleague": str(step.colleague_id or ""),
        "words": step.words,
    }  # fmt: skip


def _back(request: MemberRequest, automation: Automation) -> HttpResponse:
    return redirect("automations:automation", request.organisation.slug, automation.uuid)
