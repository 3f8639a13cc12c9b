"""Remembers which mail domains an organisation has signatures of, and since when.

Robots that spread over many catch-all domains stay below every rate; that so many domains were
never seen before gives them away. It signals, and holds nobody.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from undersigned.guard.models import SeenDomain, SeenUpTo

NEW_FOR = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class First:
    """The earliest signature of a domain, among those that were looked at."""

    organisation_id: int
    domain: str
    at: datetime


def organisations() -> set[int]:
    """Those of whom any domain is known."""
    rows = SeenDomain.objects.order_by()
    return set(rows.values_list("organisation_id", flat=True).distinct())


def seen_up_to() -> int:
    """The number of the last signature that was looked at."""
    return SeenUpTo.objects.values_list("signature_id", flat=True).first() or 0


@transaction.atomic
def see(found: Iterable[First], *, up_to: int) -> None:
    """Those that are known stay as they are."""
    rows = [
        SeenDomain(
            organisation_id=one.organisation_id,
            domain=one.domain,
            new_until=one.at + NEW_FOR,
        )
        for one in found
    ]
    SeenDomain.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)
    SeenUpTo.objects.update_or_create(pk=1, defaults={"signature_id": up_to})


def keep(*, organisation_id: int, domains: set[str]) -> int:
    """Forgets the others: with a person's last signature their own domain goes; how many."""
    rows = SeenDomain.objects.filter(organisation_id=organisation_id)
    gone = set(rows.values_list("domain", flat=True).iterator()) - domains
    ordered = sorted(gone)
    for start in range(0, len(ordered), 500):
        rows.filter(domain__in=ordered[start : start + 500]).delete()
    return len(gone)
