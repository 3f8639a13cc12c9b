"""Averages as they were kept: read by pages, without a fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from undersigned.evidence.models import Series, StoredAverage
from undersigned.organisations.models import Organisation

WITH_OPINION = "with-opinion"  # the variant that is derived: its polls are all in it


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What a reader chose by an address: without some polls, or as it was known on a day."""

    variant: str = ""
    as_of: date | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Choice":
        """Of a day there is the average of all polls alone. Raises ValueError: no such day."""
        if asked.get("as_of"):
            return cls(as_of=date.fromisoformat(asked["as_of"]))
        return cls(variant=asked.get("only", "")[:80])

    @property
    def query(self) -> str:
        """For an address that carries the same choice; empty for all polls of today."""
        if self.as_of:
            return f"?{urlencode({'as_of': self.as_of.isoformat()})}"
        return f"?{urlencode({'only': self.variant})}" if self.variant else ""


def today(organisation: Organisation, *, at: datetime) -> date:
    """The day of every rule about age: an example's own day, or the organisation's."""
    return organisation.as_of or at.astimezone(ZoneInfo(organisation.time_zone)).date()


def newest(series_ids: Sequence[int]) -> dict[int, StoredAverage]:
    """By series, the one of all its polls that was computed last; two queries."""
    pairs = StoredAverage.objects.filter(series__in=series_ids, variant="").order_by(
        "series", "-computed_at", "-pk"
    )
    firsts: dict[int, int] = {}
    for series_id, pk in pairs.values_list("series_id", "pk"):
        firsts.setdefault(series_id, pk)
    rows = StoredAverage.objects.filter(pk__in=firsts.values()).select_related("series__topic")
    return {row.series_id: row for row in rows.defer("png")}


def find(
    series: Series, *, variant: str = "", as_of: date | None = None
) -> StoredAverage | None:
    """The newest; `as_of` a day, what was known then."""
    rows = StoredAverage.objects.filter(series=series, variant=variant).defer("records", "png")
    if as_of is not None:
        rows = rows.filter(as_of__lte=as_of)
    return rows.order_by("-as_of", "-computed_at", "-pk").first()


def chosen(series: Series, choice: Choice) -> StoredAverage | None:
    return find(series, variant=choice.variant, as_of=choice.as_of)


def mark(*, organisation_id: int) -> None:
    """The record has changed: the averages are computed anew at the clock's next turn."""
    Series.objects.filter(organisation=organisation_id).update(computed_on=None)
