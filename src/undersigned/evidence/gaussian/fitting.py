"""Learns the five scales from the polls, by the analytic gradient of their likelihood.

Under FEW polls nothing much can be learnt: there the posterior is averaged over a grid of
scales instead of taking the best ones, which would promise too much.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.linalg import lapack
from scipy.optimize import minimize

from undersigned.evidence.gaussian import kernel
from undersigned.evidence.gaussian.points import Observed
from undersigned.evidence.gaussian.priors import (
    DRIFT,
    EXTRA,
    HOUSE,
    PRIORS,
    VARIANT,
    WALK,
    Floats,
    Priors,
)  # fmt: skip

FEW = 20
ENOUGH = 1_000  # the latest so many polls teach the scales; all of them are averaged


class NotDefiniteError(ArithmeticError):
    """The covariance has no Cholesky factor; does not happen with noise of 1/12 or more."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """The model given the polls. J sets of scales (one, or a grid) with weights that sum to 1.

    `factor` holds the lower Cholesky factor of the polls' covariance for each set, `white` what
    the polls say beyond the prior mean, through the inverse of that factor.
    """

    observed: Observed
    priors: Priors
    origin: float
    centre: float
    scales: Floats  # (J, 5)
    weights: Floats  # (J,)
    factor: tuple[Floats, ...]
    white: Floats  # (J, N)

    @property
    def residual(self) -> Floats:
        return self.observed.share - kernel.prior_mean(
            self.observed.points, self.centre, self.priors
        )

    def whiten(self, columns: Floats) -> Floats:
        """(J, N, …) of the columns (N, …), through the inverse of each factor."""
        return np.stack([solve_lower(factor, columns) for factor in self.factor])


def fit(
    observed: Observed,
    *,
    priors: Priors = PRIORS,
    scales: Floats | None = None,
    centre: float | None = None,
) -> Fit:
    """The exact posterior. `scales` are learnt if not given; `centre` is the mean of the polls.

    Raises ValueError without a poll.
    """
    if not len(observed):
        raise ValueError("There is no poll to average.")
    origin = float(observed.points.day.min())
    middle = float(observed.share.mean()) if centre is None else centre
    if scales is None and len(observed) >= FEW:
        scales = learn(observed, centre=middle, priors=priors)
    nodes, weights = grid(priors) if scales is None else (np.atleast_2d(scales), np.ones(1))
    factor = tuple(
        lower(kernel.covariance(observed, node, origin=origin, priors=priors)) for node in nodes
    )
    residual = observed.share - kernel.prior_mean(observed.points, middle, priors)
    white = np.stack([solve_lower(one, residual) for one in factor])
    return Fit(
        observed=observed, priors=priors, origin=origin, centre=middle, scales=nodes,
        weights=_weighted(weights, factor, white), factor=factor, white=white,
    )  # fmt: skip


def _weighted(weights: Floats, factor: tuple[Floats, ...], white: Floats) -> Floats:
    """By Bayes: the prior weight of each set of scales times the likelihood of the polls."""
    log = np.log(weights) + np.array(
        [log_likelihood(one, seen) for one, seen in zip(factor, white, strict=True)]
    )
    found = np.exp(log - log.max())
    normed: Floats = found / found.sum()
    return normed


def grid(priors: Priors) -> tuple[Floats, Floats]:
    """Nine sets of scales, with their prior weights: three of the walk by three of the polls.

    One axis is how fast the level moves, the other how far polls lie apart for whatever reason
    (house, extra, variant and drift together): few polls tell no more of them than that. The
    three are the nodes of Gauss and Hermite, exact for polynomials up to the fifth degree
    (Abramowitz and Stegun 25.4.46).
    """
    nodes = np.array([-np.sqrt(3), 0.0, np.sqrt(3)]) * priors.spread
    weight = np.array([1 / 6, 2 / 3, 1 / 6])
    walk, apart = np.meshgrid(nodes, nodes, indexing="ij")
    logs = np.repeat(priors.log_scales[None, :], walk.size, axis=0)
    logs += apart.ravel()[:, None]
    logs[:, WALK] += (walk - apart).ravel()
    return np.exp(logs), np.outer(weight, weight).ravel()


def learn(observed: Observed, *, centre: float, priors: Priors) -> Floats:
    """The most probable scales, of the latest ENOUGH polls."""
    if len(observed) > ENOUGH:
        latest = np.sort(np.argsort(observed.points.day, kind="stable")[-ENOUGH:])
        observed = observed.part(latest)
    task = _Task(observed, centre, priors)
    best = minimize(
        task.value, np.zeros(len(priors.log_scales)), jac=True, method="L-BFGS-B",
        bounds=[(-6.0, 6.0)] * len(priors.log_scales),
        options={"maxiter": 60, "ftol": 1e-10, "gtol": 1e-4},
    )  # fmt: skip
    return task.scales(best.x)


class _Task:
    """What L-BFGS asks again and again, with all that does not change computed once."""

    def __init__(self, observed: Observed, centre: float, priors: Priors) -> None:
        origin = float(observed.points.day.min())
        points = observed.points
        self.parts = kernel.parts(points, points, origin=origin, priors=priors)
        self.observed, self.priors = observed, priors
        self.residual = observed.share - kernel.prior_mean(points, centre, priors)

    def scales(self, steps: Floats) -> Floats:
        """`steps` are in prior standard deviations of the logs, so that all are alike."""
        found: Floats = np.exp(self.priors.log_scales + self.priors.spread * steps)
        return found

    def value(self, steps: Floats) -> tuple[float, Floats]:
        """The negative log posterior of the scales, and its gradient."""
        scales = self.scales(steps)
        whole = self.parts.total(scales)
        whole[np.diag_indices(len(whole))] += kernel.noise(self.observed, scales)
        factor = lower(whole.T)  # the same by columns: LAPACK then works in place
        white = solve_lower(factor, self.residual)
        value = -log_likelihood(factor, white) + 0.5 * steps @ steps
        pull = solve_upper(factor, white)
        slope = self._slope(inverse(factor), pull) * scales**2 * self.priors.spread
        return float(value), steps - slope

    def _slope(self, inverted: Floats, pull: Floats) -> Floats:
        """The log likelihood by each log scale (Rasmussen and Williams 5.9)."""
        own = pull**2 - inverted.diagonal()

        def of(part: Floats) -> float:
            return float(pull @ (part @ pull) - np.vdot(inverted, part))

        slope = np.empty(len(self.priors.log_scales))
        slope[WALK] = of(self.parts.walk) + own @ self.observed.length / 12
        slope[HOUSE] = of(self.parts.house)
        slope[EXTRA] = own.sum()
        slope[VARIANT] = of(self.parts.variant)
        slope[DRIFT] = of(self.parts.drift)
        return slope


def log_likelihood(factor: Floats, white: Floats) -> float:
    """Of a normal with the covariance whose Cholesky factor this is."""
    return float(
        -0.5 * white @ white
        - np.log(factor.diagonal()).sum()
        - 0.5 * len(white) * np.log(2 * np.pi)
    )


def lower(covariance: Floats) -> Floats:
    """The lower Cholesky factor; overwrites what it is given where it lies by columns."""
    factor, fault = lapack.dpotrf(covariance, lower=1, clean=1, overwrite_a=1)
    if fault:
        raise NotDefiniteError(f"dpotrf stopped at row {fault}.")
    return cast("Floats", factor)


def inverse(factor: Floats) -> Floats:
    """The inverse of the covariance, both its halves."""
    half = np.tril(lapack.dpotri(factor, lower=1)[0])
    whole: Floats = half + np.tril(half, -1).T
    return whole


def solve_lower(factor: Floats, right: Floats) -> Floats:
    return cast("Floats", lapack.dtrtrs(factor, right, lower=1)[0])


def solve_upper(factor: Floats, right: Floats) -> Floats:
    return cast("Floats", lapack.dtrtrs(factor, right, lower=1, trans=1)[0])
