"""A poll's record, its copies, and the names of pollsters."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence import archiving, likening, naming, serving, shown
from undersigned.evidence.desk.forms import CopyForm
from undersigned.evidence.models import Poll, PollCopy, Pollster


def _poll(request: MemberRequest, uuid: UUID) -> Poll:
    return get_object_or_404(
        Poll.objects.select_related("house"), organisation=request.organisation, uuid=uuid
    )


def _page(request: MemberRequest, poll: Poll, form: CopyForm) -> HttpResponse:
    context = {
        "record": shown.record(poll), "form": form,
        "may_edit": roles.may(request.membership.role, Permission.EVIDENCE_EDIT),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "evidence/record.html", context, status=status)


@permission("campaigns.view")
@require_safe
def record(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _page(request, _poll(request, uuid), CopyForm())


@permission("evidence.edit")
@require_POST
def keep_copy(request: MemberRequest, uuid: UUID) -> HttpResponse:
    poll = _poll(request, uuid)
    form = CopyForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            archiving.keep(
                poll, file, name=file.name or "", at=timezone.now(), by=request.actor
            )
        except archiving.CopyError as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, _("The copy is kept."))
            return redirect("evidence:record", request.organisation.slug, uuid)
    return _page(request, poll, form)


@permission("campaigns.view")
@require_safe
def copy(request: MemberRequest, uuid: UUID, copy_uuid: UUID) -> HttpResponseBase:
    found = get_object_or_404(PollCopy, poll=_poll(request, uuid), uuid=copy_uuid)
    answer = serving.answer(found, caching="private, no-store")
    if answer is None:
        raise Http404
    return answer


@permission("campaigns.view")
@require_safe
def pollsters(request: MemberRequest) -> HttpResponse:
    """Each with the names it is printed under, and those that look like one."""
    rows = list(
        Pollster.objects.filter(organisation=request.organisation)
        .prefetch_related("names")
        .order_by("name", "pk")
    )
    context = {
        "pollsters": rows, "alike": likening.alike(rows),
        "may_edit": roles.may(request.membership.role, Permission.EVIDENCE_EDIT),
    }  # fmt: skip
    return render(request, "evidence/pollsters.html", context)


@permission("evidence.edit")
@require_POST
def merge_pollsters(request: MemberRequest) -> HttpResponse:
    """Asks once more: which poll was whose is not told apart again."""
    ours = Pollster.objects.filter(organisation=request.organisation)
    gone, into = (
        ours.filter(pk=_number(request.POST.get(name))).first() for name in ("gone", "into")
    )
    if gone is None or into is None or gone == into:
        messages.error(request, _("Choose two pollsters."))
    elif "sure" not in request.POST:
        polls = Poll.objects.filter(house=gone).count()
        context = {"gone": gone, "into": into, "polls": polls}
        return render(request, "evidence/merge_pollsters.html", context)
    else:
        naming.merge(gone=gone, into=into, at=timezone.now(), by=request.actor)
        messages.success(request, _("They are one pollster now."))
    return redirect("evidence:pollsters", request.organisation.slug)


def _number(typed: str | None) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 18 else 0  # noqa: PLR2004
