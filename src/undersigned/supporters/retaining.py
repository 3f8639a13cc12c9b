"""The retention rule: people without consent and without any act are listed, then erased.

Off until a member switches it on. Whoever acts or agrees leaves the list by itself.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from undersigned.lib import bulk
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters import erasing, owning, rooms
from undersigned.supporters.models import Expiring, Retention, Supporter

LEAST_MONTHS, LEAST_NOTICE_DAYS = 6, 7
_LOOK_EVERY = timedelta(days=1)
_LISTED = 1000  # listed at once
_ERASED = 10  # erased in one turn of the clock


class ChangedMeanwhileError(Exception):
    """Somebody saved the rule since the page was opened."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What the rule means at a moment."""

    due: int  # people without consent and act
    listed: int  # of them, with a date
    kept: int  # by a member
    people: int  # all of the organisation


def rule(organisation_id: int, *, at: datetime) -> Retention:
    """The organisation's; unsaved where it never had one."""
    found = Retention.objects.filter(organisation_id=organisation_id).first()
    return found or Retention(organisation_id=organisation_id, changed_at=at, version=0)


def due(organisation_id: int, *, months: int, at: datetime) -> QuerySet[Supporter]:
    """Whom the rule means: known for that long, never agreed or unsubscribed, and no act."""
    since = _before(at, months)
    people = Supporter.objects.filter(organisation_id=organisation_id)
    return people.exclude(owning.acted(since=since) | rooms.acted(since=since))


def _before(at: datetime, months: int) -> datetime:
    """The same day so many months ago, or the last of that month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return at.replace(year=year, month=month + 1, day=day)


def look(organisation_id: int, *, months: int, at: datetime) -> Look:
    rows = Expiring.objects.filter(organisation_id=organisation_id)
    return Look(
        due=due(organisation_id, months=months, at=at).count(),
        listed=rows.exclude(erase_at=None).count(),
        kept=rows.filter(erase_at=None).count(),
        people=Supporter.objects.filter(organisation_id=organisation_id).count(),
    )


@transaction.atomic
def change(
    *,
    organisation_id: int,
    on: bool,
    months: int,
    notice_days: int,
    version: int,
    at: datetime,
    by: Actor,
) -> None:
    """The list is made anew; switched off, nobody is on it. Raises ChangedMeanwhileError."""
    before = rule(organisation_id, at=at)
    if before.version != version:
        raise ChangedMeanwhileError
    values = {"on": on, "months": months, "notice_days": notice_days}
    _row, made = Retention.objects.get_or_create(
        organisation_id=organisation_id, defaults={**values, "changed_at": at}
    )
    if not made:
        same = Retention.objects.filter(organisation_id=organisation_id, version=version)
        changed = same.update(**values, changed_at=at, looked_at=None, version=F("version") + 1)
        if not changed:
            raise ChangedMeanwhileError
    if not on:
        _clear(organisation_id)
    old, new = auditing.changes({name: getattr(before, name) for name in values}, values)
    auditing.record(
        organisation_id=organisation_id, at=at, by=by, verb="changed",
        subject=("how long people are kept", "retention"), before=old, after=new,
    )  # fmt: skip


def _clear(organisation_id: int) -> None:
    rows = Expiring.objects.filter(organisation_id=organisation_id).exclude(erase_at=None)
    rows._raw_delete(rows.db)  # noqa: SLF001  nothing hangs on them


@transaction.atomic
def keep(*, supporter: Supporter, at: datetime, by: Actor) -> bool:
    """The rule no longer means this person; False when they are not on the list (any more)."""
    rows = Expiring.objects.filter(supporter=supporter).exclude(erase_at=None)
    changed = rows.update(erase_at=None, kept_by_label=by.label[:200])
    if changed:
        auditing.record(
            organisation_id=supporter.organisation_id, at=at, by=by, verb="keeps",
            subject=("a supporter", f"supporter:{supporter.uuid}"),
        )  # fmt: skip
    return bool(changed)


def retain_due(*, at: datetime) -> int:
    """For the clock: makes lists once a day, and erases some whose notice is over."""
    done = 0
    for row in Retention.objects.filter(on=True):  # one an organisation
        if row.looked_at is None or row.looked_at <= at - _LOOK_EVERY:
            done += _list(row, at=at)
        done += _erase(row, at=at)
    return done


def _list(row: Retention, *, at: datetime) -> int:
    """Who acted leaves the list, who is due comes on it. In short transactions."""
    people = due(row.organisation_id, months=row.months, at=at)
    listed = Expiring.objects.filter(organisation_id=row.organisation_id)
    gone = listed.exclude(erase_at=None).exclude(supporter__in=people)
    while ids := list(gone.values_list("pk", flat=True)[:_LISTED]):
        Expiring.objects.filter(pk__in=ids).delete()
    last, number = 0, 0
    fresh = people.exclude(pk__in=listed.values("supporter")).order_by("pk")
    until = at + timedelta(days=row.notice_days)
    while ids := list(fresh.filter(pk__gt=last).values_list("pk", flat=True)[:_LISTED]):
        last = ids[-1]
        names = ("organisation", "supporter", "listed_at", "erase_at", "kept_by_label")
        rows = [(row.organisation_id, pk, at, until, "") for pk in ids]
        with transaction.atomic():
            bulk.insert(Expiring, names, rows, ignore_conflicts=True)
        number += len(ids)
    Retention.objects.filter(pk=row.pk).update(looked_at=at)
    if number:
        _record(row, verb="listed to be erased", number=number, at=at)
    return number


def _erase(row: Retention, *, at: datetime) -> int:
    """Each looked at once more: who acted meanwhile stays. A person a transaction."""
    ready = Expiring.objects.filter(organisation_id=row.organisation_id, erase_at__lte=at)
    ids = list(ready.order_by("erase_at").values_list("supporter_id", flat=True)[:_ERASED])
    number = 0
    for pk in ids:  # ten at most
        with transaction.atomic():
            people = due(row.organisation_id, months=row.months, at=at).filter(pk=pk)
            person = people.select_for_update(of=("self",)).first()
            if person is None:
                Expiring.objects.filter(supporter=pk).delete()
                continue
            erasing.retire(person, at=at)
            number += 1
    if number:
        Retention.objects.filter(pk=row.pk).update(erased=F("erased") + number)
        _record(row, verb="erased", number=number, at=at)
    return len(ids)


def _record(row: Retention, *, verb: str, number: int, at: datetime) -> None:
    auditing.record(
        organisation_id=row.organisation_id, at=at, by=auditing.CLOCK, verb=verb,
        subject=("supporters, by the retention rule", "retention"), after={"number": number},
    )  # fmt: skip
