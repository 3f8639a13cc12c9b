"""Lists of polls: looked at first, then stored; and handed on as a file."""

import hashlib
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.accounts.permissions import Permission
from undersigned.evidence import handing, listing, storing, taking
from undersigned.evidence.desk.forms import MOST_BYTES, ListForm
from undersigned.evidence.layouts.reading import NotPollsError
from undersigned.evidence.models import PollList
from undersigned.lib import spreadsheets

_LISTED = 200


@permission("evidence.edit")
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: MemberRequest) -> HttpResponse:
    """Screen 1, and on POST screen 2: what the list would bring. Nothing is stored yet."""
    posted = request.method == "POST"
    form = ListForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        raw = _raw(form)
        if raw is not None and raw.count(b"\n") > listing.LOOKED_AT_ONCE:
            return _look_later(request, form, raw)
        if raw is not None:
            try:
                compared = _compared(request, raw, topic=form.cleaned_data["topic"])
            except NotPollsError as error:
                form.add_error("file", str(error))
            else:
                return _preview(request, form, raw, compared)
    status = 422 if form.errors else 200
    return render(request, "evidence/list.html", {"form": form}, status=status)


def _look_later(request: MemberRequest, form: ListForm, raw: bytes) -> HttpResponse:
    digest = hashlib.sha256(raw).hexdigest()
    listing.lay(request.organisation.pk, digest, raw)
    typed = form.cleaned_data
    row = listing.look_later(
        request.organisation, digest=digest, source=typed["source"], topic=typed["topic"],
        licence=typed["licence"], at=timezone.now(), by=request.actor,
    )  # fmt: skip
    return redirect("evidence:stored_list", request.organisation.slug, row.uuid)


@permission("evidence.edit")
@require_POST
def go_on(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """A person's yes to a long list that was looked at."""
    if not listing.store_later(_row(request, uuid), by=request.actor):
        messages.info(request, _("It is being stored already, or was."))
    return redirect("evidence:stored_list", request.organisation.slug, uuid)


def _raw(form: ListForm) -> bytes | None:
    file, pasted = form.cleaned_data["file"], form.cleaned_data["pasted"]
    if file is None and not pasted.strip():
        form.add_error("file", _("Choose a file or paste a table."))
        return None
    raw = file.read(MOST_BYTES + 1) if file is not None else pasted.encode()
    if len(raw) > MOST_BYTES:
        form.add_error("file", _("The file is larger than 10 MB. Cut it in parts."))
        return None
    return bytes(raw)


def _compared(request: MemberRequest, raw: bytes, *, topic: str) -> storing.Compared:
    """Raises NotPollsError."""
    taken = taking.take(raw, topic=topic, today=_today(request))
    return storing.compare(taken, organisation_id=request.organisation.pk)


def _today(request: MemberRequest) -> date:
    return request.organisation.as_of or timezone.localdate()


def _preview(
    request: MemberRequest, form: ListForm, raw: bytes, compared: storing.Compared
) -> HttpResponse:
    digest = hashlib.sha256(raw).hexdigest()
    listing.lay(request.organisation.pk, digest, raw)
    context = {
        "compared": compared, "digest": digest, "typed": form.cleaned_data,
        "refused": compared.refused[:_LISTED], "new": compared.new[:_LISTED],
        "more_refused": max(0, len(compared.refused) - _LISTED),
        "more_new": max(0, len(compared.new) - _LISTED),
    }  # fmt: skip
    return render(request, "evidence/list_preview.html", context)


@permission("evidence.edit")
@require_POST
def store(request: MemberRequest) -> HttpResponse:
    """What was looked at is read once more, and stored; a long list by a worker."""
    form = ListForm(request.POST)
    digest = request.POST.get("digest", "")
    known = len(digest) == 64 and set(digest) <= set("0123456789abcdef")  # noqa: PLR2004
    path = listing.path_of(request.organisation.pk, digest if known else "none")
    if not known or not path.is_file() or not form.is_valid():
        messages.error(request, _("The list is no longer on the server. Choose it once more."))
        return redirect("evidence:list", request.organisation.slug)
    typed = form.cleaned_data
    row = listing.start(
        _compared(request, path.read_bytes(), topic=typed["topic"]), digest=digest,
        organisation=request.organisation, source=typed["source"], topic=typed["topic"],
        licence=typed["licence"], at=timezone.now(), by=request.actor,
    )  # fmt: skip
    return redirect("evidence:stored_list", request.organisation.slug, row.uuid)


def _row(request: MemberRequest, uuid: UUID) -> PollList:
    rows = PollList.objects.select_related("organisation")
    return get_object_or_404(rows, organisation=request.organisation, uuid=uuid)


@permission("campaigns.view")
@require_safe
def stored(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """How far it is; then what was stored and which rows were refused, each with its reason."""
    row = _row(request, uuid)
    context = {
        "list": row, "refused": row.refused[:_LISTED],
        "more_refused": max(0, len(row.refused) - _LISTED),
        "may_edit": roles.may(request.membership.role, Permission.EVIDENCE_EDIT),
    }  # fmt: skip
    return render(request, "evidence/list_stored.html", context)


@permission("campaigns.view")
@require_safe
def progress(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """The part of the page that asks for itself; when it is over the page comes anew."""
    row = _row(request, uuid)
    answer = render(request, "evidence/parts/list_progress.html", {"list": row})
    if not row.is_moving:
        answer["HX-Refresh"] = "true"
    return answer


@permission("campaigns.view")
@require_safe
def refused(request: MemberRequest, uuid: UUID) -> HttpResponseBase:
    header = ("line", "poll", "reason", "detail")
    answer = StreamingHttpResponse(
        spreadsheets.lines(header, _row(request, uuid).refused), content_type="text/csv"
    )
    answer["Content-Disposition"] = f'attachment; filename="refused-{uuid}.csv"'
    return answer


@permission("campaigns.view")
@require_safe
def export(request: MemberRequest) -> HttpResponseBase:
    answer = StreamingHttpResponse(
        handing.lines(organisation_id=request.organisation.pk), content_type="text/csv"
    )
    name = f"polls-{request.organisation.slug}-{timezone.localdate():%Y-%m-%d}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
