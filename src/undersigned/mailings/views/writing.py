"""The list of mailings, and the first two screens of one: write, audience."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.actions import tallying
from undersigned.campaigns.models import Campaign
from undersigned.mailings import audience, drafting, merging, showing
from undersigned.mailings.blocks import kinds
from undersigned.mailings.desks import Desk
from undersigned.mailings.forms import AudienceForm, NewForm, WriteForm
from undersigned.mailings.models import Mailing, Template
from undersigned.mailings.views import finding, keeping
from undersigned.organisations.models import IssuePosition
from undersigned.segments import areas
from undersigned.segments.areas import Area
from undersigned.segments.models import Segment
from undersigned.supporters.models import Tag

_A_PAGE = 30
_WRITTEN = ("name", "subject", "preview_text", "from_name", "from_address", "reply_to", "body")


@permission("mailings.view")
@require_safe
def mailings(request: MemberRequest) -> HttpResponse:
    rows = Mailing.objects.filter(organisation=request.organisation).order_by("-pk")
    rows = rows.exclude(kind=Mailing.Kind.AUTOMATED)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "may_write": _may(request, "mailings.write"),
        "may_compare": rows.filter(frozen_at__isnull=False).exists(),
    }  # fmt: skip
    return render(request, "mailings/mailings.html", context)


def _may(request: MemberRequest, name: str) -> bool:
    return roles.may(request.membership.role, name)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    campaigns = Campaign.objects.filter(organisation=request.organisation).order_by("title")
    planned = _planned(campaigns, request.GET.get("launch", ""))
    templates = Template.objects.filter(organisation=request.organisation).order_by("name")
    begun = {"campaign": planned, "launch": planned, "template": request.GET.get("template")}
    form = NewForm(request.POST or None, initial=begun)
    form.offer(campaigns=campaigns, templates=templates)
    if request.method == "POST" and form.is_valid():
        kept = form.cleaned_data["template"]
        chosen, launch = form.cleaned_data["campaign"], form.cleaned_data["launch"]
        mailing = drafting.start(
            organisation=request.organisation,
            name=form.cleaned_data["name"],
            kind=form.cleaned_data["kind"],
            campaign=campaigns.get(uuid=chosen) if chosen else None,
            template=templates.get(uuid=kept) if kept else None,
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


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    found, at = desk.draft(request, **where), desk.pages(request.organisation, where)
    if found.in_blocks:
        return redirect(at["blocks"])
    initial = {name: getattr(found, name) for name in (*_WRITTEN, "version")}
    for_blocks = "blocks" in request.POST
    form = WriteForm(request.POST or None, initial=initial, for_blocks=for_blocks)
    area = areas.of(request.membership)
    shown = _preview(found, form, area) if "preview" in request.POST else None
    saving = request.method == "POST" and shown is None and form.is_valid()
    onward, values = "onward", form.values() if saving else {}
    if for_blocks:
        onward, values = "blocks", values | _as_blocks(values)
    if saving and keeping.saved(request, found, form, values):
        return redirect(at[onward])
    context = {
        "form": form, "mailing": found, "desk": desk, "at": at,
        "shown": shown or _preview(found, None, area),
        "steps": desk.steps(found, "write"), "fields": merging.FIELDS,
    }  # fmt: skip
    status = 422 if form.errors and shown is None else 200
    return render(request, "mailings/write.html", context, status=status)


def _as_blocks(values: Mapping[str, Any]) -> dict[str, object]:
    """What is written in Markdown becomes the first block."""
    words = values.get("body", "")
    first = [kinds.new("text", words=words)] if words.strip() else []
    return {"in_blocks": True, "blocks": first}


@permission("mailings.write")
@require_POST
def preview(request: MemberRequest, *, desk: Desk, **where: object) -> HttpResponse:
    """What is typed, as one person would read it; saves nothing."""
    area = areas.of(request.membership)
    shown = _preview(desk.draft(request, **where), WriteForm(request.POST), area)
    return render(request, "mailings/parts/preview.html", {"shown": shown})


def _preview(mailing: Mailing, form: WriteForm | None, area: Area) -> dict[str, object]:
    if form is not None:
        for name in ("subject", "preview_text", "body", "from_name"):
            setattr(mailing, name, form.data.get(name, ""))
    return showing.preview(mailing, area)


@permission("mailings.write")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.draft(request, mailing)
    form = _audience_form(request, found)
    if request.method == "POST" and form.is_valid():
        issue = form.cleaned_data["issue"]
        values = {
            "audience": _rules(form), "starts_with_id": _starts_with(request, form),
            "issue_id": int(issue) if issue else None,
        }  # fmt: skip
        if "count" in request.POST:
            found.audience = values["audience"]
        elif keeping.saved(request, found, form, values):
            return redirect("mailings:check", request.organisation.slug, found.uuid)
    context = {
        "form": form, "mailing": found, "steps": showing.steps(found, "audience"),
        "reach": showing.reach(found, by=areas.of(request.membership)),
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
        initial={
            **chosen,
            "starts_with": begins,
            "issue": mailing.issue_id or "",
            "version": mailing.version,
        },
    )
    form.offer(
        segments=_segments(request),
        campaigns=[(str(one.uuid), one.title) for one in campaigns],
        issues=_issues(request),
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


def _issues(request: MemberRequest) -> list[tuple[str, str]]:
    agenda = IssuePosition.objects.filter(organisation=request.organisation)
    return [(str(pk), name) for pk, name in agenda.order_by("place").values_list("pk", "name")]


def _tags(request: MemberRequest) -> list[str]:
    ours = Tag.objects.filter(organisation=request.organisation).order_by("name")
    return list(ours.values_list("name", flat=True))


def _rules(form: AudienceForm) -> dict[str, object]:
    typed = {
        name: value.isoformat() if hasattr(value, "isoformat") else value or ""
        for name, value in form.values().items()
        if name not in ("starts_with", "states", "issue")
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
    found = finding.draft(request, mailing)
    form = _audience_form(request, found)
    if form.is_valid():
        found.audience = _rules(form)
    shown = showing.reach(found, by=areas.of(request.membership))
    context = {"reach": shown, "mailing": found}
    return render(request, "mailings/parts/reach.html", context)
