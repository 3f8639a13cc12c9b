"""What became of a mailing, who got it, and the same as a file."""

from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from undersigned.accounts import roles
from undersigned.accounts.access import MemberRequest, permission
from undersigned.mailings import drafting
from undersigned.mailings import results as outcome
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations import auditing

State = Recipient.State
_A_PAGE = 100


def _find(request: MemberRequest, mailing: object) -> Mailing:
    rows = Mailing.objects.select_related("organisation")
    return get_object_or_404(rows, organisation=request.organisation, uuid=mailing)


@permission("mailings.view")
@require_safe
def results(request: MemberRequest, mailing: object) -> HttpResponse:
    found, role = _find(request, mailing), request.membership.role
    context = {
        "mailing": found,
        "totals": outcome.totals(found),
        "reasons": outcome.reasons(found),
        "by_state": outcome.state_map(found),
        "actions": outcome.actions(found),
        "may_send": roles.may(role, "mailings.send"),
        "may_write": roles.may(role, "mailings.write"),
        "sees_people": roles.may(role, "supporters.view"),
        "may_export": roles.may(role, "supporters.export"),
    }
    return render(request, "mailings/results.html", context)


@permission("mailings.view")
@require_safe
def progress(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    context = {"mailing": found, "totals": outcome.totals(found)}
    return render(request, "mailings/parts/progress.html", context)


@permission("supporters.view")
@require_safe
def recipients(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    rows, state = outcome.who(found), request.GET.get("state", "")
    if state in State.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    for row in page.object_list:
        row.reason = outcome.REASONS.get(row.code, row.code)
    context = {
        "mailing": found,
        "page": page,
        "states": Recipient.State.choices,
        "state": state,
    }
    return render(request, "mailings/recipients.html", context)


@permission("supporters.export")
@require_POST
def export(request: MemberRequest, mailing: object) -> HttpResponse:
    found = _find(request, mailing)
    auditing.record(
        organisation_id=found.organisation_id, at=timezone.now(), by=request.actor,
        verb="exported who got", subject=drafting.subject_of(found),
    )  # fmt: skip
    answer = StreamingHttpResponse(
        outcome.as_csv(found), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="mailing-{found.pk}.csv"'
    return answer  # type: ignore[return-value]
