"""The organisation page: the profile and what stands around it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.forms.organisation import ProfileForm
from undersigned.organisations import colours, describing, pictures
from undersigned.organisations.models import Endorsement, IssuePosition


@permission("organisation.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: MemberRequest) -> HttpResponse:
    form = ProfileForm(
        request.POST or None, initial=ProfileForm.initial_of(request.organisation)
    )
    conflicts: list[dict[str, object]] = []
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, form)
        except describing.ChangedMeanwhileError as error:
            conflicts = _conflicts(form, error)
        else:
            messages.success(request, _("The organisation's page is saved."))
            return redirect("accounts:organisation", request.organisation.slug)
    context = {"form": form, "conflicts": conflicts, **_around(request)}
    status = 409 if conflicts else (422 if form.errors else 200)
    return render(request, "accounts/organisation.html", context, status=status)


def _save(request: MemberRequest, form: ProfileForm) -> None:
    describing.change_profile(
        organisation=request.organisation,
        version=form.cleaned_data["version"],
        values=form.values(),
        at=timezone.now(),
        by=request.actor,
    )


def _conflicts(
    form: ProfileForm, error: describing.ChangedMeanwhileError
) -> list[dict[str, object]]:
    """What the colleague saved, by the labels of the form; typed values stay in their fields.

    The form takes the new version, so that a second press of the button saves what is typed.
    """
    form.take(error.version)
    return [
        {"label": form[name].label, "theirs": value} for name, value in error.theirs.items()
    ]


def _around(request: MemberRequest) -> dict[str, object]:
    ours = request.organisation
    return {
        "logo_url": pictures.url(ours),
        "accent_css_url": colours.url(slug=ours.slug, accent=ours.accent),
        "positions": IssuePosition.objects.filter(organisation=ours).order_by("place", "name"),
        "endorsements": Endorsement.objects.filter(organisation=ours).order_by("-year", "pk"),
    }
