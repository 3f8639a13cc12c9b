"""The election calendar and the results that a case can cite."""

from collections.abc import Callable
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
from undersigned.lib.versioned import VersionedForm
from undersigned.organisations import saving


def _to(request: MemberRequest) -> str:
    return reverse("campaigns:elections", args=[request.organisation.slug])


def _page(
    request: MemberRequest, form: forms.Form, *, heading: str, removal: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": _to(request), "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


def _edited(
    request: MemberRequest,
    form: VersionedForm,
    save: Callable[[], object],
    *,
    heading: str,
    removal: str = "",
) -> HttpResponse:
    """The form, or back to the calendar once it is saved; `save` may answer in words."""
    words: list[object] = []
    posted = request.method == "POST" and form.is_valid()
    if posted and saving.saved(form, lambda: words.append(save())):
        messages.success(request, str(words[0] or _("Saved.")))
        return redirect(_to(request))
    return _page(request, form, heading=heading, removal=removal)


def _removed(request: MemberRequest, row: object, remove: Callable[[], object]) -> HttpResponse:
    """Asks first; refused while something cites the row."""
    if request.method != "POST":
        context = {
            "heading": _("Remove it?"), "label": _("Remove"), "danger": True,
            "sentences": [str(row)], "back": _to(request),
        }  # fmt: skip
        return render(request, "lib/confirm.html", context)
    try:
        remove()
    except saving.InUseError as error:
        words = _("It cannot be removed while it is used by %(what)s.")
        messages.error(request, words % {"what": error})
    return redirect(_to(request))


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

    def save() -> None:
        calling.add(
            organisation=request.organisation, values=form.values(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip

    return _edited(request, form, save, heading=_("New election"))


def _election(request: MemberRequest, uuid: UUID) -> Election:
    """Those that come by rule are not changed by hand."""
    rows = Election.objects.filter(organisation=request.organisation, by_rule=False)
    return get_object_or_404(rows, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def election(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _election(request, uuid)
    form = ElectionForm(request.POST or None, initial=ElectionForm.initial_of(found))

    def save() -> str:
        asked = calling.change(
            election=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
        return _asked(asked)

    removal = reverse("campaigns:remove_election", args=[request.organisation.slug, uuid])
    return _edited(request, form, save, heading=found.name, removal=removal)


def _asked(number: int) -> str:
    if not number:
        return ""
    words = ngettext(
        "Saved. %(number)s launch plan asks now whether to move along.",
        "Saved. %(number)s launch plans ask now whether to move along.",
        number,
    )
    return words % {"number": number}


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _election(request, uuid)
    return _removed(
        request,
        found,
        lambda: calling.remove(election=found, at=timezone.now(), by=request.actor),
    )


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_result(request: MemberRequest) -> HttpResponse:
    form = ResultForm(request.POST or None)

    def save() -> None:
        calling.add_result(
            organisation=request.organisation, values=form.values(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip

    return _edited(request, form, save, heading=_("New election result"))


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

    removal = reverse("campaigns:remove_result", args=[request.organisation.slug, uuid])
    return _edited(request, form, save, heading=found.words, removal=removal)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_result(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _result(request, uuid)
    return _removed(
        request,
        found,
        lambda: calling.remove_result(result=found, at=timezone.now(), by=request.actor),
    )
