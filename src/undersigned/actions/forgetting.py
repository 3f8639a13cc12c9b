"""Forgets what actions hold of people: 30 days after it was folded, or when one is erased."""

from datetime import datetime, timedelta

from undersigned.actions import handing
from undersigned.actions.models import Interest, Submission
from undersigned.supporters import addressing
from undersigned.supporters.models import Supporter

_KEPT = timedelta(days=30)
_BATCH = 500


def forget_due(*, at: datetime) -> int:
    """Deletes submissions 30 days after they were folded; how many."""
    old = Submission.objects.filter(done_at__lt=at - _KEPT).values("pk")[:_BATCH]
    return Submission.objects.filter(pk__in=old).delete()[0]


def forget(supporter: Supporter, *, at: datetime) -> None:  # noqa: ARG001  the registry's form
    """What was typed with one of their addresses. Answers go with the person."""
    Interest.objects.filter(
        campaign__organisation=supporter.organisation_id,
        canonical_address__in=addressing.canonicals(supporter),
    ).delete()
    Submission.objects.filter(pk__in=handing.submissions(supporter)).delete()
