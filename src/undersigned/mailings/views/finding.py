"""Finds what the pages are about: of the member's organisation, or 404."""

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy

from undersigned.accounts.access import MemberRequest
from undersigned.mailings.models import Mailing
from undersigned.mailings.scheduling import NotNowError

TOO_LATE = gettext_lazy("It does not wait any more, or was changed meanwhile. Look again.")
_AROUND = ("organisation", "campaign", "starts_with")


def mailing(request: MemberRequest, mailing: object) -> Mailing:
    """In whatever state; an automation's email once it was started, to see what came of it."""
    rows = Mailing.objects.select_related(*_AROUND).exclude(
        kind=Mailing.Kind.AUTOMATED, frozen_at=None
    )
    return get_object_or_404(rows, organisation=request.organisation, uuid=mailing)


def draft(request: MemberRequest, mailing: object) -> Mailing:
    """A draft, and none of an automation's emails."""
    rows = Mailing.objects.select_related(*_AROUND).exclude(kind=Mailing.Kind.AUTOMATED)
    return get_object_or_404(
        rows, organisation=request.organisation, uuid=mailing, state=Mailing.State.DRAFT
    )


def as_seen(request: MemberRequest, found: Mailing) -> None:
    """Raises NotNowError where the page that was looked at is of another version."""
    if request.POST.get("version") != str(found.version):
        raise NotNowError
