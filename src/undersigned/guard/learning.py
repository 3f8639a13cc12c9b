"""Keeps which part of the signatures each mail domain usually brings."""

from collections.abc import Mapping

from django.db import transaction

from undersigned.guard.models import UsualShare

LEAST = 200  # signatures from which on a share says something
_SMALLEST = 0.01  # a domain below this is as good as unknown


@transaction.atomic
def learn(*, organisation_id: int, petition_id: int, numbers: Mapping[str, int]) -> int:
    """Replaces what is known of a petition (0: of all together); how many domains are kept."""
    UsualShare.objects.filter(organisation_id=organisation_id, petition_id=petition_id).delete()
    total = sum(numbers.values())
    if total < LEAST:
        return 0
    shares = {domain: n / total for domain, n in numbers.items()
              if domain and n / total >= _SMALLEST}  # fmt: skip
    UsualShare.objects.bulk_create(
        UsualShare(
            organisation_id=organisation_id, petition_id=petition_id, domain=domain, share=share
        )
        for domain, share in {"": 1.0, **shares}.items()
    )
    return len(shares)
