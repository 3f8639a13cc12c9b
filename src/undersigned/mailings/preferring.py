"""What people chose of mailings, and whom one passes over, because they chose less: as it is
frozen, and as it goes out.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from undersigned.mailings.models import Click, Mailing, Recipient
from undersigned.supporters import preferring
from undersigned.supporters.models import IssueInterest, Preference, Supporter
from undersigned.supporters.preferring import Wish


@transaction.atomic
def choose(*, supporter: Supporter, wish: Wish, at: datetime) -> None:
    """As `supporters.preferring` has it. Who does not allow that opens are counted, or takes it
    back, leaves none behind.
    """
    preferring.choose(supporter=supporter, wish=wish, at=at)
    if not wish.opens:
        Click.objects.filter(recipient__supporter=supporter, link=None).delete()


def unwanted(mailing: Mailing, *, at: datetime) -> Exists:
    """Whether the supporter around it chose not to get this mailing now. One subquery.

    A petition update is asked for by signing: the choice is about mailings alone.
    """
    return Exists(_against(mailing, at=at).filter(supporter=OuterRef("pk")))


def kept_back(
    mailing: Mailing, supporters: Iterable[int] | QuerySet[Recipient, Any], *, at: datetime
) -> set[int]:
    """Those of the supporters that chose not to get it, asked as it goes out. One query."""
    if mailing.kind == Mailing.Kind.UPDATE:
        return set()
    rows = _against(mailing, at=at).filter(supporter__in=supporters)
    return set(rows.values_list("supporter_id", flat=True))


def _against(mailing: Mailing, *, at: datetime) -> QuerySet[Preference]:
    # By their own word alone: what staff noted opens no door that the person closed.
    wanted = IssueInterest.objects.filter(
        supporter=OuterRef("supporter"), issue=mailing.issue_id, told=IssueInterest.Told.PERSON
    )
    since = {7: at - timedelta(days=7), 30: at - timedelta(days=30)}
    had_one = Q()
    for days, moment in since.items():
        lately = Recipient.objects.filter(
            supporter=OuterRef("supporter"),
            state=Recipient.State.SENT,
            mailing__kind=Mailing.Kind.MAILING,
            done_at__gt=moment,
        ).exclude(mailing=mailing.pk)
        had_one |= Q(days_between=days) & Q(Exists(lately))
    return Preference.objects.filter(
        Q(paused_until__gt=at) | (Q(only_interests=True) & ~Q(Exists(wanted))) | had_one
    )
