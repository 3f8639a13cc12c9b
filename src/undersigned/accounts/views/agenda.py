"""Pages of the issue agenda and the track record, one form each."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.forms.organisation import EndorsementForm, IssueForm
from undersigned.lib.versioned import VersionedForm
from undersigned.organisations import describing, saving
from undersigned.organisations.models import Endorsement, IssuePosition


def _page(
    request: MemberRequest, form: forms.Form, *, heading: str, removal: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "removal": removal}
    status = 422 if form.errors else 200
    return render(request, "accounts/organisation_part.html", context, status=status)


def _to(request: MemberRequest, name: str, row_id: int) -> str:
    return reverse(f"accounts:{name}", args=[request.organisation.slug, row_id])


def _saved(request: MemberRequest, form: VersionedForm, save: Callable[[], object]) -> bool:
    """Whether it is saved; if not, the form says why."""
    try:
        if not saving.saved(form, save):
            return False
    except describing.NameTakenError as error:
        words = _("The issue agenda has '%(name)s' already. Change that one instead.")
        form.add_error("name", words % {"name": error})
        return False
    messages.success(request, _("Saved."))
    return True


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_issue(request: MemberRequest) -> HttpResponse:
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data

        def save() -> object:
            return describing.add_position(
                organisation=request.organisation,
                name=typed["name"],
                text=typed["text"],
                place=typed["place"],
                at=timezone.now(),
                by=request.actor,
            )

        if _saved(request, form, save):
            return redirect("accounts:organisation", request.organisation.slug)
    return _page(request, form, heading=_("Add an issue"))


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_issue(request: MemberRequest, issue_id: int) -> HttpResponse:
    ours = IssuePosition.objects.select_related("organisation")
    position = get_object_or_404(ours, organisation=request.organisation, pk=issue_id)
    form = IssueForm(request.POST or None, initial=IssueForm.initial_of(position))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data

        def save() -> None:
            describing.change_position(
                position=position,
                version=typed["version"],
                name=typed["name"],
                text=typed["text"],
                place=position.place if typed["place"] is None else typed["place"],
                at=timezone.now(),
                by=request.actor,
            )

        if _saved(request, form, save):
            return redirect("accounts:organisation", request.organisation.slug)
    return _page(
        request, form, heading=position.name, removal=_to(request, "remove_issue", issue_id)
    )


@permission("organisation.edit")
@require_POST
def remove_issue(request: MemberRequest, issue_id: int) -> HttpResponse:
    ours = IssuePosition.objects.select_related("organisation")
    position = get_object_or_404(ours, organisation=request.organisation, pk=issue_id)
    describing.remove_position(position=position, at=timezone.now(), by=request.actor)
    messages.success(request, _("'%(name)s' is removed.") % {"name": position.name})
    return redirect("accounts:organisation", request.organisation.slug)


def _line(form: EndorsementForm) -> describing.Line:
    typed = form.cleaned_data
    source = describing.Source(
        title=typed["source_title"], url=typed["source_url"], day=typed["source_date"]
    )
    return describing.Line(year=typed["year"], words=typed["words"], source=source)


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_endorsement(request: MemberRequest) -> HttpResponse:
    form = EndorsementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        describing.add_endorsement(
            organisation=request.organisation,
            line=_line(form),
            at=timezone.now(),
            by=request.actor,
        )
        messages.success(request, _("Saved."))
        return redirect("accounts:organisation", request.organisation.slug)
    return _page(request, form, heading=_("Add to the track record"))


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_endorsement(request: MemberRequest, line_id: int) -> HttpResponse:
    ours = Endorsement.objects.select_related("organisation")
    endorsement = get_object_or_404(ours, organisation=request.organisation, pk=line_id)
    form = EndorsementForm(
        request.POST or None, initial=EndorsementForm.initial_of(endorsement)
    )
    if request.method == "POST" and form.is_valid():

        def save() -> None:
            describing.change_endorsement(
                endorsement=endorsement,
                version=form.cleaned_data["version"],
                line=_line(form),
                at=timezone.now(),
                by=request.actor,
            )

        if _saved(request, form, save):
            return redirect("accounts:organisation", request.organisation.slug)
    removal = _to(request, "remove_endorsement", line_id)
    return _page(request, form, heading=str(endorsement), removal=removal)


@permission("organisation.edit")
@require_POST
def remove_endorsement(request: MemberRequest, line_id: int) -> HttpResponse:
    ours = Endorsement.objects.select_related("organisation")
    endorsement = get_object_or_404(ours, organisation=request.organisation, pk=line_id)
    describing.remove_endorsement(endorsement=endorsement, at=timezone.now(), by=request.actor)
    messages.success(request, _("'%(line)s' is removed.") % {"line": endorsement})
    return redirect("accounts:organisation", request.organisation.slug)
