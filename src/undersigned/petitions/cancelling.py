"""Removes signatures by a rule: looked at before, run in batches, and undone as it was done.

A rule means the signatures that were there when it was started. Whoever runs it twice, or stops
half way, removes nothing twice: each batch asks the state of its rows.
"""

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Count, F, QuerySet

from undersigned.organisations import auditing
from undersigned.petitions import choosing, removing
from undersigned.petitions.models import Cancellation, Signature
from undersigned.places import regions

State = Cancellation.State
Reason = Signature.Reason

# On SQLite a background transaction keeps the form's writer waiting: 50 ms at most.
_SIZES = {"sqlite": 100, "postgresql": 500}
_SAMPLE = 20


class EmptyRuleError(ValueError):
    """A rule that means every signature of a petition, or none at all."""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What one place has of confirmed signatures, and would lose."""

    name: str
    have: int
    lost: int

    @property
    def left(self) -> int:
        return self.have - self.lost


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a rule would do."""

    pending: int
    held: int
    confirmed: int
    by_region: list[Loss]  # the most first
    sample: Sequence[Signature]

    @property
    def total(self) -> int:
        return self.pending + self.held + self.confirmed


def preview(rule: choosing.Rule) -> Preview:
    """Numbers and a sample: the newest and the oldest, half each."""
    rows = choosing.rows(rule)
    standing = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    shown = rows.select_related("petition__campaign", "supporter")
    half = _SAMPLE // 2
    newest, oldest = shown.order_by("-pk")[:half], shown.order_by("pk")[:half]
    sample = {row.pk: row for row in [*newest, *reversed(oldest)]}
    return Preview(
        **{state: standing.get(state, 0) for state in ("pending", "held", "confirmed")},
        by_region=_regions(rule), sample=list(sample.values()),
    )  # fmt: skip


def _regions(rule: choosing.Rule) -> list[Loss]:
    """Each place that would lose confirmed signatures: how many it has, and loses."""
    lost = _places(choosing.rows(rule).confirmed())
    wide = choosing.Rule(organisation_id=rule.organisation_id, petition_id=rule.petition_id)
    have = _places(choosing.rows(wide).confirmed()) if lost else Counter()
    return [
        Loss(name=regions.place(country, region), have=have[country, region], lost=n)
        for (country, region), n in lost.most_common()
    ]


def _places(rows: QuerySet[Signature]) -> Counter[tuple[str, str]]:
    found = rows.order_by().values_list("country", "region").annotate(n=Count("pk"))
    return Counter({(country, region): n for country, region, n in found})


@transaction.atomic
def start(
    rule: choosing.Rule,
    *,
    reason: Reason,
    note: str,
    at: datetime,
    by: auditing.Actor,
) -> Cancellation:
    """The clock runs it from here. Raises EmptyRuleError."""
    if not rule.narrows:
        raise EmptyRuleError
    rule = replace(rule, until=min(rule.until or at, at))  # what comes now is not meant
    total = choosing.rows(rule).count()
    if not total:
        raise EmptyRuleError
    made = Cancellation.objects.create(
        organisation_id=rule.organisation_id, rule=rule.as_json(), reason=reason, note=note,
        by_label=by.label, by_id_text=by.id, started_at=at, total=total,
    )  # fmt: skip
    _record(made, verb="started removing", at=at, by=by)
    return made


def undo(*, organisation_id: int, uuid: uuid.UUID, at: datetime, by: auditing.Actor) -> bool:
    """Restores what it removed; False when it is not over, or undone already."""
    return _turn(
        (State.DONE, State.STOPPED), State.RESTORING, verb="started restoring",
        organisation_id=organisation_id, uuid=uuid, at=at, by=by,
    )  # fmt: skip


def stop(*, organisation_id: int, uuid: uuid.UUID, at: datetime, by: auditing.Actor) -> bool:
    """Leaves it where it is; what it removed stays removed until it is undone."""
    return _turn(
        (State.REMOVING,), State.STOPPED, verb="stopped removing",
        organisation_id=organisation_id, uuid=uuid, at=at, by=by,
    )  # fmt: skip


@transaction.atomic
def _turn(
    from_: Sequence[State],
    to: State,
    *,
    verb: str,
    organisation_id: int,
    uuid: uuid.UUID,
    at: datetime,
    by: auditing.Actor,
) -> bool:
    found = Cancellation.objects.filter(organisation_id=organisation_id, uuid=uuid)
    changed = found.filter(state__in=from_).update(state=to, finished_at=at)
    if changed:
        _record(found.get(), verb=verb, at=at, by=by)
    return bool(changed)


def _record(row: Cancellation, *, verb: str, at: datetime, by: auditing.Actor) -> None:
    """The rule itself stays with the cancellation: it may hold part of a name."""
    auditing.record(
        organisation_id=row.organisation_id, at=at, by=by, verb=verb,
        subject=("signatures by a rule", f"cancellation:{row.uuid}"),
        after={"number": row.total, "reason": row.reason},
    )  # fmt: skip


def go_on(*, at: datetime) -> int:
    """One batch of the oldest at work; how many signatures it looked at."""
    row = Cancellation.objects.at_work().order_by("pk").first()
    if row is None:
        return 0
    return _remove(row, at=at) if row.state == State.REMOVING else _restore(row, at=at)


@transaction.atomic
def _remove(row: Cancellation, *, at: datetime) -> int:
    """Whoever has the row removes; another, or one who slept, finds it locked or moved on."""
    mine = Cancellation.objects.select_for_update().filter(pk=row.pk, state=State.REMOVING)
    if not mine.filter(cursor=row.cursor).first():
        return 0
    rule = choosing.from_json(row.rule)
    batch = list(
        choosing.rows(rule)
        .filter(pk__gt=row.cursor)
        .order_by("pk")
        .values_list("pk", "uuid")[: _SIZES[connection.vendor]]
    )
    if not batch:
        Cancellation.objects.filter(pk=row.pk).update(state=State.DONE, finished_at=at)
        return 1  # so that the next one at work begins at once
    pks = [pk for pk, _uuid in batch]
    number = removing.remove(
        [uuid for _pk, uuid in batch], reason=Reason(row.reason), at=at, by=None
    )
    gone = Signature.objects.filter(pk__in=pks, state=Signature.State.REMOVED, removed_at=at)
    gone.filter(cancellation=None).update(cancellation_id=row.pk)
    Cancellation.objects.filter(pk=row.pk).update(cursor=pks[-1], done=F("done") + number)
    return len(batch)


@transaction.atomic
def _restore(row: Cancellation, *, at: datetime) -> int:
    """Only what this rule removed, and nobody restored meanwhile."""
    mine = Cancellation.objects.select_for_update().filter(pk=row.pk, state=State.RESTORING)
    if not mine.first():
        return 0
    ours = Signature.objects.filter(cancellation_id=row.pk).order_by("pk")
    batch = list(ours.values_list("pk", "uuid")[: _SIZES[connection.vendor]])
    if not batch:
        Cancellation.objects.filter(pk=row.pk).update(state=State.UNDONE, finished_at=at)
        return 1
    number = removing.restore(
        [uuid for _pk, uuid in batch], reason=Reason.ERROR, at=at, by=None
    )
    Signature.objects.filter(pk__in=[pk for pk, _uuid in batch]).update(cancellation=None)
    Cancellation.objects.filter(pk=row.pk).update(restored=F("restored") + number)
    return len(batch)
