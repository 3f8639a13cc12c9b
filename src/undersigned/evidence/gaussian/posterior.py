"""What the polls say together: levels, houses, the next poll, and each poll's part in it."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from undersigned.evidence.gaussian import kernel
from undersigned.evidence.gaussian.fitting import Fit, solve_lower
from undersigned.evidence.gaussian.points import Points
from undersigned.evidence.gaussian.priors import Floats

_STEPS = 60
_EXACT = 1e-6  # points: far below what is shown


@dataclass(frozen=True, eq=False)
class Mixture:
    """Normals at G places, for each of J sets of scales, mixed by their weights."""

    weights: Floats  # (J,)
    means: Floats  # (J, G)
    variances: Floats  # (J, G)

    @property
    def mean(self) -> Floats:
        mean: Floats = self.weights @ self.means
        return mean

    @property
    def sd(self) -> Floats:
        """By the law of total variance."""
        within = self.weights @ self.variances
        between = self.weights @ (self.means - self.mean) ** 2
        sd: Floats = np.sqrt(within + between)
        return sd

    def below(self, value: Floats | float) -> Floats:
        """The probability that it lies under the value (one, or one a place)."""
        part: Floats = self.weights @ ndtr((value - self.means) / np.sqrt(self.variances))
        return part

    def quantile(self, part: float) -> Floats:
        """Where the probability below is `part`: by Newton's steps, kept between the quantiles
        of the normals that are mixed, for a mixture has no formula.
        """
        deviation = np.sqrt(self.variances)
        each = self.means + ndtri(part) * deviation
        low, high = each.min(axis=0), each.max(axis=0)
        found: Floats = self.weights @ each
        if len(self.weights) == 1:
            return found
        for _step in range(_STEPS):
            away = (found - self.means) / deviation
            over = self.weights @ ndtr(away) - part
            density = self.weights @ (np.exp(-0.5 * away**2) / deviation) / np.sqrt(2 * np.pi)
            low, high = np.where(over < 0, found, low), np.where(over < 0, high, found)
            after = found - over / np.maximum(density, 1e-12)
            after = np.where((after > low) & (after < high), after, (low + high) / 2)
            moved, found = np.max(np.abs(after - found)), after
            if moved < _EXACT:
                break
        return found

    def widened(self, variance: Floats) -> "Mixture":
        """With an independent error on top: (J, G), or what broadcasts to it."""
        return Mixture(self.weights, self.means, self.variances + variance)

    def place(self, where: int) -> "Mixture":
        rows = slice(where, where + 1) if where >= 0 else slice(where, None)
        return Mixture(self.weights, self.means[:, rows], self.variances[:, rows])


def at(fit: Fit, points: Points) -> Mixture:
    """The posterior at each point by itself."""
    prior = kernel.prior_mean(points, fit.centre, fit.priors)
    own = kernel.own_variance(points, fit.scales, origin=fit.origin, priors=fit.priors)
    spread = seen_from(fit, points)
    means = prior + np.einsum("jng,jn->jg", spread, fit.white)
    return Mixture(fit.weights, means, np.maximum(own - (spread**2).sum(axis=1), 0.0))


def seen_from(fit: Fit, points: Points) -> Floats:
    """(J, N, G): the covariance of polls and points, through the inverse of the factor."""
    shared = kernel.parts(fit.observed.points, points, origin=fit.origin, priors=fit.priors)
    pairs = zip(fit.factor, fit.scales, strict=True)
    return np.stack([solve_lower(factor, shared.total(scales)) for factor, scales in pairs])


def effect(fit: Fit, more: Points, less: Points) -> Mixture:
    """The posterior of the difference of two points, place by place: a change, or a house."""
    spread = seen_from(fit, more) - seen_from(fit, less)
    prior = kernel.prior_mean(more, 0.0, fit.priors) - kernel.prior_mean(less, 0.0, fit.priors)
    means = prior + np.einsum("jng,jn->jg", spread, fit.white)
    own = _own_difference(fit, more, less)
    return Mixture(fit.weights, means, np.maximum(own - (spread**2).sum(axis=1), 0.0))


def _own_difference(fit: Fit, more: Points, less: Points) -> Floats:
    """Prior variance of more - less at each place."""
    found = np.empty((len(fit.scales), len(more)))
    for place in range(len(more)):
        one = slice(place, place + 1)
        both = (more.part(one), less.part(one))
        first, mixed, second = (
            kernel.parts(left, right, origin=fit.origin, priors=fit.priors).total(fit.scales)
            for left, right in (
                (both[0], both[0]), (both[0], both[1]), (both[1], both[1])
            )
        )  # fmt: skip
        found[:, place] = (first - 2 * mixed + second)[:, 0, 0]
    return found
