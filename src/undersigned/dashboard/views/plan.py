"""The launch plan: when, what is ready, rehearsal; announcing, starting, stopping, ending."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.models import Membership
from undersigned.accounts.permissions import Permission
from undersigned.campaigns import announcing, calling, ending, launching, planning
from undersigned.campaigns.models import Campaign, ChecklistItem, Election
from undersigned.dashboard import readiness, rehearsing
from undersigned.dashboard.forms.plan import BY_RULE, EndForm, ItemForm, PlanForm
from undersigned.organisations.describing import ChangedMeanwhileError

PLANNABLE = (Campaign.State.DRAFT, Campaign.State.ANNOUNCED)
Pairs = list[tuple[str, str]]


def _campaign(request: MemberRequest, uuid: UUID) -> Campaign:
    rows = Campaign.objects.select_related("organisation", "launch__election")
    return get_object_or_404(rows, organisation=request.organisation, uuid=uuid)


def _back(request: MemberRequest, campaign: Campaign) -> HttpResponse:
    return redirect("dashboard:plan", request.organisation.slug, campaign.uuid)


def _calendar(request: MemberRequest, *, at: datetime) -> Pairs:
    """Those on record, and the next that come by rule."""
    rows = list(Election.objects.filter(organisation=request.organisation).order_by("date"))
    known = {row.date.year for row in rows if row.by_rule}
    pairs = [(str(row.uuid), str(row)) for row in rows]
    coming = calling.coming_by_rule(day=at.date())
    pairs += [(f"{BY_RULE}{year}", name) for year, name in coming if year not in known]
    return pairs


def _owners(request: MemberRequest) -> list[tuple[int, str]]:
    rows = Membership.objects.filter(organisation=request.organisation).select_related("user")
    return [(row.user_id, str(row.user)) for row in rows.order_by("user__name", "pk")]


@permission("campaigns.view")
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Everyone may read it; who may launch may change it."""
    campaign = _campaign(request, uuid)
    at = timezone.now()
    form = PlanForm(
        request.POST or None,
        initial=PlanForm.initial_of(campaign.launch),
        calendar=_calendar(request, at=at),
    )
    may_launch = roles.may(request.membership.role, Permission.CAMPAIGNS_LAUNCH)
    if request.method == "POST" and not may_launch:
        return render(request, "accounts/forbidden.html", status=403)
    if request.method == "POST" and form.is_valid() and _saved(request, form, campaign, at=at):
        return _back(request, campaign)
    parts = readiness.parts(campaign)
    context = {
        "campaign": campaign,
        "launch": campaign.launch,
        "form": form,
        "parts": [part for part in parts if not part.name.startswith("item-")],
        "ready": readiness.is_ready(parts),
        "checklist": campaign.launch.checklist.select_related("owner").order_by("place", "pk"),
        "item_form": ItemForm(owners=_owners(request)),
        "may_launch": may_launch,
        "may_plan": may_launch and campaign.state in PLANNABLE,
        "may_edit": roles.may(request.membership.role, Permission.CAMPAIGNS_EDIT),
        "may_mail": roles.may(request.membership.role, Permission.MAILINGS_WRITE),
        "may_release": roles.may(request.membership.role, Permission.PRESS_EDIT),
        "waits": campaign.launch.at is not None and campaign.launch.at <= at,
    }
    return render(request, "dashboard/plan.html", context, status=422 if form.errors else 200)


def _saved(request: MemberRequest, form: PlanForm, campaign: Campaign, *, at: datetime) -> bool:
    """Whether it is saved; if not, the form says why."""
    typed = form.cleaned_data
    try:
        planning.plan(
            campaign=campaign,
            version=typed["version"],
            when=_when(request, form, at=at),
            when_not_ready=typed["when_not_ready"],
            our_setting=typed["our_setting"],
            at=at,
            by=request.actor,
        )
    except planning.NotPlannableError:
        form.add_error(None, _("It has started or ended: its launch is no longer a plan."))
    except planning.PastError as error:
        words = _("The launch must lie ahead, and what is announced needs a time.")
        form.add_error("clock" if error.args[0] else "day", words)
    except ChangedMeanwhileError as error:
        form.tell(error.theirs, version=error.version)
    else:
        messages.success(request, _("The plan is saved."))
        return True
    return False


def _when(request: MemberRequest, form: PlanForm, *, at: datetime) -> planning.When:
    typed = form.cleaned_data
    chosen = typed["relative_to"]
    if not chosen:
        return form.on_day()
    if chosen.startswith(BY_RULE):
        election = calling.call_by_rule(
            organisation=request.organisation, year=int(chosen.removeprefix(BY_RULE)),
            at=at, by=request.actor,
        )  # fmt: skip
    else:
        rows = Election.objects.filter(organisation=request.organisation)
        election = get_object_or_404(rows, uuid=chosen)
    return planning.AfterElection(
        election=election, days=typed["days_after"], clock=typed["clock"], zone=typed["zone"]
    )


@permission("campaigns.view")
@require_safe
def rehearsal(request: MemberRequest, uuid: UUID) -> HttpResponse:
    campaign = _campaign(request, uuid)
    context = {"campaign": campaign, "rehearsal": rehearsing.rehearse(campaign)}
    return render(request, "dashboard/rehearsal.html", context)


@permission("campaigns.launch")
@require_POST
def answer(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Whether the launch moves with its election."""
    campaign = _campaign(request, uuid)
    move = request.POST.get("move") == "yes"
    try:
        done = planning.answer(
            campaign=campaign, move=move, at=timezone.now(), by=request.actor
        )
    except planning.PastError:
        messages.error(request, _("The new time has gone by. Type another one."))
    else:
        if done:
            messages.success(request, _("The launch was moved.") if move else _("It stays."))
    return _back(request, campaign)


def _confirmed(
    request: MemberRequest,
    campaign: Campaign,
    *,
    heading: str,
    sentences: list[str],
    label: str,
    act: Callable[[], object],
    done: str,
    danger: bool = False,
    form: EndForm | None = None,
) -> HttpResponse:
    """A page that says what will happen; the button on it does it."""
    refusals = (
        announcing.NotAnnounceableError, launching.NotLaunchableError, ending.NotEndableError
    )  # fmt: skip
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            act()
        except refusals as error:
            messages.error(request, str(error))
        except planning.PastError:
            messages.error(request, _("The planned time has gone by. Set another one."))
        else:
            messages.success(request, done)
        return _back(request, campaign)
    context = {
        "heading": heading, "sentences": sentences, "label": label, "danger": danger,
        "form": form,
        "back": reverse("dashboard:plan", args=[request.organisation.slug, campaign.uuid]),
    }  # fmt: skip
    return render(request, "lib/confirm.html", context)


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: MemberRequest, uuid: UUID) -> HttpResponse:
    campaign = _campaign(request, uuid)
    return _confirmed(
        request, campaign, heading=_("Announce this campaign?"),
        sentences=[
            _("Its page becomes public at /%(slug)s/, shows when it starts, and takes 'tell me "
              "when it starts'.") % {"slug": campaign.slug},
            _("From then on the launch moves only when one of you moves it."),
        ],
        label=_("Announce"), done=_("The campaign is announced."),
        act=lambda: announcing.announce(
            campaign=campaign, at=timezone.now(), by=request.actor
        ),
    )  # fmt: skip


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def launch_now(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Says what will happen, as the rehearsal does."""
    campaign = _campaign(request, uuid)
    return _confirmed(
        request, campaign, heading=_("Start this campaign now?"),
        sentences=[
            step.words + (f" — {step.note}" if step.note else "")
            for step in rehearsing.rehearse(campaign).steps
        ],
        label=_("Start now"), done=_("The campaign has started."),
        act=lambda: launching.launch_now(
            campaign=campaign, at=timezone.now(), by=request.actor
        ),
    )  # fmt: skip


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: MemberRequest, uuid: UUID) -> HttpResponse:
    campaign = _campaign(request, uuid)
    live = campaign.state == Campaign.State.LIVE
    sentences = [
        _("The page stays, and takes no signature until you start it again. The count stays."),
        _("Mailings that have not begun do not begin. What was sent cannot be taken back."),
    ] if live else [
        _("The campaign stays announced, and does not start by itself."),
        _("Its mailings and releases wait with it."),
    ]  # fmt: skip
    return _confirmed(
        request, campaign, sentences=sentences, danger=True,
        heading=_("Pause this campaign?") if live else _("Stop the launch?"),
        label=_("Pause") if live else _("Stop the launch"), done=_("Stopped."),
        act=lambda: launching.stop(campaign=campaign, at=timezone.now(), by=request.actor),
    )  # fmt: skip


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: MemberRequest, uuid: UUID) -> HttpResponse:
    campaign = _campaign(request, uuid)
    launch = campaign.launch
    when = planning.in_words(launch.at, zone=launch.time_zone) if launch.at else ""
    return _confirmed(
        request, campaign, heading=_("Take up the launch again?"),
        sentences=[_("It will start by itself on %(when)s.") % {"when": when}],
        label=_("Take it up again"), done=_("The launch is planned again."),
        act=lambda: launching.take_up(campaign=campaign, at=timezone.now(), by=request.actor),
    )  # fmt: skip


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: MemberRequest, uuid: UUID, how: str) -> HttpResponse:
    """`how` is 'won' or 'closed'."""
    campaign = _campaign(request, uuid)
    won = how == "won"
    form = EndForm(request.POST or None)
    return _confirmed(
        request, campaign, form=form,
        heading=_("Mark this campaign as won?") if won else _("Close this campaign?"),
        sentences=[_("It takes no more signatures. Its page stays, with your sentence.")],
        label=_("It is won") if won else _("Close it"), done=_("Saved."), danger=not won,
        act=lambda: ending.end(
            campaign=campaign, won=won, sentence=form.cleaned_data["sentence"],
            at=timezone.now(), by=request.actor,
        ),
    )  # fmt: skip


@permission("campaigns.launch")
@require_http_methods(["GET", "HEAD", "POST"])
def reopen(request: MemberRequest, uuid: UUID) -> HttpResponse:
    campaign = _campaign(request, uuid)
    return _confirmed(
        request, campaign, heading=_("Take this campaign up again?"),
        sentences=[_("It takes signatures again, if it had started.")],
        label=_("Take it up again"), done=_("Saved."),
        act=lambda: ending.reopen(campaign=campaign, at=timezone.now(), by=request.actor),
    )  # fmt: skip


@permission("campaigns.edit")
@require_POST
def add_item(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One more line of the checklist."""
    campaign = _campaign(request, uuid)
    form = ItemForm(request.POST, owners=_owners(request))
    if not form.is_valid():
        context = {
            "form": form, "heading": _("Add to the checklist"),
            "back": reverse("dashboard:plan", args=[request.organisation.slug, uuid]),
        }  # fmt: skip
        return render(request, "lib/record.html", context, status=422)
    planning.add_item(
        campaign=campaign,
        text=form.cleaned_data["text"],
        owner_id=form.cleaned_data["owner"],
        due_at=form.due_at(zone=campaign.launch.time_zone),
        at=timezone.now(),
        by=request.actor,
    )
    return _back(request, campaign)


@permission("campaigns.edit")
@require_POST
def change_item(request: MemberRequest, uuid: UUID, item_id: int) -> HttpResponse:
    """Ticks it off, takes that back, or removes it."""
    campaign = _campaign(request, uuid)
    rows = ChecklistItem.objects.filter(launch=campaign.launch)
    item = get_object_or_404(rows, pk=item_id)
    at = timezone.now()
    if request.POST.get("do") == "remove":
        planning.remove_item(campaign=campaign, item=item, at=at, by=request.actor)
    else:
        done = request.POST.get("do") == "done"
        planning.tick(campaign=campaign, item=item, done=done, at=at, by=request.actor)
    return _back(request, campaign)
