"""Importing a list in three screens: the file, its columns, a look at what it would do."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.dashboard import imported, moving
from undersigned.dashboard.forms.imports import FileForm, MatchForm
from undersigned.segments import areas
from undersigned.supporters.files.unpacking import FileError
from undersigned.supporters.importing import starting, storing
from undersigned.supporters.models import Import

_PAGE = 30
State = Import.State


@permission("supporters.import")
@require_safe
def imports(request: MemberRequest) -> HttpResponse:
    page = Paginator(_mine(request).order_by("-pk"), _PAGE).get_page(request.GET.get("page"))
    everybody = areas.of(request.membership).is_everywhere
    context = {"page": page, "may_take_all": everybody}
    return render(request, "dashboard/imports.html", context)


@permission("supporters.import")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: MemberRequest) -> HttpResponse:
    """Screen 1: the file."""
    posted = request.method == "POST"
    form = FileForm(request.POST if posted else None, request.FILES if posted else None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            batch = starting.take(
                organisation_id=request.organisation.pk,
                kind=Import.Kind(form.cleaned_data["kind"]),
                file_name=file.name or "",
                store=partial(storing.keep, chunks=file.chunks()),
                at=timezone.now(),
                by=request.actor,
            )
        except FileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("dashboard:match_import", request.organisation.slug, batch.uuid)
    context = {"form": form, "steps": _steps(1)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/import_new.html", context, status=status)


@permission("supporters.import")
@require_http_methods(["GET", "HEAD", "POST"])
def match(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Screen 2: what each column is; the whole file is then compared with whom we know."""
    batch = _find(request, uuid)
    if batch.state not in {State.NEW, State.CHECKING, State.CHECKED}:
        return redirect("dashboard:import", request.organisation.slug, uuid)
    is_answered = bool(batch.basis or batch.matched_as)
    initial = {"agreed": batch.agreed if is_answered else None, "basis": batch.basis}
    data = request.POST if request.method == "POST" else None
    form = MatchForm(data, batch=batch, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            starting.match(
                batch, mapping=form.mapping(), agreed=form.who_agreed(), basis=form.how_agreed()
            )
        except starting.BasisError as error:
            form.add_error("basis", str(error))
        except starting.MappingError as error:
            form.add_error(None, str(error))
        except starting.TooLateError:
            return _too_late(request, batch)
        else:
            return redirect("dashboard:import", request.organisation.slug, uuid)
    context = {"batch": batch, "form": form, "steps": _steps(2)}
    status = 422 if form.errors else 200
    return render(request, "dashboard/import_match.html", context, status=status)


@permission("supporters.import")
@require_safe
def one(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Screen 3, and from then on what came of it."""
    batch = _find(request, uuid)
    if batch.state == State.NEW:
        return redirect("dashboard:match_import", request.organisation.slug, uuid)
    context = _context(batch)
    if batch.state in {State.CHECKING, State.CHECKED}:
        context["steps"] = _steps(3)
    return render(request, "dashboard/import.html", context)


@permission("supporters.import")
@require_safe
def progress(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The part of the page that moves; when a stage is over the page is loaded anew."""
    batch = _find(request, uuid)
    answer = render(request, "dashboard/import_progress.html", {"batch": batch})
    if not batch.is_moving:
        answer["HX-Refresh"] = "true"
    return answer


@permission("supporters.import")
@require_POST
def start(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _do(request, uuid, moving.start)


@permission("supporters.import")
@require_POST
def stop(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _do(request, uuid, starting.stop)


@permission("supporters.import")
@require_POST
def go_on(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _do(request, uuid, starting.go_on)


@permission("supporters.import")
@require_POST
def undo(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _do(request, uuid, moving.undo)


@permission("supporters.import")
@require_POST
def drop(request: MemberRequest, uuid: UUID) -> HttpResponse:
    _do(request, uuid, starting.drop)
    return redirect("dashboard:imports", request.organisation.slug)


@permission("supporters.import")
@require_safe
def problems(request: MemberRequest, uuid: UUID) -> HttpResponseBase:
    """The rows that were not taken, with the reason of each."""
    batch = _find(request, uuid)
    path = storing.problems_path(batch)
    if not path.is_file():
        raise Http404
    name = f"problems-{batch.file_name.rpartition('.')[0] or batch.file_name}.csv"
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=name, content_type="text/csv"
    )


def _find(request: MemberRequest, uuid: UUID) -> Import:
    return get_object_or_404(_mine(request), uuid=uuid)


def _mine(request: MemberRequest) -> QuerySet[Import]:
    """A list holds people from everywhere: who may not see them all sees their own lists."""
    rows = Import.objects.filter(organisation=request.organisation)
    return areas.begun(rows, request.membership)


def _do(request: MemberRequest, uuid: UUID, verb: Callable[..., None]) -> HttpResponse:
    batch = _find(request, uuid)
    try:
        verb(batch, at=timezone.now(), by=request.actor)
    except starting.TooLateError:
        return _too_late(request, batch)
    return redirect("dashboard:import", request.organisation.slug, uuid)


def _too_late(request: MemberRequest, batch: Import) -> HttpResponse:
    messages.warning(request, _("It has gone on meanwhile. This is how it stands now."))
    return redirect("dashboard:import", request.organisation.slug, batch.uuid)


def _context(batch: Import) -> dict[str, object]:
    found = batch.checked if batch.state == State.CHECKED else batch.found
    return {
        "batch": batch,
        "numbers": imported.numbers(batch, found),
        "segments": moving.segments(batch) if batch.state == State.DONE else [],
        "may_undo": starting.may_undo(batch, at=timezone.now()),
        "has_problems": storing.problems_path(batch).is_file(),
        "may_drop": batch.state in {State.CHECKING, State.CHECKED}
        or (batch.state == State.FAILED and batch.failed_in == State.CHECKING),
    }


def _steps(current: int) -> list[dict[str, str]]:
    labels = (_("The file"), _("Its columns"), _("A look before"))
    return [
        {
            "label": label,
            "state": "done" if place < current else "current" if place == current else "",
        }
        for place, label in enumerate(labels, start=1)
    ]
