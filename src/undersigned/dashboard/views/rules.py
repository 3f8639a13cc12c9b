"""The rules of a kept audience, built piece by piece; every press is saved at once."""

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard import audiences
from undersigned.dashboard.forms.rules import (
    JOINS,
    AudienceForm,
    NewRuleForm,
    form_of,
    nothing_to_choose,
)
from undersigned.organisations.describing import ChangedMeanwhileError
from undersigned.segments import areas, compiling, editing, explaining, storing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """A name first; then its rules."""
    form = AudienceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = storing.keep(
                organisation=request.organisation, name=form.cleaned_data["name"],
                rules={"all": []}, at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except storing.TakenError as error:
            form.add_error("name", str(error))
        else:
            return redirect("dashboard:audience_rules", request.organisation.slug, made.uuid)
    context = {
        "form": form, "heading": _("New audience"), "save": _("Go on to its rules"),
        "back": reverse("dashboard:audiences", args=[request.organisation.slug]),
    }  # fmt: skip
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The rules as a tree, with how many people they leave now; a POST changes one thing."""
    found = get_object_or_404(audiences.named(request.organisation), uuid=uuid)
    if request.method == "POST":
        _save(request, found, lambda: _changed(request, found))
        return redirect("dashboard:audience_rules", request.organisation.slug, uuid)
    tree = explaining.explain(found.rules, organisation_id=request.organisation.pk)
    context = {
        "segment": found, "tree": tree, "joins": JOINS, "new": NewRuleForm(),
        "people": _count(request, found) if tree.is_whole else None,
    }  # fmt: skip
    return render(request, "dashboard/audience_rules.html", context)


def _count(request: MemberRequest, segment: Segment) -> int:
    people = compiling.compile_rules(
        segment.rules, organisation_id=request.organisation.pk, by=areas.of(request.membership)
    )
    return people.count()


def _changed(request: MemberRequest, segment: Segment) -> editing.Group:
    path = _path(request.POST.get("path", ""))
    match request.POST.get("do"):
        case "remove":
            return editing.removed(segment.rules, path)
        case "group":
            return editing.added(segment.rules, path, {"any": []})
        case _:
            return editing.joined(segment.rules, path, request.POST.get("join", ""))


def _path(text: str) -> list[int]:
    try:
        return [int(place) for place in text.split(".") if text]
    except ValueError as error:
        raise Http404 from error


def _save(request: MemberRequest, segment: Segment, make: Callable[[], editing.Group]) -> bool:
    """Whether it was saved; if not, a message says why."""
    try:
        storing.change_rules(
            segment=segment, version=_version(request), rules=make(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
    except RuleError as error:
        messages.error(request, str(error))
        return False
    except ChangedMeanwhileError:
        messages.error(
            request, _("A colleague changed the rules meanwhile. Here they are now.")
        )
        return False
    return True


def _version(request: MemberRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004  no int of the database's


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One rule for the group at a path: what the criterion chosen before asks."""
    found = get_object_or_404(audiences.named(request.organisation), uuid=uuid)
    asked = NewRuleForm(request.GET)
    back = reverse("dashboard:audience_rules", args=[request.organisation.slug, uuid])
    if not asked.is_valid():
        return redirect(back)
    name = asked.cleaned_data["criterion"]
    label, kind = form_of(name)
    form = kind(request.POST if request.method == "POST" else None)
    form.offer(request.organisation)
    if request.method == "POST" and form.is_valid():
        rule = {"criterion": name, "value": form.value(request.organisation)}
        path = _path(asked.cleaned_data["path"])
        _save(request, found, lambda: editing.added(found.rules, path, rule))
        return redirect(back)
    context = {
        "segment": found, "form": form, "label": label, "back": back,
        "nothing": nothing_to_choose(form), "query": urlencode(asked.cleaned_data),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "dashboard/audience_rule.html", context, status=status)


@permission("supporters.view")
@require_safe
def why(request: MemberRequest, uuid: UUID, person: UUID) -> HttpResponse:
    """Each rule by itself, asked about one person."""
    found = get_object_or_404(audiences.named(request.organisation), uuid=uuid)
    asked = get_object_or_404(areas.people(request.membership), uuid=person)
    tree = explaining.explain(
        found.rules, organisation_id=request.organisation.pk, person=asked
    )
    context = {"segment": found, "person": asked, "tree": tree, "joins": JOINS}
    return render(request, "dashboard/audience_why.html", context)
