"""The screen of numbers by state: its rows, from what was counted last. Four queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from undersigned.campaigns.models import Campaign
from undersigned.dashboard.models import SignerCount, StateCount
from undersigned.dashboard.states import measures
from undersigned.organisations.models import Organisation
from undersigned.places import regions
from undersigned.places.models import Population, StateGroup

PER: Final = "per_10_000"
NAME: Final = "name"
_BACK: Final = timedelta(days=7)
_TEN_THOUSAND: Final = 10_000

Figures = Mapping[str, Mapping[str, int]]  # by measure, by state


@dataclass(frozen=True, kw_only=True)
class Cell:
    """A number; by how much it grew in a week, None where there is no count of then."""

    measure: str
    number: int
    grown: int | None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One state, or all of them together (`codes` are several), or none ('')."""

    codes: Sequence[str]
    name: str
    cells: Sequence[Cell]
    per: float | None = None
    trend: Sequence[int] = ()

    def value(self, measure: str) -> float:
        if measure == PER:
            return self.per or 0.0
        return next((cell.number for cell in self.cells if cell.measure == measure), 0)


@dataclass(frozen=True, kw_only=True)
class Board:
    """`count` is None where nothing was counted yet."""

    count: StateCount | None
    compared_with: StateCount | None = None
    measures: Sequence[str] = ()
    rows: Sequence[Row] = field(default_factory=list)
    total: Row | None = None
    nowhere: Row | None = None
    population: Population | None = None
    missing: Sequence[str] = ()  # states without a population in the file


def board(
    organisation: Organisation, *, group: StateGroup | None, campaign: Campaign | None
) -> Board:
    """Of the group's states; without one, of all in which there is anybody."""
    now, before = _counts(organisation)
    if now is None:
        return Board(count=None)
    population = Population.objects.filter(organisation=organisation).first()
    # In the order of the columns: PostgreSQL keeps none of a JSON's.
    figures: dict[str, Mapping[str, int]] = {
        measure.name: now.figures.get(measure.name, {}) for measure in measures.PEOPLE
    }
    trends: Mapping[str, Sequence[int]] = {}
    earlier = dict(before.figures) if before else {}
    if campaign is not None:
        signers = _signers(campaign, [one.day for one in (now, before) if one])
        current, past = signers.get(now.day), signers.get(before.day) if before else None
        figures[measures.SIGNED] = current.figures if current else {}
        trends = current.trend if current else {}
        if past:
            earlier[measures.SIGNED] = past.figures
    made = _Making(figures, earlier, trends, population, by=_measured(campaign))
    codes = list(group.codes) if group else _with_people(figures)
    rows = [made.row([code], regions.name("US", code)) for code in codes]
    return Board(
        count=now, compared_with=before, measures=list(figures), rows=rows,
        total=made.row(codes, ""), nowhere=made.row([""], ""), population=population,
        missing=[code for code in codes if population and code not in population.figures],
    )  # fmt: skip


def _measured(campaign: Campaign | None) -> str:
    """Whom 'per 10,000 residents' counts."""
    return measures.SIGNED if campaign else "reachable"


def _counts(organisation: Organisation) -> tuple[StateCount | None, StateCount | None]:
    """The newest, and that of a week before it."""
    now = StateCount.objects.filter(organisation=organisation).order_by("-day").first()
    if now is None:
        return None, None
    then = StateCount.objects.filter(organisation=organisation, day=now.day - _BACK)
    return now, then.first()


def _signers(campaign: Campaign, days: Sequence[object]) -> dict[object, SignerCount]:
    rows = SignerCount.objects.filter(campaign=campaign, day__in=days)
    return {row.day: row for row in rows}


def _with_people(figures: Figures) -> list[str]:
    found = {code for counted in figures.values() for code, number in counted.items() if number}
    return [code for code in regions.US if code in found]


@dataclass(frozen=True)
class _Making:
    figures: Figures
    earlier: Figures
    trends: Mapping[str, Sequence[int]]
    population: Population | None
    by: str

    def row(self, codes: Sequence[str], name: str) -> Row:
        cells = [self._cell(measure, codes) for measure in self.figures]
        lines = [self.trends[code] for code in codes if code in self.trends]
        return Row(
            codes=codes, name=name, cells=cells, per=self._per(codes),
            trend=[sum(day) for day in zip(*lines, strict=True)],
        )  # fmt: skip

    def _cell(self, measure: str, codes: Sequence[str]) -> Cell:
        number = _sum(self.figures[measure], codes)
        then = self.earlier.get(measure)
        grown = None if then is None else number - _sum(then, codes)
        return Cell(measure=measure, number=number, grown=grown)

    def _per(self, codes: Sequence[str]) -> float | None:
        """None unless the file tells of every one of the states."""
        known = self.population.figures if self.population else {}
        if not codes or any(code not in known for code in codes):
            return None
        return _TEN_THOUSAND * _sum(self.figures[self.by], codes) / _sum(known, codes)


def _sum(counted: Mapping[str, int], codes: Sequence[str]) -> int:
    return sum(counted.get(code, 0) for code in codes)
