"""The tables of a mailing's results, each as the page shows it and as a file holds it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.lib.charts.frame import written
from undersigned.mailings import counting, link_counts, trialing
from undersigned.mailings.counting import Numbers
from undersigned.mailings.models import Mailing, ProviderTally, Tally
from undersigned.places import regions

MOST = 6  # mailings side by side


@dataclass(frozen=True)
class Table:
    """`header` is what the file has; numbers are numbers in `rows`."""

    header: Sequence[str]
    rows: Sequence[Sequence[object]]

    @property
    def shown(self) -> list[tuple[object, list[tuple[str, str]]]]:
        """By row: its name, and each column's label with what stands in it, as people read."""
        return [
            (first, list(zip(self.header[1:], map(_shown, rest), strict=True)))
            for first, *rest in self.rows
        ]


def _shown(value: object) -> str:
    return written(value) if isinstance(value, int | float) else str(value)


_NUMBERS: Sequence[tuple[str, Promise]] = (
    ("total", gettext_lazy("People")),
    ("delivered", gettext_lazy("Delivered")),
    ("bounced", gettext_lazy("Bounced")),
    ("unsubscribed", gettext_lazy("Unsubscribed")),
    ("complaints", gettext_lazy("Complaints")),
    ("clicked", gettext_lazy("Clicked, by people")),
    ("acted", gettext_lazy("Acted")),
    ("per_thousand", gettext_lazy("Acted, per 1,000")),
)


def _cells(numbers: Numbers) -> list[object]:
    return [
        round(value, 1) if isinstance(value, float) else value
        for value in (getattr(numbers, name) for name, _label in _NUMBERS)
    ]


def _header(first: str) -> list[str]:
    return [first, *(str(label) for _name, label in _NUMBERS)]


def states(_mailing: Mailing, cells: Iterable[Tally]) -> Table:
    """The most people first."""
    found = counting.by(cells, "region")
    rows = [[state(code), *_cells(numbers)] for code, numbers in found.items()]
    rows.sort(key=lambda row: (-int(str(row[1])), str(row[0])))
    return Table(_header(_("State")), rows)


def state(code: str) -> str:
    return regions.name("US", code) if code else _("Without a state")


def variants(mailing: Mailing, cells: Iterable[Tally]) -> Table:
    """Over those it is tried on; without an A/B test there is no row."""
    arms = counting.arms(mailing, cells=cells)
    standings = trialing.compared(arms).standings
    return Table(
        [*_header(_("Variant")), _("From"), _("To"), _("Best, chance in %")],
        [
            [
                one.arm.letter, *_cells(arms[one.arm.letter]), round(one.low, 1),
                round(one.high, 1), round(100 * one.chance, 1),
            ]
            for one in standings
        ],
    )  # fmt: skip


def links(mailing: Mailing, _cells: Iterable[Tally]) -> Table:
    return Table(
        [_("Link"), _("Leads to"), _("People"), _("Openings by machines"), _("Not judged yet")],
        [
            [one.address, one.leads_to, one.people, one.machines, one.unjudged]
            for one in link_counts.of(mailing)
        ],
    )


_BY_PROVIDER: Sequence[tuple[str, Promise]] = (
    ("total", gettext_lazy("People")), ("delivered", gettext_lazy("Delivered")),
    ("waiting", gettext_lazy("Waiting")), ("deferred", gettext_lazy("Deferred")),
    ("left_out", gettext_lazy("Left out")), ("uncertain", gettext_lazy("Uncertain")),
    ("hard", gettext_lazy("Hard bounces")), ("soft", gettext_lazy("Soft bounces")),
    ("blocked", gettext_lazy("Blocked")), ("refused", gettext_lazy("Refused, no reason told")),
    ("complaints", gettext_lazy("Complaints")), ("unsubscribed", gettext_lazy("Unsubscribed")),
)  # fmt: skip


def providers(mailing: Mailing, _cells: Iterable[Tally]) -> Table:
    """As they were counted last; the largest first, the many small ones at the end."""
    rows = ProviderTally.objects.filter(mailing=mailing).order_by("-total", "provider")
    ordered = sorted(rows, key=lambda row: not row.provider)
    names = [name for name, _label in _BY_PROVIDER]
    return Table(
        [_("Provider"), *(str(label) for _name, label in _BY_PROVIDER)],
        [
            [row.provider or _("Others"), *(getattr(row, name) for name in names)]
            for row in ordered
        ],
    )


TABLES: Mapping[str, Callable[[Mailing, Iterable[Tally]], Table]] = {
    "states": states, "variants": variants, "links": links, "providers": providers,
}  # fmt: skip


def side_by_side(mailings: Sequence[Mailing]) -> Table:
    """One a row, in the order given. One query over snapshots."""
    sums = {f"all_{name}": Sum(name) for name in counting.NAMES}
    rows = Tally.objects.filter(mailing__in=mailings).values("mailing").annotate(**sums)
    found = {
        row["mailing"]: Numbers(**{name: row[f"all_{name}"] for name in counting.NAMES})
        for row in rows
    }
    return Table(
        _header(_("Mailing")),
        [[one.name, *_cells(found.get(one.pk, Numbers()))] for one in mailings],
    )
