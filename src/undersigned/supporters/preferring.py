"""Less often, only what matters to them, a month of quiet: chosen by the person, at once."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from undersigned.supporters import caring
from undersigned.supporters.models import Preference, Supporter

PAUSE = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What was chosen. `interests` are primary keys of the organisation's own agenda."""

    days_between: int = 0
    pause: bool = False
    only_interests: bool = False
    interests: list[int] = field(default_factory=list)
    untracked: bool = False
    opens: bool = False


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
        opens=row.opens_since is not None,
    )


@transaction.atomic
def choose(*, supporter: Supporter, wish: Wish, at: datetime) -> None:
    """Takes the place of what was chosen before. Issues of another organisation are ignored."""
    before = of(supporter, at=at)
    values: dict[str, object] = {
        "days_between": wish.days_between,
        "only_interests": wish.only_interests and bool(wish.interests),
        "untracked": wish.untracked,
        "at": at,
    }
    if wish.opens != before.opens:
        values["opens_since"] = at if wish.opens else None
    if not wish.pause:
        values["paused_until"] = None
    elif not before.pause:  # pressed again, a month does not begin anew
        values["paused_until"] = at + PAUSE
    Preference.objects.update_or_create(supporter=supporter, defaults=values)
    caring.say(supporter=supporter, issues=wish.interests, at=at)
