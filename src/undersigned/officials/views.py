"""The library of decision makers. Statements with positions are pages of the room above."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.officials import keeping
from undersigned.officials.forms import DecisionMakerForm
from undersigned.officials.models import DecisionMaker
from undersigned.organisations import saving


def _person(request: MemberRequest, uuid: UUID) -> DecisionMaker:
    return get_object_or_404(DecisionMaker, organisation=request.organisation, uuid=uuid)


def _may_edit(request: MemberRequest) -> bool:
    return roles.may(request.membership.role, Permission.OFFICIALS_EDIT)


@permission("campaigns.view")
@require_safe
def officials(request: MemberRequest) -> HttpResponse:
    rows = DecisionMaker.objects.filter(organisation=request.organisation)
    context = {
        "people": rows.annotate(said=Count("statements")).order_by("name", "pk"),
        "may_edit": _may_edit(request),
    }
    return render(request, "officials/officials.html", context)


@permission("campaigns.view")
@require_safe
def official(request: MemberRequest, uuid: UUID) -> HttpResponse:
    person = _person(request, uuid)
    context = {
        "person": person,
        "contacts": person.contacts.order_by("pk"),
        "statements": person.statements.order_by("-date", "-pk"),
        "may_edit": _may_edit(request),
    }
    return render(request, "officials/official.html", context)


def _page(
    request: MemberRequest,
    form: DecisionMakerForm,
    *,
    heading: str,
    back: str,
    removal: str = "",
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back, "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("officials.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    form = DecisionMakerForm(request.POST or None, contacts=[])
    slug = request.organisation.slug
    if request.method == "POST" and form.is_valid():
        person = keeping.add(
            organisation=request.organisation, values=form.values(),
            contacts=form.contacts(), at=timezone.now(), by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("officials:official", slug, person.uuid)
    back = reverse("officials:officials", args=[slug])
    return _page(request, form, heading=_("New decision maker"), back=back)


@permission("officials.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, uuid: UUID) -> HttpResponse:
    person = _person(request, uuid)
    slug = request.organisation.slug
    form = DecisionMakerForm(
        request.POST or None,
        initial=DecisionMakerForm.initial_of(person),
        contacts=keeping.contacts_of(person),
    )

    def save() -> None:
        keeping.change(
            person=person, version=form.cleaned_data["version"], values=form.values(),
            contacts=form.contacts(), at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and saving.saved(form, save):
        messages.success(request, _("Saved."))
        return redirect("officials:official", slug, uuid)
    return _page(
        request, form, heading=person.name,
        back=reverse("officials:official", args=[slug, uuid]),
        removal=reverse("officials:remove", args=[slug, uuid]),
    )  # fmt: skip


@permission("officials.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Refused while something hangs on them."""
    person = _person(request, uuid)
    slug = request.organisation.slug
    if request.method == "POST":
        try:
            keeping.remove(person=person, at=timezone.now(), by=request.actor)
        except saving.InUseError as error:
            words = _("%(name)s cannot be removed: used by %(what)s.")
            messages.error(request, words % {"name": person.name, "what": error})
            return redirect("officials:official", slug, uuid)
        messages.success(request, _("Removed."))
        return redirect("officials:officials", slug)
    context = {
        "heading": _("Remove %(name)s?") % {"name": person.name}, "danger": True,
        "sentences": [_("Their contacts go too. The list of changes keeps the name.")],
        "label": _("Remove"), "back": reverse("officials:official", args=[slug, uuid]),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)
