"""The library of polls and claims."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence import keeping, naming, phrasing
from undersigned.evidence.desk import proposing
from undersigned.evidence.forms import PollForm
from undersigned.evidence.models import Claim, Family, Poll, Topic
from undersigned.evidence.views.asking import removed
from undersigned.organisations import saving

_A_PAGE = 50


def _to(request: MemberRequest) -> str:
    return reverse("evidence:evidence", args=[request.organisation.slug])


@permission("campaigns.view")
@require_safe
def evidence(request: MemberRequest) -> HttpResponse:
    wanted = " ".join(request.GET.get("find", "").split())[:100]
    polls = Poll.objects.filter(organisation=request.organisation).with_words(wanted)
    newest = polls.prefetch_related("questions__results").order_by("-published", "-pk")
    rows = Claim.objects.filter(organisation=request.organisation).whole()
    fallen_only = "fallen" in request.GET
    claims = list((rows.fallen() if fallen_only else rows).order_by("-pk"))
    said = phrasing.latest(claims)
    context = {
        "polls": Paginator(newest, _A_PAGE).get_page(request.GET.get("page")),
        "find": wanted,
        "fallen_only": fallen_only,
        "claims": [(claim, said[claim.pk]) for claim in claims],
        "may_edit": roles.may(request.membership.role, Permission.EVIDENCE_EDIT),
    }
    return render(request, "evidence/evidence.html", context)


def _page(
    request: MemberRequest, form: forms.Form, *, heading: str, removal: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": _to(request), "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


def _saved(request: MemberRequest, form: PollForm, save: Callable[[], object]) -> bool:
    try:
        if saving.saved(form, save):
            messages.success(request, _("Saved."))
            return True
    except saving.InUseError as error:
        words = _("A result cannot be removed while this claim is bound to it: %(claim)s")
        form.add_error(None, words % {"claim": error})
    except keeping.ReasonMissingError:
        form.add_error("why", _("Say why it is corrected: it is public."))
    except naming.FamilyReasonMissingError as error:
        form.ask_why(str(error))
    return False


def _adding(request: MemberRequest) -> str:
    return reverse("evidence:add_poll", args=[request.organisation.slug])


def form_page(
    request: MemberRequest, form: PollForm, *, heading: str, removal: str = "", back: str = ""
) -> HttpResponse:
    names = {
        "topics": Topic.objects.filter(organisation=request.organisation),
        "families": Family.objects.filter(topic__organisation=request.organisation),
    }
    context = {
        "form": form, "heading": heading, "back": back or _to(request), "removal": removal,
        "action": "" if removal else _adding(request),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "evidence/poll_form.html", context | names, status=status)


def _one_more(request: MemberRequest, found: Poll | None) -> PollForm:
    """What is typed, and a further question's fields; nothing is saved."""
    sent = {key.split("_")[1] for key in request.POST if key.startswith("question_")}
    questions = keeping.questions_of(found) if found else []
    return PollForm(
        initial=request.POST.dict(), questions=questions, is_new=found is None,
        count=max((int(one) for one in sent if one.isdigit()), default=0) + 2,
    )  # fmt: skip


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_poll(request: MemberRequest) -> HttpResponse:
    heading = _("New poll")
    if "more" in request.POST:
        return form_page(request, _one_more(request, None), heading=heading)
    form = PollForm(request.POST or None, questions=[])
    made: list[Poll] = []

    def save() -> None:
        made.append(
            keeping.add_poll(
                organisation=request.organisation, values=form.values(),
                questions=form.questions(), at=timezone.now(), by=request.actor,
            )
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
        return redirect(_record(request, made[0].uuid))
    return form_page(request, form, heading=heading)


@permission("evidence.edit")
@require_POST
def enter_article(request: MemberRequest) -> HttpResponse:
    """The form of a new poll, filled with what was chosen; saving it is the person's yes."""
    fields = {
        name: value for name, value in request.POST.items() if name in PollForm.base_fields
    }
    questions = proposing.typed(request.POST.dict(), request.POST.getlist("take"))
    count = len({name.split("_")[1] for name in questions})
    form = PollForm(initial={**fields, **questions, "version": 0}, questions=[], count=count)
    return form_page(request, form, heading=_("New poll"))


def _record(request: MemberRequest, uuid: UUID) -> str:
    return reverse("evidence:record", args=[request.organisation.slug, uuid])


def _poll(request: MemberRequest, uuid: UUID) -> Poll:
    return get_object_or_404(Poll, organisation=request.organisation, uuid=uuid)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def poll(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _poll(request, uuid)
    removal = reverse("evidence:remove_poll", args=[request.organisation.slug, uuid])
    page = {"heading": found.pollster, "removal": removal, "back": _record(request, uuid)}
    if "more" in request.POST:
        return form_page(request, _one_more(request, found), **page)
    form = PollForm(
        request.POST or None, initial=PollForm.initial_of(found), is_new=False,
        questions=keeping.questions_of(found),
    )  # fmt: skip

    def save() -> None:
        keeping.change_poll(
            poll=found, version=form.cleaned_data["version"], values=form.values(),
            questions=form.questions(), why=form.cleaned_data["why"], at=timezone.now(),
            by=request.actor,
        )  # fmt: skip

    if request.method == "POST" and form.is_valid() and _saved(request, form, save):
        return redirect(_record(request, uuid))
    return form_page(request, form, **page)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_poll(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _poll(request, uuid)
    return removed(
        request, row=found,
        act=lambda: keeping.remove_poll(poll=found, at=timezone.now(), by=request.actor),
    )  # fmt: skip
