"""Scales of the chart: round shares up, round dates across, words broken into lines."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_DAYS = (1, 2, 7, 14, 28)


@dataclass(frozen=True)
class Scale:
    """Maps values from `low` to `high` onto pixels from `start` to `end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        part = (value - self.low) / ((self.high - self.low) or 1.0)
        return self.start + part * (self.end - self.start)


def share_ticks(low: float, high: float, *, most: int = 7) -> list[float]:
    """Multiples of 1, 2, 5, 10, 20 from under `low` to over `high`, within 0 to 100."""
    step = next(
        (s for s in (1, 2, 5, 10, 20) if math.ceil(high / s) - math.floor(low / s) < most), 25
    )
    first, last = math.floor(low / step) * step, math.ceil(high / step) * step
    return [float(tick) for tick in range(max(0, first), min(100, last) + 1, step)]


def date_ticks(first: date, last: date, *, most: int) -> list[tuple[date, str]]:
    """At most so many dates with their labels: days, months or years."""
    days = (last - first).days
    step = next((step for step in _DAYS if days / step < most), None)
    if step is not None and days < 60:  # noqa: PLR2004  two months
        return _daily(first, last, step)
    months = next((step for step in _MONTHS if days / 30.4 / step < most), _MONTHS[-1])
    return _monthly(first, last, months)


def _daily(first: date, last: date, step: int) -> list[tuple[date, str]]:
    found = [
        date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1, step)
    ]
    years: set[int] = set()
    labels = []
    for day in found:
        labels.append(
            (day, f"{day.day} {day:%b}" + ("" if day.year in years else f" {day.year}"))
        )
        years.add(day.year)
    return labels


def _monthly(first: date, last: date, step: int) -> list[tuple[date, str]]:
    number = -(-(first.year * 12 + first.month - (first.day == 1)) // step) * step
    found = []
    while (day := date(number // 12, number % 12 + 1, 1)) <= last:
        found.append(day)
        number += step
    if step >= 12:  # noqa: PLR2004  months
        return [(day, str(day.year)) for day in found]
    years: set[int] = set()
    labels = []
    for day in found:
        labels.append((day, f"{day:%b}" if day.year in years else f"{day:%b %Y}"))
        years.add(day.year)
    return labels


def text_width(text: str, *, size: float, bold: bool = False) -> float:
    """About how wide: wide enough for the typefaces of any system."""
    return len(text) * size * (0.61 if bold else 0.55)


def wrap(text: str, width: float, *, size: float, bold: bool = False) -> list[str]:
    """Lines that fit."""
    room = max(8, int(width / text_width("n", size=size, bold=bold)))
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def apart(places: Sequence[float], gap: float) -> list[float]:
    """The places moved as little as needed for labels not to touch, in their order."""
    order = sorted(range(len(places)), key=lambda one: places[one])
    moved = list(places)
    for before, after in pairwise(order):
        if moved[after] - moved[before] < gap:
            push = (gap - (moved[after] - moved[before])) / 2
            moved[before] -= push
            moved[after] += push
    return moved
