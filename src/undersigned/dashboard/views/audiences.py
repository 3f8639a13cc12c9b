"""The people behind a number, and the audiences that are kept under a name."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard import audiences as verbs
from undersigned.dashboard import exported, pictures
from undersigned.dashboard.forms.rules import AudienceForm
from undersigned.dashboard.states import behind, counting
from undersigned.organisations import saving
from undersigned.organisations.describing import ChangedMeanwhileError
from undersigned.segments import areas, compiling, reading, storing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment

_A_PAGE = 50


def _may(request: MemberRequest, name: Permission) -> bool:
    return roles.may(request.membership.role, name)


@permission("supporters.view")
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: MemberRequest) -> HttpResponse:
    """The people of one number by state, as they are now; a POST keeps them as an audience."""
    try:
        asked = behind.read(
            request.GET.get("of", ""), states=request.GET.getlist("state"),
            campaign=request.GET.get("campaign", ""),
        )  # fmt: skip
        rules = asked.rules()
        words = reading.read(rules, organisation_id=request.organisation.pk)
    except RuleError as error:
        raise Http404 from error
    form = AudienceForm(request.POST or None)
    if _changes(request) and form.is_valid():
        try:
            made = storing.keep(
                organisation=request.organisation, name=form.cleaned_data["name"],
                rules=rules, at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except storing.TakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Kept. It grows and shrinks with your people."))
            return redirect("dashboard:audience", request.organisation.slug, made.uuid)
    return _page(request, rules, words, form)


def _changes(request: MemberRequest) -> bool:
    """Whether this is a POST of somebody who may write. Raises PermissionDenied otherwise."""
    if request.method != "POST":
        return False
    if not _may(request, Permission.MAILINGS_WRITE):
        raise PermissionDenied
    return True


def _page(
    request: MemberRequest, rules: object, words: str, form: AudienceForm,
    segment: Segment | None = None,
) -> HttpResponse:  # fmt: skip
    ours = request.organisation
    area = areas.of(request.membership)
    states = counting.count(ours.pk, rules, by=area)
    found = compiling.compile_rules(rules, organisation_id=ours.pk, by=area).order_by("-pk")
    paginator = Paginator(found, _A_PAGE)
    paginator.count = sum(states.values())  # one pass over a million people, not two
    context = {
        "words": words, "page": paginator.get_page(request.GET.get("page")), "form": form,
        "map": pictures.by_measure(_("People by state"), states), "segment": segment,
        "may_keep": _may(request, Permission.MAILINGS_WRITE),
        "may_export": _may(request, Permission.SUPPORTERS_EXPORT), "at": timezone.now(),
        "area": areas.words(area, organisation_id=ours.pk),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "dashboard/audience.html", context, status=status)


@permission("mailings.view")
@require_safe
def audiences(request: MemberRequest) -> HttpResponse:
    """The kept ones, newest first, each in words. How many people: on its own page."""
    context = {
        "kept": verbs.kept(request.organisation),
        "may_write": _may(request, Permission.MAILINGS_WRITE),
    }
    return render(request, "dashboard/audiences.html", context)


@permission("supporters.view")
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Its people now; a POST gives it another name."""
    found = get_object_or_404(verbs.named(request.organisation), uuid=uuid)
    form = AudienceForm(request.POST or None, initial={"name": found.name,
                                                       "version": found.version})  # fmt: skip
    if _changes(request) and form.is_valid():
        try:
            storing.rename(
                segment=found, version=form.cleaned_data["version"],
                name=form.cleaned_data["name"], at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except storing.TakenError as error:
            form.add_error("name", str(error))
        except ChangedMeanwhileError as error:
            form.tell(error.theirs, version=error.version)
        else:
            messages.success(request, _("Saved."))
            return redirect("dashboard:audience", request.organisation.slug, uuid)
    described = verbs.described(found)
    if described.problem:
        messages.error(request, described.problem)
        return redirect("dashboard:audience_rules", request.organisation.slug, uuid)
    return _page(request, found.rules, described.words, form, found)


@permission("supporters.export")
@require_POST
def export(request: MemberRequest, uuid: UUID) -> HttpResponseBase:
    """Its people now, as far as the member may reach them, as CSV."""
    found = get_object_or_404(verbs.named(request.organisation), uuid=uuid)
    area, at = areas.of(request.membership), timezone.now()
    back = redirect("dashboard:audience", request.organisation.slug, uuid)
    try:
        people = compiling.compile_rules(
            found.rules, organisation_id=request.organisation.pk, by=area
        )
        some = exported.Chosen(people, (f"audience {found}", f"segment:{found.pk}"), {})
        lines = exported.chosen(request.organisation, some, area=area, at=at, by=request.actor)
    except (RuleError, areas.TooManyError) as error:
        messages.error(request, str(error))
        return back
    answer = StreamingHttpResponse(lines, content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="audience-{at:%Y-%m-%d}.csv"'
    return answer


@permission("mailings.write")
@require_POST
def write(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A draft of a mailing to them."""
    found = get_object_or_404(verbs.named(request.organisation), uuid=uuid)
    mailing = verbs.write_to(request.organisation, found, at=timezone.now(), by=request.actor)
    return redirect("mailings:write", request.organisation.slug, mailing.uuid)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = get_object_or_404(verbs.named(request.organisation), uuid=uuid)
    back = reverse("dashboard:audiences", args=[request.organisation.slug])
    if request.method == "POST":
        try:
            verbs.remove(found, at=timezone.now(), by=request.actor)
        except saving.InUseError as error:
            words = _("It cannot be removed while it is used by %(what)s.")
            messages.error(request, words % {"what": error})
        else:
            messages.success(request, _("The audience is removed; its people are not."))
        return redirect(back)
    context = {
        "heading": _("Remove this audience?"), "label": _("Remove"), "danger": True,
        "sentences": [f"{found.name}: {verbs.described(found).words}"], "back": back,
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)
