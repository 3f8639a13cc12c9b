"""Covariances of the model: which polls, levels and houses go together, and how much."""

from dataclasses import dataclass

import numpy as np

from undersigned.evidence.gaussian.points import Observed, Points
from undersigned.evidence.gaussian.priors import (
    DRIFT,
    EXTRA,
    HOUSE,
    VARIANT,
    WALK,
    Codes,
    Floats,
    Priors,
)  # fmt: skip

_ROWS = 512  # assembled at a time where the parts together would not fit into memory


@dataclass(frozen=True, eq=False)
class Parts:
    """The covariance as a sum: `fixed`, and one part for each scale, to be multiplied by its
    square. The poll's own extra error has no part between two polls.
    """

    fixed: Floats
    walk: Floats
    house: Floats
    variant: Floats
    drift: Floats

    def total(self, scales: Floats) -> Floats:
        """At these scales (..., 5): an array (..., rows, columns)."""
        square = scales[..., None, None] ** 2
        total: Floats = self.fixed + square[..., WALK, :, :] * self.walk
        total += square[..., HOUSE, :, :] * self.house
        total += square[..., VARIANT, :, :] * self.variant
        total += square[..., DRIFT, :, :] * self.drift
        return total


def parts(left: Points, right: Points, *, origin: float, priors: Priors) -> Parts:
    """`origin` is the day on which the level's prior holds: that of the first poll."""
    house = _same(left.pollster, right.pollster)
    apart = np.abs(left.day[:, None] - right.day[None, :])
    fixed = (
        priors.level**2
        + priors.population**2 * _same(left.population, right.population)
        + priors.family**2 * _same(left.family, right.family)
        + priors.partisan_spread**2 * (left.side[:, None] * right.side[None, :])
    )
    earlier = np.minimum(left.day[:, None], right.day[None, :])
    return Parts(
        fixed,
        np.maximum(earlier - origin, 0.0),  # of a random walk: the days both have walked
        house,
        _same(left.variant, right.variant),
        house * np.exp(-apart / priors.memory),  # Ornstein and Uhlenbeck 1930
    )


def _same(left: Codes, right: Codes) -> Floats:
    """1 where both have the same effect; a point without it (a code under 0) shares nothing."""
    same = (left[:, None] == right[None, :]) & (left[:, None] >= 0)
    ones: Floats = same.astype(float)
    return ones


def own_variance(points: Points, scales: Floats, *, origin: float, priors: Priors) -> Floats:
    """The prior variance of each point by itself: the diagonal of its covariance."""
    square = scales[..., None] ** 2
    walked = np.maximum(points.day - origin, 0.0)
    fixed = (
        priors.level**2
        + priors.population**2 * (points.population >= 0)
        + priors.family**2 * (points.family >= 0)
        + priors.partisan_spread**2 * points.side**2
    )
    total: Floats = (
        fixed
        + square[..., WALK, :] * walked
        + (square[..., HOUSE, :] + square[..., DRIFT, :]) * (points.pollster >= 0)
        + square[..., VARIANT, :] * (points.variant >= 0)
    )
    return total


def noise(observed: Observed, scales: Floats) -> Floats:
    """The variance of each poll's own error; the level's walk while it was in the field too."""
    square = scales[..., None] ** 2
    total: Floats = (
        observed.variance
        + square[..., EXTRA, :]
        + square[..., WALK, :] * observed.length / 12  # variance of a uniform day in the field
    )
    return total


def covariance(observed: Observed, scales: Floats, *, origin: float, priors: Priors) -> Floats:
    """Of the polls, their noise included, at one set of scales; assembled a block at a time."""
    count = len(observed)
    # Columns first, as LAPACK has it: it then factors the matrix where it lies.
    whole = np.empty((count, count), order="F")
    for start in range(0, count, _ROWS):
        columns = slice(start, start + _ROWS)
        right = observed.points.part(columns)
        block = parts(observed.points, right, origin=origin, priors=priors)
        whole[:, columns] = block.total(scales)
    whole[np.diag_indices(count)] += noise(observed, scales)
    return whole


def prior_mean(points: Points, centre: float, priors: Priors) -> Floats:
    mean: Floats = centre + priors.partisan * points.side
    return mean
