"""Custom fields: what the organisation keeps about people beside what everybody keeps."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard.forms.persons import FieldForm
from undersigned.organisations import saving
from undersigned.supporters import fielding
from undersigned.supporters.models import Field


def _field(request: MemberRequest, pk: int) -> Field:
    return get_object_or_404(Field, organisation=request.organisation, pk=pk, removed=False)


def _back(request: MemberRequest) -> str:
    return reverse("dashboard:fields", args=[request.organisation.slug])


@permission("supporters.view")
@require_safe
def fields(request: MemberRequest) -> HttpResponse:
    context = {
        "fields": fielding.fields(request.organisation.pk),
        "may_edit": roles.may(request.membership.role, Permission.ORGANISATION_EDIT),
    }
    return render(request, "dashboard/fields.html", context)


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    form = FieldForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            fielding.add(
                organisation=request.organisation, **form.values(), at=timezone.now(),
                by=request.actor,
            )  # fmt: skip
        except fielding.TakenError as error:
            form.add_error("label", str(error))
        else:
            messages.success(request, _("Saved. It stands on the page of every supporter now."))
            return redirect(_back(request))
    return _record(request, form, heading=_("New field"))


def _record(
    request: MemberRequest, form: FieldForm, *, heading: str, lead: str = "", removal: str = ""
) -> HttpResponse:
    context = {
        "form": form, "heading": heading, "lead": lead, "removal": removal,
        "back": _back(request),
    }  # fmt: skip
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another kind keeps all values; those that do not fit it are told."""
    field = _field(request, pk)
    form = FieldForm(request.POST or None, initial=FieldForm.initial_of(field))

    def save() -> None:
        values = form.values()
        fielding.change(
            field=field, version=form.cleaned_data["version"], **values, at=timezone.now(),
            by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and saving.saved(form, save):
        messages.success(request, _("Saved."))
        return redirect(_back(request))
    removal = reverse("dashboard:remove_field", args=[request.organisation.slug, pk])
    return _record(request, form, heading=str(field), lead=_unfit(field), removal=removal)


def _unfit(field: Field) -> str:
    if field.kind == Field.Kind.TEXT:
        return ""
    number = fielding.unfit(field)
    if not number:
        return ""
    words = _(
        "%(number)s people have a value that does not fit. It is kept and shown as it is; no "
        "rule and no sorting can use it."
    )
    return words % {"number": number}


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    field = _field(request, pk)
    if request.method == "POST":
        fielding.remove(field=field, at=timezone.now(), by=request.actor)
        messages.success(request, _("The field is removed, and its values with it."))
        return redirect(_back(request))
    number = fielding.having(field)
    context = {
        "heading": _("Remove the field “%(name)s”?") % {"name": field}, "label": _("Remove"),
        "danger": True, "back": _back(request),
        "sentences": [
            _("%(number)s people have a value in it. All of them go, for good.")
            % {"number": number}
        ],
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)
