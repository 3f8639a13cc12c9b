"""What became of a mailing, counted: by variant, by whether it was tried on them, by state.

A large mailing's numbers are a snapshot, which the clock makes anew (tallying.py); a small
one's are counted as they are asked for. Both are made here, by the same statements.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from undersigned.mailings.models import Click, Mailing, Recipient, Tally
from undersigned.outbox.returns.kinds import ARRIVED, BLOCKS, SOFT, Kind
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Preference

SMALL = 20_000  # recipients: so many are counted in a moment
State = Recipient.State

_FAILED = Q(state=State.FAILED)
_SENT = Q(state=State.SENT)
BACK = ~Q(returned__in=["", *ARRIVED])
WAITING = (State.KEPT, State.WAITING, State.LEASED)
PARTS: Mapping[str, Q] = {
    "total": Q(),
    "delivered": _SENT & ~BACK,
    "waiting": Q(state__in=WAITING),
    "deferred": Q(state=State.DEFERRED),
    "left_out": Q(state=State.SKIPPED),
    "uncertain": Q(state=State.UNCERTAIN),
    "hard": (_FAILED | _SENT) & Q(returned=Kind.HARD),
    "soft": (_FAILED | _SENT) & Q(returned__in=SOFT),
    "blocked": (_FAILED | _SENT) & Q(returned__in=BLOCKS),
    "refused": (_SENT & Q(returned=Kind.OTHER))
    | (_FAILED & Q(returned__in=["", Kind.OTHER, *ARRIVED])),
    "complaints": Q(returned=Kind.COMPLAINT),
    "unsubscribed": Q(unsubscribed_at__isnull=False),
}
_MORE: Mapping[str, Q] = {
    "kept": Q(state=State.KEPT),
    "clicked": Q(clicked_at__isnull=False),
}
_BY = ("arm", "tried", "region")


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """Of some recipients. The parts down to `refused` add up to `total`."""

    total: int = 0
    delivered: int = 0  # handed over, and nothing came back
    waiting: int = 0
    deferred: int = 0
    left_out: int = 0
    uncertain: int = 0
    hard: int = 0
    soft: int = 0
    blocked: int = 0
    refused: int = 0  # for a reason that nobody told
    complaints: int = 0
    unsubscribed: int = 0
    kept: int = 0  # of those waiting: for the winner of an A/B test
    clicked: int = 0  # people who did, by themselves
    machines: int = 0  # people for whom machines alone did
    acted: int = 0  # people who signed by its link, and confirmed
    opened: int = 0  # people who did, by themselves, of those who allow that it is counted
    countable: int = 0  # these: it was sent to them, and they allow it

    @property
    def bounced(self) -> int:
        return self.hard + self.soft + self.blocked + self.refused

    @property
    def unfinished(self) -> int:
        return self.waiting + self.deferred

    @property
    def handled(self) -> int:
        return self.total - self.unfinished

    @property
    def per_thousand(self) -> float:
        """People who acted, of 1,000 to whom it was delivered."""
        return 1000 * self.acted / self.delivered if self.delivered else 0.0


NAMES = tuple(field.name for field in fields(Numbers))


def whole(cells: Iterable[Tally]) -> Numbers:
    cells = list(cells)
    return Numbers(**{name: sum(getattr(cell, name) for cell in cells) for name in NAMES})


def by(cells: Iterable[Tally], name: str) -> dict[str, Numbers]:
    """By `arm` or `region`."""
    groups: dict[str, list[Tally]] = {}
    for cell in cells:
        groups.setdefault(getattr(cell, name), []).append(cell)
    return {key: whole(groups[key]) for key in sorted(groups)}


def arms(mailing: Mailing, *, cells: Iterable[Tally] | None = None) -> dict[str, Numbers]:
    """By letter, over those it is tried on; counted now where no `cells` are given."""
    found = counted(mailing) if cells is None else cells
    return by((cell for cell in found if cell.tried), "arm")


def of(mailing: Mailing) -> tuple[list[Tally], datetime | None]:
    """The snapshot and when it was made; None: counted now. Four queries at most."""
    stored = list(Tally.objects.filter(mailing=mailing))
    if stored and sum(cell.total for cell in stored) > SMALL:
        return stored, mailing.tallied_at
    return counted(mailing), None


def reasons(mailing: Mailing) -> list[tuple[str, str, int]]:
    """State, reason or the relay's code, and how many: of those that were not sent."""
    rows = Recipient.objects.filter(mailing=mailing, state__in=[State.FAILED, State.SKIPPED])
    return list(
        rows.values_list("state", "code")
        .annotate(number=Count("pk"))
        .order_by("-number", "code")
    )


def counted(mailing: Mailing) -> list[Tally]:
    """Three queries, five where opens are counted. Of a million recipients it takes some
    seconds.
    """
    rows = Recipient.objects.filter(mailing=mailing).values(*_BY)
    counts = {
        name: Count("pk", filter=part) if part else Count("pk")
        for name, part in {**PARTS, **_MORE}.items()
    }
    cells = {
        tuple(row[name] for name in _BY): Tally(mailing=mailing, **row)
        for row in rows.annotate(**counts).order_by()
    }
    _add(cells, "machines", _of_machines(mailing))
    _add(cells, "acted", _of_acts(mailing))
    if mailing.tracks_opens:
        _add(cells, "countable", _grouped(_allowing(mailing)))
        _add(cells, "opened", _grouped(_opening(mailing)))
    return list(cells.values())


_Rows = QuerySet[Recipient, dict[str, Any]]


def _of_machines(mailing: Mailing) -> _Rows:
    """From the clicks' side: of most recipients there is none."""
    by_machines = Click.objects.filter(link__mailing=mailing).exclude(
        verdict__in=["", Click.Verdict.PERSON]
    )
    whom = Recipient.objects.filter(
        mailing=mailing, clicked_at=None, pk__in=by_machines.values("recipient")
    )
    return _grouped(whom)


def _of_acts(mailing: Mailing) -> _Rows:
    signers = Signature.objects.confirmed().filter(
        organisation_id=mailing.organisation_id, mailing_uuid=mailing.uuid
    )
    whom = Recipient.objects.filter(mailing=mailing, supporter__in=signers.values("supporter"))
    return _grouped(whom)


def _allowing(mailing: Mailing) -> QuerySet[Recipient]:
    """Who got it when they let opens be counted, and still do: few."""
    allowed = Preference.objects.filter(
        supporter=OuterRef("supporter"), opens_since__lte=OuterRef("done_at")
    )
    return Recipient.objects.filter(_SENT, Exists(allowed), mailing=mailing)


def _opening(mailing: Mailing) -> QuerySet[Recipient]:
    by_people = Click.objects.filter(
        recipient=OuterRef("pk"), link=None, verdict=Click.Verdict.PERSON
    )
    return _allowing(mailing).filter(Exists(by_people))


def _grouped(rows: QuerySet[Recipient]) -> _Rows:
    found: _Rows = rows.values(*_BY).annotate(number=Count("pk")).order_by()
    return found


def _add(cells: Mapping[tuple[object, ...], Tally], name: str, rows: _Rows) -> None:
    """Of those who came to a cell since the cells were counted, the next count tells."""
    for row in rows:
        if cell := cells.get(tuple(row[by] for by in _BY)):
            setattr(cell, name, row["number"])
