"""Less often, only what matters to them, a month of quiet: chosen by the person, at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from undersigned.mailings.models import Mailing, Preference, Recipient
from undersigned.supporters import caring
from undersigned.supporters.models import IssueInterest, Supporter

PAUSE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was chosen. `interests` are primary keys of the organisation's own agenda."""

    days_between: int = 0
    pause: bool = False
    only_interests: bool = False
    interests: list[int] = field(default_factory=list)
    untracked: bool = False


def of(supporter: Supporter, *, at: datetime) -> Wish:
    """What the person chose before; the defaults where nothing was."""
    interests = caring.said(supporter)
    row = Preference.objects.filter(supporter=supporter).first()
    if row is None:
        return Wish(interests=interests)
    return Wish(
        days_between=row.days_between,
        pause=row.paused_until is not None and row.paused_until > at,
        only_interests=row.only_interests,
        interests=interests,
        untracked=row.untracked,
    )


@transaction.atomic
def choose(*, supporter: Supporter, wish: Wish, at: datetime) -> None:
    """Takes the place of what was chosen before. Issues of another organisation are ignored."""
    before = of(supporter, at=at)
    values: dict[str, object] = {
        "days_between": wish.days_between,
        "only_interests": wish.only_interests and bool(wish.interests),
        "untracked": wish.untracked,
        "changed_at": at,
    }
    if not wish.pause:
        values["paused_until"] = None
    elif not before.pause:  # pressed again, a month does not begin anew
        values["paused_until"] = at + PAUSE
    Preference.objects.update_or_create(supporter=supporter, defaults=values)
    caring.say(supporter=supporter, issues=wish.interests, at=at)


def unwanted(mailing: Mailing, *, at: datetime) -> Exists:
    """Whether the supporter around it chose not to get this mailing now. One subquery.

    A petition update is asked for by signing: the choice is about mailings alone.
    """
    return Exists(_against(mailing, at=at).filter(supporter=OuterRef("pk")))


def kept_back(mailing: Mailing, supporters: Iterable[int], *, at: datetime) -> set[int]:
    """Those of the supporters that chose not to get it, asked as it goes out. One query."""
    if mailing.kind == Mailing.Kind.UPDATE:
        return set()
    rows = _against(mailing, at=at).filter(supporter__in=list(supporters))
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
