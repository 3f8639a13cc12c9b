"""Each poll's part in the level: its weight, how it fits the others, the level without it."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import lapack

from undersigned.evidence.gaussian.fitting import Fit, solve_upper
from undersigned.evidence.gaussian.points import Points
from undersigned.evidence.gaussian.posterior import seen_from
from undersigned.evidence.gaussian.priors import Floats


@dataclass(frozen=True, kw_only=True, eq=False)
class Influence:
    """One number a poll. `expected` and `expected_sd` are what all other polls say of it."""

    weight: Floats  # points that the level moves for each point that this poll moves
    expected: Floats
    expected_sd: Floats
    surprise: Floats  # (share - expected) / expected_sd
    without: Floats  # the level if this poll had not been taken, with the same scales


def influence(fit: Fit, point: Points) -> Influence:
    """On one point, a level. Leave-one-out in closed form (Rasmussen and Williams 5.12).

    Over a grid of scales each number is the mean over the grid by its weights.
    """
    spread = seen_from(fit, point)[:, :, 0]
    gain = np.stack(
        [solve_upper(one, seen) for one, seen in zip(fit.factor, spread, strict=True)]
    )
    pull = np.stack(
        [solve_upper(one, seen) for one, seen in zip(fit.factor, fit.white, strict=True)]
    )
    precision = np.stack([_diagonal_of_inverse(one) for one in fit.factor])
    away = pull / precision  # the poll less what the others expect of it
    between = fit.weights @ (away - fit.weights @ away) ** 2
    sd = np.sqrt(fit.weights @ (1 / precision) + between)
    level = fit.priors.partisan * point.side[0] + fit.centre + (spread * fit.white).sum(axis=1)
    return Influence(
        weight=fit.weights @ gain,
        expected=fit.observed.share - fit.weights @ away,
        expected_sd=sd,
        surprise=(fit.weights @ away) / sd,
        without=fit.weights @ (level[:, None] - gain * away),
    )


def _diagonal_of_inverse(factor: Floats) -> Floats:
    diagonal: Floats = np.array(lapack.dpotri(factor, lower=1)[0].diagonal())
    return diagonal
