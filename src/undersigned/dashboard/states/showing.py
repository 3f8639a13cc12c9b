"""The screen's table: columns that sort, and numbers that open as audiences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from undersigned.campaigns.models import Campaign
from undersigned.dashboard.states import measures
from undersigned.dashboard.states.behind import Behind
from undersigned.dashboard.states.board import NAME, PER, Board, Cell, Row
from undersigned.lib.charts.series import sparkline
from undersigned.places import regions
from undersigned.places.models import Population, StateGroup
from undersigned.segments.areas import EVERYWHERE, Area


@dataclass(frozen=True, kw_only=True)
class Column:
    name: str
    label: str
    url: str  # sorts by it, or the other way round
    sorted: str  # as aria-sort says it: '' where it is not by this one


@dataclass(frozen=True, kw_only=True)
class Number:
    """`url`: the people behind it, empty where there are none to be seen."""

    label: str
    number: int
    grown: int | None
    url: str


@dataclass(frozen=True, kw_only=True)
class Line:
    name: str
    numbers: Sequence[Number]
    per: float | None
    spark: SafeString | str


@dataclass(frozen=True, kw_only=True)
class Table:
    """`title` is the measure that sorts the rows and colours the map."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Line]
    total: Line | None
    nowhere: Line | None
    on_map: Mapping[str, float]
    per: str  # the words of that column; '' without figures of the population
    trend: bool


@dataclass(frozen=True, kw_only=True)
class View:
    """What the address asks for. A sort is a measure's name, '-' before it for most first."""

    base: str
    people: str
    group: StateGroup | None
    campaign: Campaign | None
    sort: str
    opens: bool  # whether this member may see people
    area: Area = EVERYWHERE

    def table(self, board: Board) -> Table:
        by, most_first = self._order(board)
        rows = sorted(board.rows, key=lambda row: row.name)
        if by != NAME:
            rows.sort(key=lambda row: row.value(by), reverse=most_first)
        elif most_first:
            rows.reverse()
        labels = _labels(board)
        shown = by if by in labels else board.measures[0]
        names = {NAME: _("State"), **_headings(board)}
        return Table(
            title=labels[shown],
            columns=[self._column(name, label, by, most_first=most_first)
                     for name, label in names.items()],
            lines=[self._line(row, labels, row.name) for row in rows],
            total=self._line(board.total, labels, self._all()) if board.total else None,
            nowhere=self._nowhere(board, labels),
            on_map={row.codes[0]: row.value(shown) for row in rows},
            per=_per(board), trend=self.campaign is not None,
        )  # fmt: skip

    def sorts(self, board: Board) -> tuple[list[tuple[str, str]], str]:
        """To choose from where no heading is to be seen; and the one that is chosen."""
        by, most_first = self._order(board)
        choices = [(NAME, _("State"))]
        choices += [(f"-{name}", label) for name, label in _headings(board).items()]
        return choices, f"-{by}" if most_first and by != NAME else by

    def _order(self, board: Board) -> tuple[str, bool]:
        default = measures.SIGNED if self.campaign else "reachable"
        asked = self.sort.removeprefix("-")
        if asked not in {NAME, PER, *board.measures}:
            return default, True
        return asked, self.sort.startswith("-")

    def _column(self, name: str, label: str, by: str, *, most_first: bool) -> Column:
        now = name == by
        turned = name if now and most_first else f"-{name}"
        if name == NAME:
            turned = f"-{name}" if now and not most_first else name
        words = ("descending" if most_first else "ascending") if now else ""
        return Column(name=name, label=label, url=self.url(sort=turned), sorted=words)

    def _all(self) -> str:
        return str(self.group) if self.group else _("All states")

    def _line(self, row: Row, labels: Mapping[str, str], name: str) -> Line:
        numbers = [self._number(cell, row, labels[cell.measure]) for cell in row.cells]
        words = _("Signatures a day in two weeks, %(name)s") % {"name": name}
        spark = sparkline(row.trend, label=words) if row.trend else ""
        return Line(name=name, numbers=numbers, per=row.per, spark=spark)

    def _number(self, cell: Cell, row: Row, label: str) -> Number:
        of_one = self.campaign if cell.measure == measures.SIGNED else None
        asked = Behind(
            measure=cell.measure, states=row.codes,
            campaign=str(of_one.uuid) if of_one else "",
        )  # fmt: skip
        opens = self.opens and cell.number and row.codes and self._reaches(row)
        url = f"{self.people}?{asked.query}" if opens else ""
        return Number(label=label, number=cell.number, grown=cell.grown, url=url)

    def _reaches(self, row: Row) -> bool:
        """Whether the people behind it are those that the number counts."""
        states = self.area.states
        return not self.area.campaign and (not states or set(row.codes) <= set(states))

    def _nowhere(self, board: Board, labels: Mapping[str, str]) -> Line | None:
        row = board.nowhere
        if row is None or not any(cell.number for cell in row.cells):
            return None
        return self._line(row, labels, _("In no state that we know"))

    def url(self, **changed: str) -> str:
        asked = {
            "group": str(self.group.uuid) if self.group else "",
            "campaign": str(self.campaign.uuid) if self.campaign else "-",
            "sort": self.sort, **changed,
        }  # fmt: skip
        return f"{self.base}?{urlencode({key: text for key, text in asked.items() if text})}"

    def group_links(self, groups: Iterable[StateGroup]) -> list[dict[str, object]]:
        """Tabs: all states, and each group."""
        everywhere = {"label": _("All states"), "url": self.url(group=""),
                      "current": self.group is None}  # fmt: skip
        return [everywhere, *(
            {"label": str(one), "url": self.url(group=str(one.uuid)),
             "current": one == self.group}
            for one in groups
        )]  # fmt: skip


def _labels(board: Board) -> dict[str, str]:
    labels = {measure.name: str(measure.label) for measure in measures.PEOPLE}
    labels[measures.SIGNED] = _("Signed")
    return {name: labels[name] for name in board.measures if name in labels}


def _headings(board: Board) -> dict[str, str]:
    per = _per(board)
    return {**_labels(board), **({PER: per} if per else {})}


def _per(board: Board) -> str:
    if board.population is None:
        return ""
    return _("Per 10,000 %(whom)s") % {"whom": board.population.get_whom_display()}


def population(known: Population | None) -> list[tuple[str, int | None]]:
    """Every state with its figure; None where the file does not tell."""
    if known is None:
        return []
    names = {**regions.STATES, **regions.DISTRICT}
    return [(str(name), known.figures.get(code)) for code, name in names.items()]
