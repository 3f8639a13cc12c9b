"""The library of polls and claims."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence import keeping, weighing
from undersigned.evidence.forms import ClaimForm, PollForm
from undersigned.evidence.models import Claim, Poll, Result
from undersigned.lib.versioned import VersionedForm
from undersigned.organisations import saving


def _to(request: MemberRequest) -> str:
    return reverse("evidence:evidence", args=[request.organisation.slug])


@permission("campaigns.view")
@require_safe
def evidence(request: MemberRequest) -> HttpResponse:
    polls = Poll.objects.filter(organisation=request.organisation)
    claims = Claim.objects.filter(organisation=request.organisation)
    context = {
        "polls": polls.prefetch_related("questions__results").order_by("-published", "-pk"),
        "claims": weighing.weigh(
            claims.select_related("result__question__poll").order_by("-pk"),
            organisation_id=request.organisation.pk,
            on=request.organisation.as_of or timezone.localdate(),
        ),
        "may_edit": roles.may(request.membership.role, Permission.EVIDENCE_EDIT),
    }
    return render(request, "evidence/evidence.html", context)


def _page(
    request: MemberRequest, form: forms.Form, *, heading: str, removal: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": _to(request), "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


def _saved(request: MemberRequest, form: VersionedForm, save: Callable[[], object]) -> bool:
    try:
        if saving.saved(form, save):
            messages.success(request, _("Saved."))
            return True
    except saving.InUseError as error:
        words = _("A result cannot be removed while this claim is bound to it: %(claim)s")
        form.add_error(None, words % {"claim": error})
    except keeping.NotOnRecordError as error:
        words = _("The record says '%(printed)s'. Type that number, or choose another result.")
        form.add_error("number", words % {"printed": error})
    return False


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_poll(request: MemberRequest) -> HttpResponse:
    form = PollForm(request.POST or None, questions=[])
    if request.method == "POST" and form.is_valid():
        keeping.add_poll(
            organisation=request.organisation, values=form.values(),
            questions=form.questions(), at=timezone.now(), by=request.actor,
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect(_to(request))
    return _page(request, form, heading=_("New poll"))


def _poll(request: MemberRequest, uuid: UUID) -> Poll:
    return get_object_or_404(Poll, organisation=request.organisation, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _poll(request, uuid)
    form = PollForm(
        request.POST or None,
        initial=PollForm.initial_of(found),
        questions=keeping.questions_of(found),
    )

    def save() -> None:
        keeping.change_poll(
            poll=found, version=form.cleaned_data["version"], values=form.values(),
            questions=form.questions(), at=timezone.now(), by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
        return redirect(_to(request))
    removal = reverse("evidence:remove_poll", args=[request.organisation.slug, uuid])
    return _page(request, form, heading=found.pollster, removal=removal)


def _removed(request: MemberRequest, *, row: object, act: Callable[[], None]) -> HttpResponse:
    """Asks, then removes; refused in words while something hangs on it."""
    if request.method == "POST":
        try:
            act()
        except saving.InUseError as error:
            words = _("It cannot be removed while it is used: %(what)s")
            messages.error(request, words % {"what": error})
        else:
            messages.success(request, _("Removed."))
        return redirect(_to(request))
    context = {
        "heading": _("Remove it?"), "label": _("Remove"), "danger": True,
        "sentences": [str(row)], "back": _to(request),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_poll(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _poll(request, uuid)
    return _removed(
        request, row=found,
        act=lambda: keeping.remove_poll(poll=found, at=timezone.now(), by=request.actor),
    )  # fmt: skip


def _results(request: MemberRequest) -> list[tuple[int, str]]:
    rows = Result.objects.filter(question__poll__organisation=request.organisation)
    found = rows.select_related("question__poll").order_by("-question__poll_id", "pk")
    return [
        (row.pk, f"{row.question.poll.pollster}, {row.question.population}: {row}")
        for row in found
    ]


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_claim(request: MemberRequest) -> HttpResponse:
    form = ClaimForm(request.POST or None, results=_results(request))

    def save() -> None:
        typed = form.cleaned_data
        keeping.add_claim(
            organisation=request.organisation, sentence=typed["sentence"],
            result=_result(typed["result_id"]), number=typed["number"], at=timezone.now(),
            by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
        return redirect(_to(request))
    return _page(request, form, heading=_("New claim"))


def _result(identity: int | None) -> Result | None:
    """The form offers the organisation's own alone."""
    return Result.objects.filter(pk=identity).first() if identity else None


def _claim(request: MemberRequest, uuid: UUID) -> Claim:
    return get_object_or_404(Claim, organisation=request.organisation, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _claim(request, uuid)
    form = ClaimForm(
        request.POST or None, initial=ClaimForm.initial_of(found), results=_results(request)
    )

    def save() -> None:
        typed = form.cleaned_data
        keeping.change_claim(
            claim=found, version=typed["version"], sentence=typed["sentence"],
            result=_result(typed["result_id"]), number=typed["number"], at=timezone.now(),
            by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
        return redirect(_to(request))
    removal = reverse("evidence:remove_claim", args=[request.organisation.slug, uuid])
    return _page(request, form, heading=_("Claim"), removal=removal)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_claim(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _claim(request, uuid)
    return _removed(
        request, row=found,
        act=lambda: keeping.remove_claim(claim=found, at=timezone.now(), by=request.actor),
    )  # fmt: skip
