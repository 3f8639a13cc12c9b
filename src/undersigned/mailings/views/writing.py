"""The list of mailings, and the first two screens of one: write, audience."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.actions import tallying
from undersigned.campaigns.models import Campaign
from undersigned.mailings import audience, drafting, merging, sampling, showing
from undersigned.mailings.forms import AudienceForm, NewForm, WriteForm
from undersigned.mailings.models import Mailing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment
from undersigned.supporters.models import Tag

_A_PAGE = 30
_WRITTEN = ("name", "subject", "preview_text", "from_name", "from_address", "reply_to", "body")


@permission("mailings.view")
@require_safe
def mailings(request: MemberRequest) -> HttpResponse:
    rows = Mailing.objects.filter(organisation=request.organisation).order_by("-pk")
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_write": _may(request, "mailings.write")}
    return render(request, "mailings/mailings.html", context)


def _may(request: MemberRequest, name: str) -> bool:
    return roles.may(request.membership.role, name)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    campaigns = Campaign.objects.filter(organisation=request.organisation).order_by("title")
    planned = _planned(campaigns, request.GET.get("launch", ""))
    form = NewForm(request.POST or None, initial={"campaign": planned, "launch": planned})
    form.offer(campaigns=campaigns)
    if request.method == "POST" and form.is_valid():
        chosen, launch = form.cleaned_data["campaign"], form.cleaned_data["launch"]
        mailing = drafting.start(
            organisation=request.organisation,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            campaign=campaigns.get(uuid=chosen) if chosen else None,
            starts_with=campaigns.get(uuid=launch) if launch else None,
            at=timezone.now(),
            by=request.actor,
        )
        return redirect("mailings:write", request.organisation.slug, mailing.uuid)
    status = 422 if form.errors else 200
    return render(request, "mailings/new.html", {"form": form}, status=status)


def _planned(campaigns: Iterable[Campaign], asked: str) -> str:
    """The campaign whose launch plan the member comes from, if it is ours."""
    return next((asked for one in campaigns if str(one.uuid) == asked), "")


def draft(request: MemberRequest, mailing: object) -> Mailing:
    """A draft of this organisation, or 404."""
    rows = Mailing.objects.select_related("organisation", "campaign", "starts_with")
    return get_object_or_404(
        rows, organisation=request.organisation, uuid=mailing, state=Mailing.State.DRAFT
    )


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, mailing: object) -> HttpResponse:
    found = draft(request, mailing)
    initial = {name: getattr(found, name) for name in (*_WRITTEN, "version")}
    form = WriteForm(request.POST or None, initial=initial)
    shown = _preview(found, form) if "preview" in request.POST else None
    saving = request.method == "POST" and shown is None and form.is_valid()
    if saving and _saved(request, found, form, form.values()):
        return redirect("mailings:audience", request.organisation.slug, found.uuid)
    context = {
        "form": form, "mailing": found, "shown": shown or _preview(found, None),
        "steps": showing.steps(found, "write"), "fields": merging.FIELDS,
    }  # fmt: skip
    status = 422 if form.errors and shown is None else 200
    return render(request, "mailings/write.html", context, status=status)


def _saved(
    request: MemberRequest,
    mailing: Mailing,
    form: WriteForm | AudienceForm,
    values: dict[str, Any],
) -> bool:
    try:
        drafting.change(
            mailing=mailing, version=form.cleaned_data["version"], values=values,
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except drafting.ChangedMeanwhileError:
        theirs = {name: getattr(mailing, name) for name in values if name in form.fields}
        form.tell(theirs, version=mailing.version)
        return False
    messages.success(request, _("The mailing is saved."))
    return True


@permission("mailings.write")
@require_POST
def preview(request: MemberRequest, mailing: object) -> HttpResponse:
    """What is typed, as one person would read it; saves nothing."""
    shown = _preview(draft(request, mailing), WriteForm(request.POST))
    return render(request, "mailings/parts/preview.html", {"shown": shown})


def _preview(mailing: Mailing, form: WriteForm | None) -> dict[str, object]:
    if form is not None:
        for name in ("subject", "preview_text", "body", "from_name"):
            setattr(mailing, name, form.data.get(name, ""))
    try:
        supporter = sampling.pick(mailing, "normal")
        return {"mailing": mailing, **showing.excerpt(mailing, supporter)}
    except (merging.MergeError, RuleError) as error:
        return {"mailing": mailing, "error": str(error)}


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest, mailing: object) -> HttpResponse:
    found = draft(request, mailing)
    form = _audience_form(request, found)
    if request.method == "POST" and form.is_valid():
        values = {"audience": _rules(form), "starts_with_id": _starts_with(request, form)}
        if "count" in request.POST:
            found.audience = values["audience"]
        elif _saved(request, found, form, values):
            return redirect("mailings:check", request.organisation.slug, found.uuid)
    context = {
        "form": form, "mailing": found, "reach": showing.reach(found),
        "steps": showing.steps(found, "audience"),
    }  # fmt: skip
    return render(
        request, "mailings/audience.html", context, status=422 if form.errors else 200
    )


def _audience_form(request: MemberRequest, mailing: Mailing) -> AudienceForm:
    ours = request.organisation
    campaigns = Campaign.objects.filter(organisation=ours).order_by("title")
    sent = Mailing.objects.filter(organisation=ours, frozen_at__isnull=False).order_by("-pk")
    chosen = asdict(audience.choice_of(mailing.audience))
    begins = str(mailing.starts_with.uuid) if mailing.starts_with else ""
    form = AudienceForm(
        request.POST or None,
        initial={**chosen, "starts_with": begins, "version": mailing.version},
    )
    form.offer(
        segments=_segments(request),
        campaigns=[(str(one.uuid), one.title) for one in campaigns],
        mailings=[(str(one.uuid), one.name) for one in sent[:200]],
        tags=[(name, name) for name in _tags(request)],
        answers=tallying.choices(organisation_id=ours.pk),
    )
    return form


def _segments(request: MemberRequest) -> list[tuple[str, str]]:
    rows = Segment.objects.filter(organisation=request.organisation).exclude(name="")
    return [
        (str(uuid), name) for uuid, name in rows.order_by("name").values_list("uuid", "name")
    ]


def _tags(request: MemberRequest) -> list[str]:
    ours = Tag.objects.filter(organisation=request.organisation).order_by("name")
    return list(ours.values_list("name", flat=True))


def _rules(form: AudienceForm) -> dict[str, object]:
    typed = {
        name: value.isoformat() if hasattr(value, "isoformat") else value or ""
        for name, value in form.values().items()
        if name not in ("starts_with", "states")
    }
    return audience.Choice(states=form.cleaned_data["states"], **typed).rules()


def _starts_with(request: MemberRequest, form: AudienceForm) -> int | None:
    chosen = form.cleaned_data["starts_with"]
    if not chosen:
        return None
    return Campaign.objects.get(organisation=request.organisation, uuid=chosen).pk


@permission("mailings.write")
@require_POST
def count(request: MemberRequest, mailing: object) -> HttpResponse:
    """How many the choice as it stands on the screen describes; saves nothing."""
    found = draft(request, mailing)
    form = _audience_form(request, found)
    if form.is_valid():
        found.audience = _rules(form)
    context = {"reach": showing.reach(found), "mailing": found}
    return render(request, "mailings/parts/reach.html", context)
