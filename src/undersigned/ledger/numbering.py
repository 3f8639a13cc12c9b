"""Gives leaves that wait their places in the log, and counts them, in one transaction."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet

from undersigned.ledger.models import Leaf, Log, Tally
from undersigned.lib import faults, leasing

Kind = Leaf.Kind

# On SQLite a background transaction keeps the form's writer waiting: 50 ms at most.
SIZES = {"sqlite": 1_000, "postgresql": 5_000}
# These wait for nobody: without a text no signature is taken.
_URGENT = (Kind.PETITION, Kind.CLOSE)
_ORDER = {Kind.PETITION: 0, Kind.CLOSE: 0, Kind.SIGN: 1, Kind.PAPER: 1}  # the others after

# The ORM would send one CASE with a WHEN for each row. The object is {id: index}.
_UPDATE = {
    "sqlite": """
        UPDATE ledger_leaf SET "index" = v.value FROM json_each(%s) AS v
        WHERE ledger_leaf.id = CAST(v.key AS INTEGER) AND ledger_leaf."index" IS NULL
    """,
    "postgresql": """
        UPDATE ledger_leaf SET "index" = v.value::bigint FROM json_each_text(%s) AS v
        WHERE ledger_leaf.id = v.key::bigint AND ledger_leaf."index" IS NULL
    """,
}


class LeaseLostError(Exception):
    """Another machine sequences this log, or did in between: nothing was written."""


class Waiting(NamedTuple):
    """A leaf without a place, as far as its place and the figures need it."""

    id: int
    kind: str
    petition: UUID
    day: date
    region: str
    number: int | None
    reason: str
    target_reason: str | None


FIELDS = ("id", "kind", "petition", "day", "region", "number", "reason", "target__reason")


def due(log: Log, *, at: datetime, everything: bool = False) -> QuerySet[Leaf]:
    """What may be numbered now: a quiet petition's leaves wait until they are a few."""
    waiting = Leaf.objects.pending()
    if everything:
        return waiting
    if log.signed_at is not None and at < log.signed_at + timedelta(seconds=1):
        return waiting.none()
    few, longest = settings.LEDGER_HOLD
    groups = (
        waiting.values("petition")
        .annotate(n=Count("pk"), oldest=Min("appended_at"))
        .annotate(urgent=Count("pk", filter=Q(kind__in=_URGENT)))
        .filter(Q(n__gte=few) | Q(oldest__lte=at - longest) | Q(urgent__gt=0))
        .values_list("petition", flat=True)
    )
    return waiting.filter(petition__in=list(groups))


def number(waiting: QuerySet[Leaf], *, size: int, holder: UUID) -> int:
    """The next places, from `size` on, to the oldest of these; how many it were.

    Raises LeaseLostError. In the same transaction the figures of their petitions move on.
    """
    if not waiting.exists():  # an idle worker takes no write lock
        return 0
    with transaction.atomic():
        log = Log.objects.select_for_update().get()
        if log.size != size:
            raise LeaseLostError
        rows = [Waiting(*values) for values in waiting.order_by("id").values_list(*FIELDS)[
            : SIZES[connection.vendor]
        ]]  # fmt: skip
        rows = arrange(rows)
        if not rows:
            return 0
        places = {row.id: size + n for n, row in enumerate(rows)}
        with connection.cursor() as cursor:
            cursor.execute(_UPDATE[connection.vendor], [json.dumps(places)])
        _count(rows, size=size + len(rows))
        newest = max(row.day for row in rows)
        _take(log, holder=holder, size=size + len(rows), day=newest)
        faults.point("ledger.before_commit")
    faults.point("ledger.after_commit")
    return len(rows)


def arrange(rows: Sequence[Waiting]) -> list[Waiting]:
    """Shuffled where nothing depends on the order: by days, texts before what is signed.

    A text or a close keeps its place among the others of its day, and so does what follows
    from a leaf (void, restore, void again); signatures between two texts are shuffled.
    """
    dice = random.SystemRandom()
    keyed = []
    part = 0
    for row in rows:
        part += row.kind in _URGENT
        order = _ORDER.get(Kind(row.kind), 2)
        keyed.append(((row.day, part, order, dice.random() if order == 1 else row.id), row))
    return [row for _key, row in sorted(keyed, key=lambda pair: pair[0])]


def _take(log: Log, *, holder: UUID, size: int, day: date) -> None:
    """Notes the new size, and that this machine goes on; another's lease stops it."""
    newest = day if log.newest_day is None else max(log.newest_day, day)
    ours = Log.objects.filter(leasing.free(at=leasing.now()) | Q(lease_token=holder))
    taken = ours.filter(size=log.size).update(
        size=size, newest_day=newest, lease_token=holder,
        leased_until=leasing.now() + leasing.LEASE,
    )  # fmt: skip
    if taken != 1:
        raise LeaseLostError


@dataclass
class Change:
    """What a batch adds to a petition's figures."""

    figures: Counter[str] = field(default_factory=Counter)
    by_reason: Counter[str] = field(default_factory=Counter)
    by_region: Counter[str] = field(default_factory=Counter)

    def add(self, row: Waiting) -> None:
        match row.kind:
            case Kind.SIGN:
                self.figures["signed"] += 1
                self.by_region[row.region] += 1
            case Kind.PAPER:
                self.figures["paper"] += row.number or 0
                self.by_region[row.region] += row.number or 0
            case Kind.VOID:
                self.figures["voided"] += 1
                self.by_reason[row.reason] += 1
                self.by_region[row.region] -= 1
            case Kind.RESTORE:
                self.figures["voided"] -= 1
                self.figures["restored"] += 1
                self.by_reason[row.target_reason or ""] -= 1
                self.by_region[row.region] += 1
            case Kind.ERASE:
                self.figures["erased"] += 1
            case _:  # a text, a tally or a close changes no figure
                pass


def _count(rows: Iterable[Waiting], *, size: int) -> None:
    changes: dict[UUID, Change] = {}
    for row in rows:
        changes.setdefault(row.petition, Change()).add(row)
    known = Tally.objects.select_for_update().in_bulk(list(changes))
    tallies = [known.get(petition) or Tally(petition=petition) for petition in changes]
    for tally in tallies:
        add(tally, changes[tally.petition], size=size)
    names = [f.name for f in Tally._meta.concrete_fields if not f.primary_key]  # noqa: SLF001
    Tally.objects.bulk_create(
        tallies, update_conflicts=True, unique_fields=["petition"], update_fields=names
    )


def add(tally: Tally, change: Change, *, size: int) -> None:
    for name, n in change.figures.items():
        setattr(tally, name, getattr(tally, name) + n)
    tally.by_reason = _sum(tally.by_reason, change.by_reason)
    tally.by_region = _sum(tally.by_region, change.by_region)
    tally.size = size


def _sum(known: dict[str, int], more: Counter[str]) -> dict[str, int]:
    summed = Counter(known)
    summed.update(more)
    return {key: n for key, n in sorted(summed.items()) if n}
