"""Mailings side by side."""

from collections.abc import Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.lib import spreadsheets
from undersigned.mailings import tabling
from undersigned.mailings.models import Mailing

_OFFERED = 30


def _sent(request: MemberRequest) -> Sequence[Mailing]:
    rows = Mailing.objects.filter(organisation=request.organisation, frozen_at__isnull=False)
    rows = rows.exclude(kind=Mailing.Kind.AUTOMATED)
    return list(rows.order_by("-frozen_at")[:_OFFERED])


def _chosen(request: MemberRequest, offered: Sequence[Mailing]) -> list[Mailing]:
    """Those asked for; the newest where none was."""
    asked = set(request.GET.getlist("mailing"))
    chosen = [one for one in offered if str(one.uuid) in asked] or list(offered)
    return chosen[: tabling.MOST]


@permission("mailings.view")
@require_safe
def compare(request: MemberRequest) -> HttpResponse:
    offered = _sent(request)
    chosen = _chosen(request, offered)
    context = {
        "offered": offered, "chosen": {one.pk for one in chosen}, "most": tabling.MOST,
        "mailings": chosen, "table": tabling.side_by_side(chosen),
        "query": "&".join(f"mailing={one.uuid}" for one in chosen),
    }  # fmt: skip
    return render(request, "mailings/compare.html", context)


@permission("mailings.view")
@require_safe
def as_file(request: MemberRequest) -> HttpResponseBase:
    table = tabling.side_by_side(_chosen(request, _sent(request)))
    lines = spreadsheets.lines(table.header, table.rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="mailings.csv"'
    return answer
