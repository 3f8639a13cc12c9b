"""What a person may ask of the organisation: to see everything, and not to be kept for ever."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.dashboard.forms.duplicates import RetentionForm
from undersigned.segments import areas
from undersigned.supporters import erasing, retaining, telling
from undersigned.supporters.models import Erasure, Expiring, Supporter

_A_PAGE = 50


def _person(request: MemberRequest, uuid: UUID) -> Supporter:
    return get_object_or_404(areas.people(request.membership), uuid=uuid)


@permission("supporters.export")
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Asks in which form; a POST answers, because it stands in the audit trail."""
    person = _person(request, uuid)
    if request.method != "POST":
        return render(request, "dashboard/access.html", {"person": person})
    at, how = timezone.now(), "file" if request.POST.get("as") == "file" else "page"
    parts = telling.answer(supporter=person, how=how, at=at, by=request.actor)
    if how == "file":
        text = telling.as_json(parts, organisation=request.organisation.name, at=at)
        answer = HttpResponse(text, content_type="application/json")
        answer["Content-Disposition"] = f'attachment; filename="access-{at:%Y-%m-%d}.json"'
        return answer
    context = {"person": person, "parts": parts, "at": at}
    return render(request, "dashboard/access_answer.html", context)


@permission("supporters.erase")
@require_safe
def erased(request: MemberRequest, pk: int) -> HttpResponse:
    """What was done, and the words for whoever asked for it. It names nobody."""
    row = get_object_or_404(Erasure, organisation=request.organisation, pk=pk)
    words = erasing.words(request.organisation, never_again=row.kept_hash)
    return render(request, "dashboard/erased.html", {"row": row, "words": words})


@permission("supporters.erase")
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: MemberRequest) -> HttpResponse:
    """The rule with what it means today; saved, or only looked at."""
    now = timezone.now()
    rule = retaining.rule(request.organisation.pk, at=now)
    may_change = roles.may(
        request.membership.role, Permission.ORGANISATION_EDIT
    ) and not areas.is_limited(request.membership)
    names = ("on", "months", "notice_days", "version")
    form = RetentionForm(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(rule, name) for name in names},
    )
    months = rule.months
    if request.method == "POST" and may_change and form.is_valid():
        if "save" in request.POST and _save_rule(request, form):
            return redirect("dashboard:retention", request.organisation.slug)
        months = form.cleaned_data["months"]
    rows = areas.kept(
        Expiring.objects.filter(organisation=request.organisation), request.membership
    )
    listed = rows.exclude(erase_at=None).order_by("erase_at", "pk").select_related("supporter")
    context = {
        "form": form, "rule": rule, "may_change": may_change, "months": months,
        "look": retaining.look(request.organisation.pk, months=months, at=now),
        "page": Paginator(listed, _A_PAGE).get_page(request.GET.get("page")),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "dashboard/retention.html", context, status=status)


def _save_rule(request: MemberRequest, form: RetentionForm) -> bool:
    values = form.values()
    try:
        retaining.change(
            organisation_id=request.organisation.pk, at=timezone.now(), by=request.actor,
            version=form.cleaned_data["version"], **values,
        )  # fmt: skip
    except retaining.ChangedMeanwhileError:
        rule = retaining.rule(request.organisation.pk, at=timezone.now())
        theirs = {name: getattr(rule, name) for name in values}
        form.tell(theirs, version=rule.version)
        return False
    messages.success(request, _("Saved."))
    return True


@permission("supporters.erase")
@require_POST
def keep(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One whom the rule means stays."""
    person = _person(request, uuid)
    if not retaining.keep(supporter=person, at=timezone.now(), by=request.actor):
        messages.info(request, _("This person is not on the list any more."))
    return redirect("dashboard:retention", request.organisation.slug)
