"""One person: their record, their timeline, and what staff may do for them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard import knowing, persons, reachable, timelines
from undersigned.dashboard.forms.persons import language
from undersigned.dashboard.forms.supporters import (
    EraseForm,
    NoteForm,
    SupporterForm,
    TagForm,
    UnsubscribeForm,
)
from undersigned.petitions import engaging
from undersigned.places import districting, regions
from undersigned.segments import areas
from undersigned.supporters import erasing, keeping, reaching
from undersigned.supporters.importing import scrubbing
from undersigned.supporters.models import Merge, Supporter, Tag


def _person(request: MemberRequest, uuid: UUID) -> Supporter:
    rows = areas.people(request.membership).annotate(stopped=reaching.stopped())
    return get_object_or_404(rows, uuid=uuid)


def _to(request: MemberRequest, person: Supporter) -> HttpResponse:
    return redirect("dashboard:supporter", request.organisation.slug, person.uuid)


@permission("supporters.view")
@require_safe
def supporter(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """All that is known of them; a record that was merged leads to the one that was kept."""
    ours = areas.people(request.membership)
    person = ours.annotate(stopped=reaching.stopped()).filter(uuid=uuid).first()
    if person is None:
        merges = Merge.objects.filter(undone_at=None, supporter__in=ours)
        return _to(request, get_object_or_404(merges, gone=uuid).supporter)
    return _page(request, person)


def _page(
    request: MemberRequest, person: Supporter, *, tag_form: TagForm | None = None,
    note_form: NoteForm | None = None,
) -> HttpResponse:  # fmt: skip
    """With a page of their timeline, and what was typed where it could not be kept."""
    role = request.membership.role
    page, events = timelines.page_of(person, number=request.GET.get("page"))
    ways = reachable.ways(person)
    codes = [person.language, *reachable.languages(person)]
    context = {
        "person": person,
        "page": page,
        "events": events,
        "engagement": engaging.of(person, at=timezone.now()),
        "brought": knowing.brought(person, among=areas.people(request.membership)),
        "ways": ways,
        "languages": [language(code) for code in codes if code],
        "place": regions.name(person.country, person.region) if person.region else "",
        "district": districting.of(person.country, person.postal_code),
        "channels": knowing.channels(person),
        "interests": knowing.interests(person),
        "wish": knowing.wish(person, at=timezone.now()),
        "values": knowing.values(person),
        "stop_reason": ways[0].contacts[0].stopped,
        "tags": person.tags.order_by("name"),
        "tag_form": tag_form or TagForm(),
        "note_form": note_form or NoteForm(),
        "may_edit": roles.may(role, Permission.SUPPORTERS_EDIT),
        "may_erase": roles.may(role, Permission.SUPPORTERS_ERASE),
        "may_export": roles.may(role, Permission.SUPPORTERS_EXPORT),
    }
    status = 422 if tag_form or note_form else 200
    return render(request, "dashboard/supporter.html", context, status=status)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The record; who saves second is told, and keeps what they typed."""
    person = _person(request, uuid)
    form = SupporterForm(
        request.POST if request.method == "POST" else None, initial=_initial(person)
    )
    if request.method == "POST" and form.is_valid() and _save(request, form, person):
        if areas.people(request.membership).filter(pk=person.pk).exists():
            return _to(request, person)
        messages.info(request, _("They are outside your area now, so you do not see them."))
        return redirect("dashboard:supporters", request.organisation.slug)
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "dashboard/supporter_change.html", context, status=status)


def _initial(person: Supporter) -> dict[str, object]:
    return {name: getattr(person, name) for name in (*keeping.FIELDS, "version")}


def _save(request: MemberRequest, form: SupporterForm, person: Supporter) -> bool:
    try:
        keeping.change(
            supporter=person, version=form.cleaned_data["version"], fields=persons.tidy(form),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except keeping.ChangedMeanwhileError:
        form.take(_person(request, person.uuid).version)
        form.add_error(
            None,
            _(
                "Somebody else saved this person while you were typing. What you typed is "
                "still here; open the person in a new tab to compare, then save again."
            ),
        )
        return False
    except keeping.AlreadyKnownError as error:
        ours = areas.people(request.membership)
        persons.taken(form, "email", error.supporter, among=ours)
        return False
    messages.success(request, _("Saved."))
    return True


@permission("supporters.edit")
@require_POST
def tag(request: MemberRequest, uuid: UUID) -> HttpResponse:
    person = _person(request, uuid)
    form = TagForm(request.POST)
    if not form.is_valid():
        return _page(request, person, tag_form=form)
    keeping.tag(
        supporter=person, name=form.cleaned_data["name"], at=timezone.now(), by=request.actor
    )
    return _to(request, person)


@permission("supporters.edit")
@require_POST
def untag(request: MemberRequest, uuid: UUID, tag_id: int) -> HttpResponse:
    person = _person(request, uuid)
    word = get_object_or_404(Tag, organisation=request.organisation, pk=tag_id)
    keeping.untag(supporter=person, tag=word, at=timezone.now(), by=request.actor)
    return _to(request, person)


@permission("supporters.edit")
@require_POST
def note(request: MemberRequest, uuid: UUID) -> HttpResponse:
    person = _person(request, uuid)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, person, note_form=form)
    keeping.note(
        supporter=person, text=form.cleaned_data["text"], at=timezone.now(), by=request.actor
    )
    return _to(request, person)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """By hand, with the reason that the person gave."""
    person = _person(request, uuid)
    form = UnsubscribeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        did = keeping.unsubscribe(
            supporter=person, reason=form.cleaned_data["reason"], at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
        done = _("Unsubscribed. No mailing goes to this address any more.")
        messages.success(request, done if did else _("They were unsubscribed already."))
        return _to(request, person)
    context = {"form": form, "person": person}
    status = 422 if form.errors else 200
    return render(request, "dashboard/supporter_unsubscribe.html", context, status=status)


@permission("supporters.erase")
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Asks first and says what stays; there is no way back."""
    person = _person(request, uuid)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = erasing.erase(
            supporter=person,
            reason=form.cleaned_data["reason"],
            never_again=form.cleaned_data["never_again"],
            tell_them=form.cleaned_data["tell_them"],
            at=timezone.now(),
            by=request.actor,
        )
        messages.success(request, _("Erased. No datum of this person is left."))
        return redirect("dashboard:erased", request.organisation.slug, done.pk)
    unfinished = scrubbing.unfinished(request.organisation.pk).order_by("pk")
    context = {"form": form, "person": person, "unfinished": unfinished}
    return render(request, "dashboard/supporter_erase.html", context)
