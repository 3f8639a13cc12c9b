"""The supporters' table: search, filter, export, and adding somebody by hand."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard import exported, people, persons
from undersigned.dashboard.forms.supporters import FilterForm, SearchForm, SupporterForm
from undersigned.petitions import engaging
from undersigned.segments import areas
from undersigned.supporters import keeping, reaching
from undersigned.supporters.models import Supporter

_A_PAGE = 50


def _filters(request: MemberRequest) -> FilterForm:
    identity = request.organisation.pk
    return FilterForm(
        request.GET,
        campaigns=people.campaigns(identity),
        tags=people.tags(identity),
    )


def _asked_for(request: MemberRequest, filters: FilterForm) -> QuerySet[Supporter]:
    """A filter that is none of ours narrows nothing."""
    identity = request.organisation.pk
    chosen = filters.cleaned_data if filters.is_valid() else {}
    words = people.term(request.session, organisation_id=identity)
    area = areas.of(request.membership)
    return people.asked_for(organisation_id=identity, term=words, filters=chosen, by=area)


@permission("supporters.view")
@require_safe
def supporters(request: MemberRequest) -> HttpResponse:
    """Fifty a page, newest or most active first."""
    filters, area = _filters(request), areas.of(request.membership)
    words = people.term(request.session, organisation_id=request.organisation.pk)
    at = timezone.now()
    found = engaging.with_figures(_asked_for(request, filters), at=at)
    by_acts = filters.is_valid() and filters.cleaned_data["sort"] == "acts"
    found = engaging.ordered(found) if by_acts else found.order_by("-pk")
    rows = found.annotate(stopped=reaching.stopped()).prefetch_related("tags")
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "people": [(person, _figure(person, at=at)) for person in page.object_list],
        "filters": filters,
        "search": SearchForm(initial={"term": words}),
        "term": words,
        "narrowed": bool(words) or any(request.GET.get(name) for name in filters.fields),
        "query": request.GET.urlencode(),
        "area": areas.words(area, organisation_id=request.organisation.pk),
        "may_export": roles.may(request.membership.role, Permission.SUPPORTERS_EXPORT),
        "may_erase": roles.may(request.membership.role, Permission.SUPPORTERS_ERASE),
        "may_import": roles.may(request.membership.role, Permission.SUPPORTERS_IMPORT),
        "may_edit": roles.may(request.membership.role, Permission.SUPPORTERS_EDIT),
    }
    return render(request, "dashboard/supporters.html", context)


def _figure(person: Any, *, at: datetime) -> str:  # noqa: ANN401  with its figures
    return engaging.words(person.acts, person.last_act, at=at)


@permission("supporters.view")
@require_POST
def search(request: MemberRequest) -> HttpResponse:
    """Keeps what was typed in the session and shows the list; an empty word clears it."""
    form = SearchForm(request.POST)
    words = form.cleaned_data["term"] if form.is_valid() else ""
    people.remember_term(
        request.session, organisation_id=request.organisation.pk, term=words.strip()
    )
    return redirect("dashboard:supporters", request.organisation.slug)


@permission("supporters.export")
@require_POST
def export(request: MemberRequest) -> HttpResponseBase:
    """The people that the list shows, as CSV; the trail keeps how many and by which filters."""
    some = exported.Chosen(
        _asked_for(request, _filters(request)), ("supporters", "supporters"),
        {"filters": request.GET.dict()},
    )  # fmt: skip
    at = timezone.now()
    try:
        lines = exported.chosen(
            request.organisation, some, area=areas.of(request.membership), at=at,
            by=request.actor,
        )  # fmt: skip
    except areas.TooManyError as error:
        messages.error(request, str(error))
        return redirect("dashboard:supporters", request.organisation.slug)
    answer = StreamingHttpResponse(lines, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="supporters-{at:%Y-%m-%d}.csv"'
    return answer


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """A person typed by hand; nobody is mailed for it."""
    form = SupporterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = keeping.add(
                organisation_id=request.organisation.pk, fields=persons.tidy(form),
                source="added by hand", at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except keeping.AlreadyKnownError as error:
            return _add_page(request, form, known=_known(request, form, error.supporter))
        messages.success(request, _("Added. They get no email until they agree to it."))
        if not areas.people(request.membership).filter(pk=made.pk).exists():
            messages.info(request, _("They are outside your area, so you do not see them."))
            return redirect("dashboard:supporters", request.organisation.slug)
        return redirect("dashboard:supporter", request.organisation.slug, made.uuid)
    return _add_page(request, form)


def _known(request: MemberRequest, form: SupporterForm, holder: Supporter) -> Supporter | None:
    """Who has the address, as far as the member may see them; the form says so."""
    ours = areas.people(request.membership)
    if not ours.filter(pk=holder.pk).exists():
        persons.taken(form, "email", holder, among=ours)
        return None
    form.add_error("email", _("You know this person already; the link leads to their page."))
    return holder


def _add_page(
    request: MemberRequest, form: SupporterForm, *, known: Supporter | None = None
) -> HttpResponse:
    context = {"form": form, "known": known}
    status = 422 if form.errors else 200
    return render(request, "dashboard/supporter_add.html", context, status=status)
