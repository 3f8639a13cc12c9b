"""The press desk: releases and the log of coverage."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.campaigns.models import Campaign
from undersigned.evidence import phrasing
from undersigned.evidence.models import Claim
from undersigned.organisations import saving
from undersigned.press import writing
from undersigned.press.forms import CoverageForm, ReleaseForm
from undersigned.press.models import Coverage, Release


def _campaigns(request: MemberRequest) -> list[tuple[int, str]]:
    rows = Campaign.objects.filter(organisation=request.organisation).order_by("-pk")
    return list(rows.values_list("pk", "title"))


def _releases(request: MemberRequest) -> QuerySet[Release]:
    return Release.objects.filter(organisation=request.organisation).select_related("campaign")


@permission("campaigns.view")
@require_safe
def press(request: MemberRequest) -> HttpResponse:
    """Releases and coverage, newest first."""
    reports = Coverage.objects.filter(organisation=request.organisation)
    context = {
        "releases": _releases(request).order_by("-pk"),
        "reports": reports.order_by("-date", "-pk"),
        "at": timezone.now(),
        "may_edit": roles.may(request.membership.role, Permission.PRESS_EDIT),
    }
    return render(request, "press/press.html", context)


@permission("press.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest) -> HttpResponse:
    form = ReleaseForm(
        request.POST or None,
        initial=_for_launch(request),
        campaigns=_campaigns(request),
        quotes=[],
    )
    if request.method == "POST" and form.is_valid():
        made: list[Release] = []

        def save() -> None:
            made.append(
                writing.write(
                    organisation=request.organisation,
                    values=form.values_in(request.organisation.time_zone),
                    quotes=form.quotes(),
                    at=timezone.now(),
                    by=request.actor,
                )
            )

        if _saved(request, form, save):
            return redirect("press:release", request.organisation.slug, made[0].uuid)
    return _page(request, form, heading=_("New release"))


def _for_launch(request: MemberRequest) -> dict[str, object]:
    """From a launch plan: the campaign with which it becomes public."""
    asked = request.GET.get("launch", "")
    for pk, uuid in Campaign.objects.filter(organisation=request.organisation).values_list(
        "pk", "uuid"
    ):
        if str(uuid) == asked:
            return {"campaign_id": pk, "with_launch": True}
    return {}


def _saved(request: MemberRequest, form: ReleaseForm, save: Callable[[], None]) -> bool:
    try:
        if not saving.saved(form, save):
            return False
    except writing.SlugTakenError as error:
        words = _("Another release has the address %(slug)s. Choose another one.")
        form.add_error("slug", words % {"slug": error})
        return False
    messages.success(request, _("Saved."))
    return True


def _page(
    request: MemberRequest, form: ReleaseForm, *, heading: str, release: Release | None = None
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "release": release, "at": timezone.now(),
        "back": reverse("press:press", args=[request.organisation.slug]),
        "may_publish": roles.may(request.membership.role, Permission.PRESS_PUBLISH),
        "claims": _claims(release) if release else [],
    }  # fmt: skip
    return render(request, "press/release.html", context, status=422 if form.errors else 200)


def _claims(release: Release) -> list[tuple[Claim, phrasing.Said]]:
    found = writing.claims_of(release)
    said = phrasing.latest(found)
    return [(claim, said[claim.pk]) for claim in found]


@permission("press.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(_releases(request), uuid=uuid)
    zone = request.organisation.time_zone
    form = ReleaseForm(
        request.POST or None,
        initial=ReleaseForm.initial_of(found, zone=zone),
        campaigns=_campaigns(request),
        quotes=writing.quotes_of(found),
    )

    def save() -> None:
        writing.change(
            release=found,
            version=form.cleaned_data["version"],
            values=form.values_in(zone),
            quotes=form.quotes(),
            at=timezone.now(),
            by=request.actor,
        )

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
        return redirect("press:release", request.organisation.slug, uuid)
    return _page(request, form, heading=found.headline, release=found)


@permission("press.publish")
@require_POST
def approve(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Approves what the page showed, or takes it back."""
    found = get_object_or_404(_releases(request), uuid=uuid)
    at = timezone.now()
    if request.POST.get("do") == "withdraw":
        if writing.withdraw(release=found, at=at, by=request.actor):
            messages.success(request, _("Withdrawn: nobody outside sees it any more."))
        return redirect("press:release", request.organisation.slug, uuid)
    version = request.POST.get("version", "")
    seen = int(version) if version.isdigit() else 0
    _approve(request, found, seen, at)
    return redirect("press:release", request.organisation.slug, uuid)


def _approve(request: MemberRequest, found: Release, seen: int, at: datetime) -> None:
    try:
        if writing.approve(release=found, version=seen, at=at, by=request.actor):
            messages.success(request, _("Approved."))
        else:
            messages.error(request, _("A colleague changed it in the meantime. Read it again."))
    except writing.FallenClaimError as error:
        words = _(
            "It quotes a claim that does not hold: “%(claim)s” See below why; change the "
            "sentence, or bind it to another poll."
        )
        messages.error(request, words % {"claim": error})


@permission("press.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(_releases(request), uuid=uuid)
    if request.method == "POST":
        if writing.remove(release=found, at=timezone.now(), by=request.actor):
            messages.success(request, _("Removed."))
        else:
            messages.error(request, _("It is approved. Withdraw it first."))
        return redirect("press:press", request.organisation.slug)
    context = {
        "heading": _("Remove this release?"), "label": _("Remove"), "danger": True,
        "sentences": [found.headline, _("Its text is gone; the list of changes keeps it.")],
        "back": reverse("press:release", args=[request.organisation.slug, uuid]),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)


@permission("press.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: MemberRequest) -> HttpResponse:
    form = CoverageForm(request.POST or None, campaigns=_campaigns(request))
    if request.method == "POST" and form.is_valid():
        writing.log(
            organisation=request.organisation, values=form.values(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("press:press", request.organisation.slug)
    return _record(request, form, heading=_("Log coverage"))


def _record(
    request: MemberRequest, form: CoverageForm, *, heading: str, removal: str = ""
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "removal": removal,
        "back": reverse("press:press", args=[request.organisation.slug]),
    }  # fmt: skip
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


def _report(request: MemberRequest, report_id: int) -> Coverage:
    rows = Coverage.objects.filter(organisation=request.organisation)
    return get_object_or_404(rows, pk=report_id)


@permission("press.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, report_id: int) -> HttpResponse:
    found = _report(request, report_id)
    form = CoverageForm(
        request.POST or None, initial=CoverageForm.initial_of(found),
        campaigns=_campaigns(request),
    )  # fmt: skip

    def save() -> None:
        writing.change_report(
            report=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and saving.saved(form, save):
        messages.success(request, _("Saved."))
        return redirect("press:press", request.organisation.slug)
    removal = reverse("press:remove_report", args=[request.organisation.slug, report_id])
    return _record(request, form, heading=found.outlet, removal=removal)


@permission("press.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_report(request: MemberRequest, report_id: int) -> HttpResponse:
    found = _report(request, report_id)
    if request.method == "POST":
        writing.remove_report(report=found, at=timezone.now(), by=request.actor)
        messages.success(request, _("Removed."))
        return redirect("press:press", request.organisation.slug)
    context = {
        "heading": _("Remove this report from the log?"), "label": _("Remove"),
        "danger": True, "sentences": [str(found)],
        "back": reverse("press:report", args=[request.organisation.slug, report_id]),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)
