"""The trail of changes: who, when, what, before and after."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from undersigned.accounts.access import MemberRequest, permission
from undersigned.organisations import reading
from undersigned.organisations.models import AuditEntry

_A_PAGE = 50


@permission("audit.view")
@require_safe
def audit(request: MemberRequest) -> HttpResponse:
    """Newest first; by person and by subject, named in the address by id, never by name."""
    person = request.GET.get("person", "")
    subject = request.GET.get("subject", "")
    page = Paginator(_entries(request, person=person, subject=subject), _A_PAGE).get_page(
        request.GET.get("page")
    )
    kinds = reading.kinds(organisation_id=request.organisation.pk)
    context = {
        "page": page,
        "lines": [reading.line(entry) for entry in page],
        "people": reading.people(organisation_id=request.organisation.pk),
        "kinds": [(kind, kind.replace("-", " ")) for kind in kinds],
        "one_subject": _one_subject(page.object_list, subject=subject),
        "person": person,
        "subject": subject,
        "filtered": bool(person or subject),
    }
    return render(request, "accounts/audit.html", context)


def _one_subject(shown: Iterable[AuditEntry], *, subject: str) -> str:
    """The name of the single thing that is asked for; empty for a kind of things."""
    if ":" not in subject:
        return ""
    return next((entry.subject_label for entry in shown), subject)


def _entries(request: MemberRequest, *, person: str, subject: str) -> QuerySet[AuditEntry]:
    return reading.entries(
        organisation_id=request.organisation.pk, person=person, subject=subject
    )
