"""The people behind a number, and the audiences that are kept under a name."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard import audiences as verbs
from undersigned.dashboard import pictures
from undersigned.dashboard.forms.states import AudienceForm
from undersigned.organisations import saving
from undersigned.organisations.describing import ChangedMeanwhileError
from undersigned.segments import compiling, reading, storing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment

_A_PAGE = 50


def _may(request: MemberRequest, name: Permission) -> bool:
    return roles.may(request.membership.role, name)


@permission("supporters.view")
@require_safe
def people(request: MemberRequest) -> HttpResponse:
    """The people of one number by state, as they are now; to be kept as an audience."""
    asked = _behind(request)
    return _page(request, asked.rules(), AudienceForm(), {"query": asked.query})


def _behind(request: MemberRequest) -> verbs.Behind:
    try:
        asked = verbs.behind(
            request.GET.get("of", ""), states=request.GET.getlist("state"),
            campaign=request.GET.get("campaign", ""),
        )  # fmt: skip
        reading.read(asked.rules(), organisation_id=request.organisation.pk)
    except RuleError as error:
        raise Http404 from error
    return asked


def _page(
    request: MemberRequest, rules: object, form: AudienceForm, more: dict[str, object]
) -> HttpResponse:
    ours = request.organisation
    found = compiling.compile_rules(rules, organisation_id=ours.pk).order_by("-pk")
    page = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
    states = verbs.by_state(ours, rules)
    context = {
        "words": reading.read(rules, organisation_id=ours.pk), "page": page, "form": form,
        "map": pictures.by_measure(_("People by state"), states),
        "may_keep": _may(request, Permission.MAILINGS_WRITE), "at": timezone.now(), **more,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "dashboard/audience.html", context, status=status)


@permission("mailings.write")
@require_POST
def keep(request: MemberRequest) -> HttpResponse:
    """Under the name that was typed."""
    asked = _behind(request)
    form = AudienceForm(request.POST)
    if form.is_valid():
        try:
            made = storing.keep(
                organisation=request.organisation, name=form.cleaned_data["name"],
                rules=asked.rules(), at=timezone.now(), by=request.actor,
            )  # fmt: skip
        except storing.TakenError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Kept. It grows and shrinks with your people."))
            return redirect("dashboard:audience", request.organisation.slug, made.uuid)
    if not _may(request, Permission.SUPPORTERS_VIEW):
        raise Http404  # without a list of people there is no page to show again
    return _page(request, asked.rules(), form, {"query": asked.query})


@permission("mailings.view")
@require_safe
def audiences(request: MemberRequest) -> HttpResponse:
    """The kept ones, newest first, each in words. How many people: on its own page."""
    context = {
        "kept": verbs.kept(request.organisation),
        "may_write": _may(request, Permission.MAILINGS_WRITE),
    }
    return render(request, "dashboard/audiences.html", context)


def _segment(request: MemberRequest, uuid: UUID) -> Segment:
    rows = Segment.objects.filter(organisation=request.organisation).exclude(name="")
    return get_object_or_404(rows, uuid=uuid)


@permission("supporters.view")
@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Its people now; a POST gives it another name."""
    found = _segment(request, uuid)
    form = AudienceForm(request.POST or None, initial={"name": found.name,
                                                       "version": found.version})  # fmt: skip
    if (
        request.method == "POST"
        and _may(request, Permission.MAILINGS_WRITE)
        and form.is_valid()
    ):
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
    return _page(request, found.rules, form, {"segment": found})


@permission("mailings.write")
@require_POST
def write(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A draft of a mailing to them."""
    mailing = verbs.write_to(
        request.organisation, _segment(request, uuid), at=timezone.now(), by=request.actor
    )
    return redirect("mailings:write", request.organisation.slug, mailing.uuid)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _segment(request, uuid)
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
