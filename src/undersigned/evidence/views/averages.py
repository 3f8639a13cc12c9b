"""The organiser's pages of averages: which there are, and what each rests on."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence import addresses, following, showing, stored
from undersigned.evidence.claim_forms import SeriesForm, topics_to_choose
from undersigned.evidence.models import Series
from undersigned.evidence.stored import Choice
from undersigned.evidence.views.asking import removed
from undersigned.organisations import saving


def _may_edit(request: MemberRequest) -> bool:
    return roles.may(request.membership.role, Permission.EVIDENCE_EDIT)


@permission("campaigns.view")
@require_safe
def averages(request: MemberRequest) -> HttpResponse:
    rows = Series.objects.filter(organisation=request.organisation).select_related("topic")
    listed = list(rows.order_by("topic__name", "subgroup", "answer", "pk"))
    newest = stored.newest([one.pk for one in listed])
    context = {
        "averages": [(one, newest.get(one.pk), showing.people(one)) for one in listed],
        "may_edit": _may_edit(request),
        "crumbs": _crumbs(request),
    }
    return render(request, "evidence/averages.html", context)


def _crumbs(request: MemberRequest) -> list[dict[str, str]]:
    slug = request.organisation.slug
    return [{"label": _("Polls and claims"), "url": reverse("evidence:evidence", args=[slug])}]


def _series(request: MemberRequest, uuid: UUID) -> Series:
    rows = Series.objects.filter(organisation=request.organisation)
    return get_object_or_404(rows.select_related("topic", "organisation"), uuid=uuid)


@permission("campaigns.view")
@require_safe
def average(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """With its diagnostics. `?only=` is a variant: what a reader leaves out."""
    found = _series(request, uuid)
    main = stored.find(found)
    choice = Choice(variant=request.GET.get("only", ""))
    kept = stored.chosen(found, choice) if choice.variant else main
    if choice.variant and kept is None:
        raise Http404
    slug = request.organisation.slug
    context = {
        "series": found,
        "shown": showing.show(found, kept, main=main) if kept else None,
        "may_edit": _may_edit(request),
        "choice": choice,
        "here": reverse("evidence:average", args=[slug, uuid]),
        "public_url": _public_url(found, choice),
        "claims": found.claims.order_by("pk"),
        "crumbs": [
            *_crumbs(request),
            {"label": _("Averages"), "url": reverse("evidence:averages", args=[slug])},
        ],
    }
    return render(request, "evidence/average.html", context)


def _public_url(found: Series, choice: Choice) -> str:
    if not found.is_public:
        return ""
    return addresses.of_average(found.organisation.slug, found.uuid) + choice.query


@permission("campaigns.view")
@require_safe
def average_csv(request: MemberRequest, uuid: UUID, name: str) -> StreamingHttpResponse:
    """Its polls, each with its part, or its days; of the variant that the page shows."""
    kept = stored.find(_series(request, uuid), variant=request.GET.get("only", ""))
    if kept is None or kept.picture is None:
        raise Http404
    lines = showing.polls_csv(kept) if name == "polls" else showing.days_csv(kept)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    file_name = showing.file_name(kept, f"average-{name}")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}.csv"'
    return answer


def _form_page(
    request: MemberRequest, form: SeriesForm, *, heading: str, back: str, removal: str = ""
) -> HttpResponse:
    context = {"form": form, "heading": heading, "back": back, "removal": removal}
    return render(request, "lib/record.html", context, status=422 if form.errors else 200)


def _taken(form: SeriesForm) -> None:
    form.add_error("answer", _("This answer is averaged already for these people."))


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def add_average(request: MemberRequest) -> HttpResponse:
    topics = topics_to_choose(organisation_id=request.organisation.pk)
    form = SeriesForm(request.POST or None, topics=topics, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        try:
            made = following.add(
                organisation=request.organisation, values=form.values(), at=timezone.now(),
                by=request.actor,
            )  # fmt: skip
        except following.AlreadyFollowedError:
            _taken(form)
        else:
            messages.success(request, _("Saved. It is computed within seconds."))
            return redirect("evidence:average", request.organisation.slug, made.uuid)
    back = reverse("evidence:averages", args=[request.organisation.slug])
    return _form_page(request, form, heading=_("New average"), back=back)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_average(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _series(request, uuid)
    topics = topics_to_choose(organisation_id=request.organisation.pk)
    form = SeriesForm(request.POST or None, topics=topics, initial=SeriesForm.initial_of(found))

    def save() -> None:
        following.change(
            series=found, version=form.cleaned_data["version"], values=form.values(),
            at=timezone.now(), by=request.actor,
        )  # fmt: skip

    slug = request.organisation.slug
    back = reverse("evidence:average", args=[slug, uuid])
    if request.method == "POST" and form.is_valid():
        try:
            if saving.saved(form, save):
                messages.success(request, _("Saved."))
                return redirect(back)
        except following.AlreadyFollowedError:
            _taken(form)
    removal = reverse("evidence:remove_average", args=[slug, uuid])
    return _form_page(request, form, heading=str(found), back=back, removal=removal)


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def remove_average(request: MemberRequest, uuid: UUID) -> HttpResponse:
    found = _series(request, uuid)
    return removed(
        request, row=found,
        act=lambda: following.remove(series=found, at=timezone.now(), by=request.actor),
    )  # fmt: skip
