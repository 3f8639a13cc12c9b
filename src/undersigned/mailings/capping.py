"""The frequency cap: at most so many mailings a person in so many days, for an organisation.

All that was sent counts. A mailing leaves out who had enough, an automation waits. Never held
back are petition updates, asked for by signing, and corrections, which must reach the misled.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation

CODE = "often"  # the reason of a skip
State = Recipient.State


def holds(mailing: Mailing) -> bool:
    """Whether the cap can hold anybody back from it."""
    is_plain = mailing.kind == Mailing.Kind.MAILING and not mailing.corrects_id
    return is_plain and mailing.organisation.most_mailings > 0


def over(mailing: Mailing, *, at: datetime) -> QuerySet[Recipient, int]:
    """Primary keys of supporters who had enough. One read of the recent mailings' lists."""
    return _by(mailing, at=at).values_list("supporter", flat=True)


def had_enough(organisation: Organisation, *, at: datetime) -> QuerySet[Recipient, int]:
    """Supporters whom an automation of the organisation lets wait. It has a cap."""
    return _enough(organisation, at=at).values_list("supporter", flat=True)


def held_back(
    mailing: Mailing, supporters: Iterable[int] | QuerySet[Recipient, Any], *, at: datetime
) -> set[int]:
    """Those of the supporters who had enough, asked as it goes out. A query at most.

    Of two mailings that hold a person at the same moment the one made first goes.
    """
    if not holds(mailing):
        return set()
    rows = _by(mailing, at=at).filter(supporter__in=supporters)
    return set(rows.values_list("supporter", flat=True))


def _by(mailing: Mailing, *, at: datetime) -> QuerySet[Recipient]:
    return _enough(mailing.organisation, at=at, beside=mailing)


def _enough(
    organisation: Organisation, *, at: datetime, beside: Mailing | None = None
) -> QuerySet[Recipient]:
    mine = beside.pk if beside else None
    since = at - timedelta(days=organisation.most_mailings_days)
    lately = Mailing.objects.filter(organisation=organisation, frozen_at__isnull=False)
    lately = lately.filter(Q(finished_at=None) | Q(finished_at__gt=since)).exclude(pk=mine or 0)
    had = Q(state__in=[State.SENT, State.UNCERTAIN], done_at__gt=since)
    gets = Q(state=State.LEASED, mailing__lt=mine or 0)
    rows = Recipient.objects.filter(had | gets, mailing__in=lately, supporter__isnull=False)
    counted = rows.order_by().values("supporter").annotate(number=Count("pk"))
    found: QuerySet[Recipient] = counted.filter(number__gte=organisation.most_mailings)  # type: ignore[assignment]
    return found
