"""What looks unlike people among the signatures of some days: a query each, however many.

Each line tells staff where to look; none decides. What decides is in guard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
from statistics import median
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, Q
from django.db.models.functions import Coalesce, TruncHour

from undersigned.guard import disposable
from undersigned.guard.models import Rates, UsualShare
from undersigned.petitions import choosing
from undersigned.petitions.models import Signature, SignatureQuerySet
from undersigned.places import regions

_SHOWN = 10
_DOMAINS = 3_000  # looked at for addresses of ten minutes
_HELD, _REMOVED = Q(state=Signature.State.HELD), Q(state=Signature.State.REMOVED)
_FEW = 20  # below this, nothing is odd
_ODD = 3.0  # times what is usual
_NEWEST = 5_000  # signatures looked at for how many are usually of new mail domains
_MINUTE = 60
QUICK = (5, 15, 60, 600)  # seconds; nobody opens an email within five


@dataclass(frozen=True, kw_only=True)
class Line:
    """One network or mail domain. `usual` is its usual share of signatures, where known."""

    name: str
    number: int
    held: int
    removed: int
    share: float
    usual: float | None = None
    is_odd: bool = False

    @property
    def usual_percent(self) -> int:
        return round(100 * (self.usual or 0))


@dataclass(frozen=True, kw_only=True)
class Fresh:
    """Signatures of mail domains that were new; `quick` of them confirmed within a minute."""

    number: int
    domains: int
    quick: int
    usual: float | None  # their usual share, where it is known
    is_odd: bool
    networks: Sequence[Line]

    @property
    def usual_percent(self) -> int:
        return round(100 * (self.usual or 0))


@dataclass(frozen=True, kw_only=True)
class Place:
    country: str
    region: str
    number: int
    share: float
    usual: float

    @property
    def name(self) -> str:
        return regions.place(self.country, self.region)

    @property
    def code(self) -> str:
        """As a rule names it."""
        return f"{self.country}-{self.region}" if self.region else self.country

    @property
    def usual_percent(self) -> int:
        return round(100 * self.usual)


def networks(rows: SignatureQuerySet, *, total: int, rates: Rates) -> list[Line]:
    """The busiest. Odd: more than one hour's rate, and a fifth of all signatures."""
    found = _counted(rows.exclude(network=""), "network")
    return [
        _line(name, row, total, is_odd=row["n"] > rates.network and row["n"] * 5 > total)
        for name, row in found
    ]


def domains(
    rows: SignatureQuerySet, *, total: int, rates: Rates, organisation_id: int
) -> list[Line]:
    """The busiest. Odd: over the rate, and over three times what is usual."""
    usual = dict(
        UsualShare.objects.filter(organisation_id=organisation_id, petition_id=0).values_list(
            "domain", "share"
        )
    )
    lines = []
    for name, row in _counted(rows.exclude(mail_domain=""), "mail_domain"):
        known = usual.get(name, 0.0) if usual else None
        odd = known is not None and row["n"] / total > max(_ODD * known, 0.05)
        lines.append(_line(name, row, total, usual=known,
                           is_odd=odd and row["n"] > rates.domain))  # fmt: skip
    return lines


def disposables(rows: SignatureQuerySet, *, total: int, rates: Rates) -> list[Line]:
    """Of the most frequent domains, those where anybody gets an address for ten minutes."""
    found = _counted(rows.exclude(mail_domain=""), "mail_domain", most=_DOMAINS)
    return [
        _line(name, row, total, is_odd=True)
        for name, row in found
        if disposable.is_one(name, rates=rates)
    ]


def fresh(rows: SignatureQuerySet, before: SignatureQuerySet, *, total: int) -> Fresh:
    """Signatures of mail domains that were new on that day, and the networks they came from.

    Beside what is usual: the share of these among the newest thousands before.
    """
    found = rows.filter(choosing.is_fresh())
    done_at = Coalesce("confirmed_at", "held_at")
    quick = Q(done__lt=F("asked_at") + timedelta(seconds=_MINUTE))
    sums = found.annotate(done=done_at).aggregate(
        n=Count("pk"), removed=Count("pk", filter=_REMOVED), quick=Count("pk", filter=quick),
        domains=Count("mail_domain", distinct=True),
    )  # fmt: skip
    usual, share = _usually_fresh(before), sums["n"] / max(total, 1)
    odd = usual is not None and sums["n"] >= _FEW and share > max(_ODD * usual, 0.05)
    networks = [
        _line(name, row, sums["n"], is_odd=odd and row["n"] * 5 > sums["n"])
        for name, row in _counted(found.exclude(network=""), "network")
    ]
    return Fresh(
        number=sums["n"], domains=sums["domains"], quick=sums["quick"], usual=usual,
        is_odd=odd and sums["n"] > sums["removed"], networks=networks,
    )  # fmt: skip


def _usually_fresh(before: SignatureQuerySet) -> float | None:
    """None where there are too few to say."""
    newest = before.order_by("-signed_at").annotate(new=Exists(choosing.new_domains()))
    known = list(newest.values_list("new", flat=True)[:_NEWEST])
    return sum(known) / len(known) if len(known) >= 10 * _FEW else None


def _counted(
    rows: SignatureQuerySet, field: str, *, most: int = _SHOWN
) -> list[tuple[str, dict[str, int]]]:
    counted = (
        rows.order_by()
        .values(field)
        .annotate(
            n=Count("pk"),
            held=Count("pk", filter=_HELD),
            removed=Count("pk", filter=_REMOVED),
        )
    )
    return [(row[field], row) for row in counted.order_by("-n", field)[:most]]


def _line(
    name: str,
    row: dict[str, int],
    total: int,
    *,
    is_odd: bool,
    usual: float | None = None,
) -> Line:
    return Line(
        name=name, number=row["n"], held=row["held"], removed=row["removed"],
        share=row["n"] / max(total, 1), usual=usual,
        is_odd=is_odd and row["n"] > row["removed"],  # what is removed is seen to
    )  # fmt: skip


def quick(rows: SignatureQuerySet) -> list[int]:
    """How many were confirmed within each of QUICK after the email left, and later."""
    done = rows.annotate(done_at=Coalesce("confirmed_at", "held_at")).exclude(done_at=None)
    done = done.exclude(asked_at=None)
    wanted = {
        f"within_{seconds}": Count(
            "pk", filter=Q(done_at__lt=F("asked_at") + timedelta(seconds=seconds))
        )
        for seconds in QUICK
    }
    found = done.aggregate(all=Count("pk"), **wanted)
    steps = [0, *(found[f"within_{seconds}"] for seconds in QUICK), found["all"]]
    return [after - before for before, after in pairwise(steps)]


def within(steps: Sequence[int]) -> list[tuple[int, int]]:
    """For each of QUICK with any: the seconds, and how many were confirmed within them."""
    sums = zip(QUICK, accumulate(steps), strict=False)  # 'later' has no limit
    return [(seconds, number) for seconds, number in sums if number]


def hours(
    rows: SignatureQuerySet, *, since: datetime, at: datetime, zone: ZoneInfo
) -> list[tuple[datetime, int]]:
    """Signatures of each hour, in whatever state; those without any are 0."""
    counted = rows.order_by().annotate(hour=TruncHour("signed_at", tzinfo=zone))
    found = dict(counted.values_list("hour").annotate(n=Count("pk")))
    moment = since.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    hours = []
    while moment <= at:
        hours.append((moment, found.get(moment, 0)))
        moment = (moment + timedelta(hours=1)).astimezone(zone)
    return hours


def odd_hours(hours: Sequence[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    """Hours with five times as many as an hour in the middle; the most first."""
    numbers = [number for _hour, number in hours if number]
    usual = median(numbers) if numbers else 0
    odd = [pair for pair in hours if pair[1] >= _FEW and pair[1] > 5 * usual]
    return sorted(odd, key=lambda pair: -pair[1])[:_SHOWN]


def busiest(hours: Sequence[tuple[datetime, int]]) -> list[tuple[datetime, int]]:
    """The three with the most, to look at where none is odd."""
    return [pair for pair in sorted(hours, key=lambda pair: -pair[1])[:3] if pair[1]]


def places(rows: SignatureQuerySet, before: SignatureQuerySet, *, total: int) -> list[Place]:
    """Countries and states that bring far more than in the ninety days before; the most first.

    `before` are those days' signatures; too few of them say nothing.
    """
    usual = _shares(before)
    if sum(usual.values()) < 10 * _FEW:
        return []
    known = sum(usual.values())
    found = [
        Place(country=country, region=region, number=n, share=n / total,
              usual=usual.get((country, region), 0) / known)
        for (country, region), n in _shares(rows).items()
        if n >= _FEW
    ]  # fmt: skip
    odd = [place for place in found if place.share > _ODD * place.usual]
    return sorted(odd, key=lambda place: -place.number)[:_SHOWN]


def _shares(rows: SignatureQuerySet) -> dict[tuple[str, str], int]:
    counted = rows.order_by().values_list("country", "region").annotate(n=Count("pk"))
    return {(country, region): n for country, region, n in counted}
