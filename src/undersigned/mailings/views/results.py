"""What became of a mailing, who got it, and the same as a file."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.lib import spreadsheets
from undersigned.mailings import (
    comparing,
    controlling,
    counting,
    drafting,
    link_counts,
    tabling,
    trialing,
    variants,
)
from undersigned.mailings import results as outcome
from undersigned.mailings.models import Mailing, Recipient, Tally
from undersigned.mailings.views import finding
from undersigned.organisations import auditing
from undersigned.segments import areas

State = Recipient.State
_A_PAGE = 100


def _progress(mailing: Mailing, cells: list[Tally], as_of: datetime | None) -> dict[str, Any]:
    return {
        "mailing": mailing, "totals": counting.whole(cells), "as_of": as_of,
        **_what_slows(mailing, at=timezone.now()),
    }  # fmt: skip


def _what_slows(mailing: Mailing, *, at: datetime) -> dict[str, object]:
    """Why those who wait do so; nothing once it is over."""
    if mailing.state != Mailing.State.SENDING:
        return {}
    return {
        "asleep": outcome.asleep(mailing, at=at),
        "waits": controlling.waits(at=at),
        "warm_up": controlling.warms_up(mailing, on=at.date()),
    }


@permission("mailings.view")
@require_safe
def results(request: MemberRequest, mailing: object) -> HttpResponse:
    found, role = finding.mailing(request, mailing), request.membership.role
    cells, as_of = counting.of(found)
    context = {
        **_progress(found, cells, as_of),
        **_trial(found, cells),
        "again": controlling.can_be_tried_again(found, State.FAILED).count(),
        "reasons": outcome.reasons(found, as_of=as_of),
        "returned": outcome.returned(found),
        "by_state": outcome.state_map(cells),
        "by_hour": outcome.acts_by_hour(found),
        "actions": outcome.actions(found),
        "states": tabling.states(found, cells),
        "providers": tabling.providers(found, cells),
        "links": link_counts.of(found),
        "may_send": roles.may(role, "mailings.send"),
        "may_write": roles.may(role, "mailings.write"),
        "sees_people": roles.may(role, "supporters.view"),
        "may_export": roles.may(role, "supporters.export"),
    }
    return render(request, "mailings/results.html", context)


def _trial(mailing: Mailing, cells: list[Tally]) -> dict[str, Any]:
    """How the variants of an A/B test stand."""
    planned = variants.trial(mailing)
    if planned is None:
        return {}
    arms = counting.arms(mailing, cells=cells)
    finding = trialing.compared(arms)
    reached = min((one.delivered for one in arms.values()), default=0)
    whole = counting.whole(cells)
    rate = whole.acted / whole.delivered if whole.delivered else None
    needed = comparing.needed(rate, arms=max(len(arms), 2))
    return {
        "trial": planned, "finding": finding, "needed": needed, "is_small": reached < needed,
        "reached": reached, "trial_table": tabling.variants(mailing, cells),
        "trial_chart": outcome.intervals(finding.standings),
    }  # fmt: skip


@permission("mailings.view")
@require_safe
def progress(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    return render(
        request, "mailings/parts/progress.html", _progress(found, *counting.of(found))
    )


@permission("mailings.view")
@require_safe
def table(request: MemberRequest, mailing: object, name: str) -> HttpResponseBase:
    """One of the tables as a file: numbers alone, nobody by name."""
    found = finding.mailing(request, mailing)
    if name not in tabling.TABLES:
        raise Http404
    made = tabling.TABLES[name](found, counting.of(found)[0])
    lines = spreadsheets.lines(made.header, made.rows)
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mailing-{found.pk}-{name}.csv"'
    return answer


@permission("supporters.view")
@require_safe
def recipients(request: MemberRequest, mailing: object) -> HttpResponse:
    found = finding.mailing(request, mailing)
    which = request.GET.get("state", "")
    rows = outcome.chosen(outcome.who(found, by=areas.of(request.membership)), which)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.outcome = outcome.outcome(row)
    context = {
        "mailing": found,
        "page": page,
        "choices": outcome.choices(),
        "chosen": which,
        "has_variants": variants.trial(found) is not None,
    }
    return render(request, "mailings/recipients.html", context)


@permission("supporters.export")
@require_POST
def export(request: MemberRequest, mailing: object) -> HttpResponseBase:
    found = finding.mailing(request, mailing)
    area = areas.of(request.membership)
    rows = outcome.who(found, by=area)
    try:
        areas.refuse_more(rows.count() if area.most is not None else 0, by=area)
    except areas.TooManyError as error:
        messages.error(request, str(error))
        return redirect("mailings:results", request.organisation.slug, found.uuid)
    auditing.record(
        organisation_id=found.organisation_id, at=timezone.now(), by=request.actor,
        verb="exported who got", subject=drafting.subject_of(found),
    )  # fmt: skip
    answer = StreamingHttpResponse(outcome.as_csv(rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="mailing-{found.pk}.csv"'
    return answer
