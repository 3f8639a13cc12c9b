"""A person's further emails, phones, addresses and languages: one page, a form a kind."""

from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard import persons, reachable
from undersigned.dashboard.forms.persons import FORMS, LanguagesForm, MarkForm
from undersigned.segments import areas
from undersigned.supporters import contacting, reaching
from undersigned.supporters.models import Supporter

_MEANWHILE = _(
    "Somebody else saved this person at this moment. Look at the page and try again."
)


def _person(request: MemberRequest, uuid: UUID) -> Supporter:
    rows = areas.people(request.membership).annotate(stopped=reaching.stopped())
    return get_object_or_404(rows, uuid=uuid)


def _way(name: str) -> contacting.Way:
    if name not in contacting.WAYS:
        raise Http404
    return contacting.WAYS[name]


def _to(request: MemberRequest, person: Supporter) -> HttpResponse:
    return redirect("dashboard:supporter_contacts", request.organisation.slug, person.uuid)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Shows all; a POST adds one, of the kind that it names."""
    person = _person(request, uuid)
    posted = request.POST.get("way", "") if request.method == "POST" else ""
    forms = {
        name: form(request.POST if name == posted else None, prefix=name)
        for name, form in FORMS.items()
    }
    if posted in forms and forms[posted].is_valid():
        try:
            contacting.add(
                supporter=person, way=_way(posted), values=forms[posted].cleaned_data,
                at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except contacting.TakenError as error:
            _tell_taken(request, forms[posted], person, error.supporter)
        else:
            messages.success(request, _("Added."))
            return _to(request, person)
    context = {
        "person": person,
        "ways": reachable.ways(person, forms=forms),
        "languages": LanguagesForm(initial={"languages": reachable.languages(person)}),
    }
    status = 422 if posted else 200
    return render(request, "dashboard/supporter_contacts.html", context, status=status)


def _tell_taken(
    request: MemberRequest, form: Form, person: Supporter, holder: Supporter
) -> None:
    """Only an email address is one person's alone."""
    name = next(name for name in ("email", "phone", "street") if name in form.fields)
    if holder.pk != person.pk:
        persons.taken(form, name, holder, among=areas.people(request.membership))
    else:
        words = _("They have “%(what)s” already.")
        form.add_error(name, words % {"what": form.cleaned_data[name]})


@permission("supporters.edit")
@require_POST
def lead(request: MemberRequest, uuid: UUID, way: str, pk: int) -> HttpResponse:
    """Puts a further one first."""
    person = _person(request, uuid)
    found = _way(way)
    get_object_or_404(found.model, supporter=person, pk=pk)
    try:
        contacting.lead(supporter=person, way=found, pk=pk, at=timezone.now(), by=request.actor)
    except contacting.ChangedMeanwhileError:
        messages.error(request, str(_MEANWHILE))
    except contacting.TakenError as error:
        seen = areas.people(request.membership).filter(pk=error.supporter.pk).exists()
        words = _("Two other people have that address already; one is %(name)s.")
        other = error.supporter if seen else _("outside your area")
        messages.error(request, words % {"name": other})
    else:
        messages.success(request, _("Saved. The one that was first stands below it."))
    return _to(request, person)


@permission("supporters.edit")
@require_POST
def mark(request: MemberRequest, uuid: UUID, way: str, pk: int) -> HttpResponse:
    """Whether it reaches them; 0 is the first one."""
    person = _person(request, uuid)
    form = MarkForm(request.POST)
    if not form.is_valid():
        raise Http404
    found = _way(way)
    kept = (person.primary or {}).get(found.name, {}) if not pk else {}
    try:
        contacting.mark(
            supporter=person, way=found, pk=pk, values=kept | form.cleaned_data,
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except contacting.ChangedMeanwhileError:
        messages.error(request, str(_MEANWHILE))
    return _to(request, person)


@permission("supporters.edit")
@require_POST
def remove(request: MemberRequest, uuid: UUID, way: str, pk: int) -> HttpResponse:
    person = _person(request, uuid)
    row = get_object_or_404(_way(way).model, supporter=person, pk=pk)
    contacting.remove(
        supporter=person, way=_way(way), pk=pk, at=timezone.now(), by=request.actor
    )
    messages.success(request, _("Removed: %(what)s") % {"what": row})
    return _to(request, person)


@permission("supporters.edit")
@require_POST
def languages(request: MemberRequest, uuid: UUID) -> HttpResponse:
    person = _person(request, uuid)
    form = LanguagesForm(request.POST)
    if form.is_valid():
        contacting.speaks(
            supporter=person, languages=form.cleaned_data["languages"], at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
    return _to(request, person)
