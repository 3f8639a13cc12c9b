"""A decision maker's statements, with the position that each means for your demands."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from undersigned.accounts.access import MemberRequest, permission
from undersigned.campaigns import positioning
from undersigned.campaigns.forms.statements import StatementForm
from undersigned.officials.models import DecisionMaker, Statement
from undersigned.organisations import saving


def _statement(request: MemberRequest, uuid: UUID) -> Statement:
    rows = Statement.objects.filter(decision_maker__organisation=request.organisation)
    return get_object_or_404(rows.select_related("decision_maker"), uuid=uuid)


def _to(request: MemberRequest, person: DecisionMaker) -> str:
    return reverse("officials:official", args=[request.organisation.slug, person.uuid])


def _page(
    request: MemberRequest, form: StatementForm, *, person: DecisionMaker, removal: str = ""
) -> HttpResponse:
    context = {
        "form": form, "removal": removal, "back": _to(request, person),
        "heading": _("Statement by %(name)s") % {"name": person.name},
    }  # fmt: skip
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


@permission("officials.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest, uuid: UUID) -> HttpResponse:
    people = DecisionMaker.objects.filter(organisation=request.organisation)
    person = get_object_or_404(people, uuid=uuid)
    demands = list(positioning.demands_on(person))
    if "offered" in request.POST:  # by an article; saving the form is the person's yes
        form = StatementForm(initial=request.POST.dict(), demands=demands, stances={})
        return _page(request, form, person=person)
    form = StatementForm(request.POST or None, demands=demands, stances={})
    if request.method == "POST" and form.is_valid():
        positioning.add(
            person=person, values=form.values(), stances=form.stances(), at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect(_to(request, person))
    return _page(request, form, person=person)


@permission("officials.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _statement(request, uuid)
    person = found.decision_maker
    form = StatementForm(
        request.POST or None,
        initial=StatementForm.initial_of(found),
        demands=list(positioning.demands_on(person)),
        stances=positioning.of(found),
    )

    def save() -> None:
        positioning.change(
            statement=found, version=form.cleaned_data["version"], values=form.values(),
            stances=form.stances(), at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and saving.saved(form, save):
        messages.success(request, _("Saved."))
        return redirect(_to(request, person))
    removal = reverse("campaigns:remove_statement", args=[request.organisation.slug, uuid])
    return _page(request, form, person=person, removal=removal)


@permission("officials.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Refused while a campaign's case cites it."""
    found = _statement(request, uuid)
    if request.method == "POST":
        try:
            positioning.remove(statement=found, at=timezone.now(), by=request.actor)
        except saving.InUseError as error:
            words = _("It is cited by %(what)s. Take it out of that story first.")
            messages.error(request, words % {"what": error})
        else:
            messages.success(request, _("Removed."))
        return redirect(_to(request, found.decision_maker))
    context = {
        "heading": _("Remove this statement?"), "label": _("Remove"), "danger": True,
        "sentences": [found.words, _("The positions recorded with it go too.")],
        "back": _to(request, found.decision_maker),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)
