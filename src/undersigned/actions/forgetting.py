"""Forgets what actions hold of people: 30 days after it was folded, or when one is erased."""

from datetime import datetime, timedelta

from undersigned.actions.models import Interest, Submission
from undersigned.lib.text import canonical_address
from undersigned.supporters.models import Supporter

_KEPT = timedelta(days=30)
_BATCH = 500


def forget_due(*, at: datetime) -> int:
    """Deletes submissions 30 days after they were folded; how many."""
    old = Submission.objects.filter(done_at__lt=at - _KEPT).values("pk")[:_BATCH]
    return Submission.objects.filter(pk__in=old).delete()[0]


def forget(supporter: Supporter, *, at: datetime) -> None:  # noqa: ARG001  the registry's form
    """What was typed with that mailbox. Answers go with the person."""
    ours = supporter.organisation
    Interest.objects.filter(
        campaign__organisation=ours, canonical_address=supporter.canonical_address
    ).delete()
    typed = Submission.objects.filter(campaign__organisation=ours)
    same = [
        pk
        for pk, email in typed.values_list("pk", "payload__email").iterator()
        if canonical_address(str(email)) == supporter.canonical_address
    ]
    Submission.objects.filter(pk__in=same).delete()
