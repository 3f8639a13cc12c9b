"""People who may be one: the list, side by side, merged, told apart, taken apart again."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard.forms.duplicates import MergeForm, PairForm
from undersigned.lib.text import canonical_address
from undersigned.segments import areas
from undersigned.supporters import keeping
from undersigned.supporters.duplicates import dismissing, searching
from undersigned.supporters.merging import joining, undoing, wording
from undersigned.supporters.merging.joining import Preview
from undersigned.supporters.models import (
    Alike,
    DuplicateSearch,
    LikelyDuplicate,
    Merge,
    Supporter,
)

_A_PAGE = 25


@permission("supporters.edit")
@require_safe
def duplicates(request: MemberRequest) -> HttpResponse:
    """The likeliest first; with ?apart those whom staff know to be two."""
    apart = "apart" in request.GET
    rows = _pairs(request).filter(dismissed_at__isnull=not apart)
    rows = rows.select_related("first", "second")
    order = ("-dismissed_at", "pk") if apart else ("-score", "pk")
    context = {
        "page": Paginator(rows.order_by(*order), _A_PAGE).get_page(request.GET.get("page")),
        "apart": apart, "pair_form": PairForm(), **_newest(request),
    }  # fmt: skip
    return render(request, "dashboard/duplicates.html", context)


def _pairs(request: MemberRequest) -> QuerySet[LikelyDuplicate]:
    """Those of whom the member may see both."""
    rows = LikelyDuplicate.objects.filter(organisation=request.organisation)
    return areas.kept(rows, request.membership, "first", "second")


def _merges(request: MemberRequest) -> QuerySet[Merge]:
    rows = Merge.objects.filter(organisation=request.organisation)
    return areas.kept(rows, request.membership)


def _newest(request: MemberRequest) -> dict[str, object]:
    searches = DuplicateSearch.objects.filter(organisation=request.organisation)
    search = searches.order_by("-asked_at", "-pk").first()
    left = search.left_out if search else {}
    return {
        "search": search,
        "left_out": [
            (Alike[name.upper()].label, number, most) for name, (number, most) in left.items()
        ],
    }


@permission("supporters.edit")
@require_safe
def progress(request: MemberRequest) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "dashboard/duplicates_progress.html", _newest(request))


@permission("supporters.edit")
@require_POST
def look(request: MemberRequest) -> HttpResponse:
    asked = searching.ask(
        organisation_id=request.organisation.pk, at=timezone.now(), by=request.actor
    )
    if not asked:
        messages.info(request, _("It is looking already."))
    return redirect("dashboard:duplicates", request.organisation.slug)


@permission("supporters.edit")
@require_POST
def dismiss(request: MemberRequest, pk: int) -> HttpResponse:
    """These are two people, or may be one after all."""
    pair = get_object_or_404(_pairs(request), pk=pk)
    change = dismissing.take_back if pair.dismissed_at else dismissing.dismiss
    change(
        organisation_id=request.organisation.pk, pk=pair.pk, at=timezone.now(),
        by=request.actor,
    )  # fmt: skip
    said = _("They may be one again.") if pair.dismissed_at else _("Remembered: two people.")
    messages.success(request, said)
    return redirect("dashboard:duplicates", request.organisation.slug)


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: MemberRequest) -> HttpResponse:
    """Two people whom no search has found: looked up by what was typed."""
    form = PairForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = {name: _by_address(request, form, name) for name in ("one", "other")}
        one, other = found["one"], found["other"]
        if one is not None and one == other:
            form.add_error("other", _("Both addresses are of one person already."))
        elif one is not None and other is not None:
            return redirect("dashboard:merge", request.organisation.slug, one.uuid, other.uuid)
    status = 422 if form.errors else 200
    return render(request, "dashboard/duplicates_pair.html", {"form": form}, status=status)


def _by_address(request: MemberRequest, form: PairForm, name: str) -> Supporter | None:
    """The person with that address, also with a further one; else the form says so."""
    canonical = canonical_address(form.cleaned_data[name])
    ours = areas.people(request.membership)
    found = ours.filter(canonical_address=canonical).order_by("slot").first()
    found = found or ours.filter(more_emails__canonical_address=canonical).first()
    if found is None:
        form.add_error(name, _("No supporter has this address."))
    return found


@permission("supporters.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: MemberRequest, one: UUID, other: UUID) -> HttpResponse:
    """Side by side; a POST makes them one."""
    ours = areas.people(request.membership)
    first, second = get_object_or_404(ours, uuid=one), get_object_or_404(ours, uuid=other)
    winner, loser = joining.in_order(first, second)
    if winner == loser:
        return redirect("dashboard:supporter", request.organisation.slug, winner.uuid)
    shown = joining.preview(winner=winner, loser=loser)
    initial = {"winner_version": winner.version, "loser_version": loser.version}
    data = request.POST if request.method == "POST" else None
    form = MergeForm(data, choices=shown.choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = _merge(request, form, shown)
        if done is not None:
            messages.success(request, _("They are one person now."))
            return redirect("dashboard:merged", request.organisation.slug, done.uuid)
        form = MergeForm(choices=shown.choices, initial=initial)
    pair = LikelyDuplicate.objects.filter(
        first__in=(winner, loser), second__in=(winner, loser)
    ).first()
    context = {"form": form, "shown": shown, "pair": pair}
    status = 422 if form.errors else 200
    return render(request, "dashboard/merge.html", context, status=status)


def _merge(request: MemberRequest, form: MergeForm, shown: Preview) -> Merge | None:
    versions = form.cleaned_data["winner_version"], form.cleaned_data["loser_version"]
    try:
        return joining.merge(
            organisation_id=request.organisation.pk, winner=shown.winner.uuid,
            loser=shown.loser.uuid, versions=versions, from_loser=form.from_loser(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip
    except keeping.ChangedMeanwhileError:
        messages.warning(
            request,
            _("One of the two was changed since you opened this page. Look once more."),
        )
        return None


@permission("supporters.edit")
@require_safe
def merges(request: MemberRequest) -> HttpResponse:
    rows = _merges(request).select_related("supporter")
    page = Paginator(rows.order_by("-at", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    return render(request, "dashboard/merges.html", {"page": page})


@permission("supporters.edit")
@require_safe
def merged(request: MemberRequest, uuid: UUID) -> HttpResponse:
    row = get_object_or_404(_merges(request), uuid=uuid)
    context = {
        "merge": row, "moved": wording.moved(row.counts),
        "may_undo": undoing.may_undo(row, at=timezone.now()),
        "until": row.at + undoing.UNDO_FOR,
    }  # fmt: skip
    return render(request, "dashboard/merged.html", context)


@permission("supporters.edit")
@require_POST
def undo(request: MemberRequest, uuid: UUID) -> HttpResponse:
    row = get_object_or_404(_merges(request), uuid=uuid)
    try:
        undoing.undo(
            organisation_id=request.organisation.pk, uuid=row.uuid, at=timezone.now(),
            by=request.actor,
        )  # fmt: skip
    except undoing.TooLateError:
        messages.error(request, _("It was undone already, or is older than 30 days."))
    except undoing.LaterMergeError:
        messages.error(
            request,
            _("This person was merged once more since. Undo the later merge first."),
        )
    except undoing.TakenError:
        messages.error(
            request,
            _(
                "Somebody has come to you with the second record's address since. Merge those "
                "two first, or give that person another address; then undo this."
            ),
        )
    else:
        messages.success(request, _("They are two again, as they were."))
    return redirect("dashboard:merged", request.organisation.slug, row.uuid)
