"""The election calendar and the results that a case can cite."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.campaigns import calling
from undersigned.campaigns.forms.elections import ElectionForm, ResultForm
from undersigned.campaigns.models import Election, ElectionResult
from undersigned.organisations import saving


def _to(request: MemberRequest) -> str:
    return reverse("campaigns:elections", args=[request.organisation.slug])


def _page(
    request: MemberRequest, form: forms.Form, *, heading: str, removal: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": _to(request), "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("campaigns.view")
@require_safe
def elections(request: MemberRequest) -> HttpResponse:
    ours = request.organisation
    context = {
        "elections": Election.objects.filter(organisation=ours).order_by("date", "pk"),
        "results": ElectionResult.objects.filter(organisation=ours).order_by("-year", "pk"),
        "may_edit": roles.may(request.membership.role, Permission.EVIDENCE_EDIT),
    }
    return render(request, "campaigns/elections.html", context)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    form = ElectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        calling.add(
            organisation=request.organisation, values=form.values(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect(_to(request))
    return _page(request, form, heading=_("New election"))


def _election(request: MemberRequest, uuid: UUID) -> Election:
    """Those that come by rule are not changed by hand."""
    rows = Election.objects.filter(organisation=request.organisation, by_rule=False)
    return get_object_or_404(rows, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def election(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _election(request, uuid)
    form = ElectionForm(request.POST or None, initial=ElectionForm.initial_of(found))

    def save() -> None:
        asked = calling.change(
            election=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
        messages.success(request, _asked(asked))

    if request.method == "POST" and form.is_valid() and saving.saved(form, save):
        return redirect(_to(request))
    removal = reverse("campaigns:remove_election", args=[request.organisation.slug, uuid])
    return _page(request, form, heading=found.name, removal=removal)


def _asked(number: int) -> str:
    if not number:
        return _("Saved.")
    words = ngettext(
        "Saved. %(number)s launch plan asks now whether to move along.",
        "Saved. %(number)s launch plans ask now whether to move along.",
        number,
    )
    return words % {"number": number}


def _confirm_removal(request: MemberRequest, row: object) -> HttpResponse:
    context = {
        "heading": _("Remove it?"), "label": _("Remove"), "danger": True,
        "sentences": [str(row)], "back": _to(request),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)


def _refuse(request: MemberRequest, error: saving.InUseError) -> None:
    words = _("It cannot be removed while it is used by %(what)s.")
    messages.error(request, words % {"what": error})


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _election(request, uuid)
    if request.method != "POST":
        return _confirm_removal(request, found)
    try:
        calling.remove(election=found, at=timezone.now(), by=request.actor)
    except saving.InUseError as error:
        _refuse(request, error)
    return redirect(_to(request))


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_result(request: MemberRequest) -> HttpResponse:
    form = ResultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        calling.add_result(
            organisation=request.organisation, values=form.values(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect(_to(request))
    return _page(request, form, heading=_("New election result"))


def _result(request: MemberRequest, uuid: UUID) -> ElectionResult:
    return get_object_or_404(ElectionResult, organisation=request.organisation, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _result(request, uuid)
    form = ResultForm(request.POST or None, initial=ResultForm.initial_of(found))

    def save() -> None:
        calling.change_result(
            result=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and saving.saved(form, save):
        messages.success(request, _("Saved."))
        return redirect(_to(request))
    removal = reverse("campaigns:remove_result", args=[request.organisation.slug, uuid])
    return _page(request, form, heading=found.words, removal=removal)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_result(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _result(request, uuid)
    if request.method != "POST":
        return _confirm_removal(request, found)
    try:
        calling.remove_result(result=found, at=timezone.now(), by=request.actor)
    except saving.InUseError as error:
        _refuse(request, error)
    return redirect(_to(request))
