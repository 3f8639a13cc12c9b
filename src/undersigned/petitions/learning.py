"""Tells guard which part of the signatures each mail domain usually brings."""

from collections import Counter
from datetime import datetime, timedelta

from django.db.models import Count

from undersigned.guard import learning
from undersigned.petitions.models import Petition, Signature

_BACK = timedelta(days=90)
_BUT = timedelta(hours=1)  # a flood that runs now must not teach us that it is usual


def learn_due(*, at: datetime) -> int:  # runs every half hour
    """From confirmed signatures, a petition each and an organisation's together. Always 0."""
    wanted = Petition.objects.filter(signatures__confirmed_at__gte=at - _BACK).distinct()
    organisations: dict[int, Counter[str]] = {}
    for petition_id, organisation_id in wanted.values_list("pk", "campaign__organisation_id"):
        numbers = _numbers(petition_id, at=at)
        organisations.setdefault(organisation_id, Counter()).update(numbers)
        learning.learn(
            organisation_id=organisation_id, petition_id=petition_id, numbers=numbers
        )
    for organisation_id, numbers in organisations.items():
        learning.learn(organisation_id=organisation_id, petition_id=0, numbers=numbers)
    return 0  # nothing is left over


def _numbers(petition_id: int, *, at: datetime) -> Counter[str]:
    rows = Signature.objects.confirmed().filter(
        petition_id=petition_id, confirmed_at__gte=at - _BACK, confirmed_at__lt=at - _BUT
    )
    return Counter(dict(rows.values_list("mail_domain").annotate(n=Count("pk"))))
