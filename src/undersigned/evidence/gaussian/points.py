"""Where the model is looked at: a day, and which effects are in it."""

from dataclasses import dataclass

import numpy as np

from undersigned.evidence.gaussian.priors import Codes, Floats

NONE = -1  # this effect is not in the point: the level itself has none of them


@dataclass(frozen=True, kw_only=True, eq=False)
class Points:
    """Sums of the model's terms. The codes count from 0; NONE leaves a term out."""

    day: Floats
    pollster: Codes
    variant: Codes  # pollster x wording, population, sponsor and mode
    population: Codes
    family: Codes
    side: Floats  # +1: the sponsor's side wants the share high; -1: low

    def __len__(self) -> int:
        return len(self.day)

    def part(self, rows: slice | Codes) -> "Points":
        return Points(
            day=self.day[rows], pollster=self.pollster[rows], variant=self.variant[rows],
            population=self.population[rows], family=self.family[rows], side=self.side[rows],
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Observed:
    """The polls of one answer: where each looked, what it saw, and how exactly.

    `variance` is what is known of a poll's error (sampling, rounding, an internal's choice);
    `length` is the days in the field.
    """

    points: Points
    share: Floats
    variance: Floats
    length: Floats

    def __len__(self) -> int:
        return len(self.share)

    def part(self, rows: slice | Codes) -> "Observed":
        return Observed(
            points=self.points.part(rows), share=self.share[rows],
            variance=self.variance[rows], length=self.length[rows],
        )  # fmt: skip


def levels(days: Floats) -> Points:
    """The level of the reference population and wording on these days, of no pollster."""
    none = np.full(len(days), NONE)
    return Points(
        day=np.asarray(days, dtype=float), pollster=none, variant=none, population=none,
        family=none, side=np.zeros(len(days)),
    )  # fmt: skip


def sampling_variance(running: Floats, size: Floats) -> Floats:
    """Of a share in points: binomial, and 1/12 for rounding to whole points (Sheppard 1898).

    `running` is the topic's own mean as a part of 1, not the poll's share: 0 % of 40 people
    is not certain.
    """
    variance: Floats = 1e4 * running * (1 - running) / size + 1 / 12
    return variance


def running_mean(day: Floats, share: Floats, *, days: float = 30.0) -> Floats:
    """The topic's mean around each poll, weighted by exp(-|dt|/days), as a part of 1.

    Kept off 0 and 1 by half a point, as one cannot tell them apart in a rounded share.
    """
    found = np.empty(len(day))
    for start in range(0, len(day), 512):  # in blocks, so that 5,000 polls fit into memory
        rows = slice(start, start + 512)
        weight = np.exp(-np.abs(day[rows, None] - day[None, :]) / days)
        found[rows] = weight @ share / weight.sum(axis=1)
    kept: Floats = np.clip(found / 100, 0.005, 0.995)
    return kept
