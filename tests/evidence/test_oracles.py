"""The model against others that compute the same by other ways."""

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import multivariate_normal
from statsmodels.tsa.statespace.kalman_smoother import KalmanSmoother

from tests.evidence import make
from undersigned.evidence.gaussian import fitting, influence, kernel, posterior
from undersigned.evidence.gaussian.points import levels
from undersigned.evidence.gaussian.priors import DRIFT, PRIORS, WALK, Priors

SCALES = np.array([0.25, 2.5, 0.7, 1.1, 1.6])
STATIC = np.array([0.25, 2.5, 0.7, 1.1, 0.0])


def written_out(observed, scales, days):
    """The covariance of polls and levels term by term, as evidence.md writes it."""
    points, first = observed.points, observed.points.day.min()
    walk, house, extra, variant, drift = scales
    count = len(observed)
    rows = [*range(count), *[None] * len(days)]
    day = [*points.day, *days]
    whole = np.zeros((len(rows), len(rows)))
    for i, a in enumerate(rows):
        for j, b in enumerate(rows):
            value = 15.0**2 + walk**2 * (min(day[i], day[j]) - first)
            if a is not None and b is not None:
                same_house = points.pollster[a] == points.pollster[b]
                value += same_house * house**2
                value += same_house * drift**2 * np.exp(-abs(day[i] - day[j]) / 90)
                value += (points.variant[a] == points.variant[b]) * variant**2
                same = points.population[a] == points.population[b]
                value += 4.0 * (same and points.population[a] >= 0)
                same = points.family[a] == points.family[b]
                value += 16.0 * (same and points.family[a] >= 0)
                value += points.side[a] * points.side[b]
                if a == b:
                    value += observed.variance[a] + extra**2
                    value += walk**2 * observed.length[a] / 12
            whole[i, j] = value
    return whole


def test_levels_are_those_of_a_dense_multivariate_normal():
    observed = make.observed(40)
    days = np.array([0.0, 50.0, 120.0, 230.0]) + observed.points.day.min()
    whole = written_out(observed, SCALES, days)
    ours = fitting.fit(observed, scales=SCALES)
    of_polls, across = whole[:40, :40], whole[:40, 40:]
    mean = observed.share.mean() + 1.7 * observed.points.side
    gain = np.linalg.solve(of_polls, across)

    found = posterior.at(ours, levels(days))

    expected = observed.share.mean() + gain.T @ (observed.share - mean)
    np.testing.assert_allclose(found.mean, expected, atol=1e-9)
    variance = whole[40:, 40:] - across.T @ gain
    np.testing.assert_allclose(found.sd**2, np.diag(variance), atol=1e-9)
    log = multivariate_normal(mean, of_polls).logpdf(observed.share)
    assert fitting.log_likelihood(ours.factor[0], ours.white[0]) == pytest.approx(log, abs=1e-8)
    change = posterior.effect(ours, levels(days[3:]), levels(days[:1]))
    expected = variance[3, 3] + variance[0, 0] - 2 * variance[0, 3]
    assert change.variances[0, 0] == pytest.approx(expected, abs=1e-9)


def as_state_space(observed, scales):
    """The static sub-model: the level walks, every effect stays. One poll a step."""
    points, count = observed.points, len(observed)
    walk, house, _extra, variant, _drift = scales
    effects = [
        (points.pollster, house**2), (points.variant, variant**2),
        (points.population, 4.0), (points.family, 16.0),
    ]  # fmt: skip
    design, variances = [np.ones(count)], [15.0**2]
    for code, spread in effects:
        for value in range(code.max() + 1):
            design.append((code == value).astype(float))
            variances.append(spread)
    design.append(points.side)
    variances.append(1.0)
    states = len(design)
    model = KalmanSmoother(k_endog=1, k_states=states, k_posdef=1)
    model.bind(observed.share[:, None] - observed.share.mean())
    model["design"] = np.array(design)[None]
    model["transition"] = np.eye(states)
    model["selection"] = np.eye(states)[:, :1]
    model["state_cov"] = (walk**2 * np.diff(points.day, append=points.day[-1]))[None, None]
    model["obs_cov"] = kernel.noise(observed, scales)[None, None]
    start = np.zeros(states)
    start[-1] = 1.7
    model.initialize_known(start, np.diag(variances))
    return model.smooth()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_static_model_is_that_of_statsmodels(seed):
    observed = make.observed(60, seed=seed, scales=STATIC)
    theirs = as_state_space(observed, STATIC)
    ours = fitting.fit(observed, scales=STATIC)

    found = posterior.at(ours, levels(observed.points.day))

    level = theirs.smoothed_state[0] + observed.share.mean()
    np.testing.assert_allclose(found.mean, level, atol=1e-8)
    np.testing.assert_allclose(found.variances[0], theirs.smoothed_state_cov[0, 0], atol=1e-8)
    log = fitting.log_likelihood(ours.factor[0], ours.white[0])
    assert log == pytest.approx(theirs.llf, abs=1e-8)


def test_the_gradient_is_that_of_finite_differences():
    task = fitting._Task(make.observed(30), 45.0, PRIORS)
    steps = np.array([0.4, -0.3, 0.8, -0.6, 0.2])

    numeric = approx_fprime(steps, lambda at: task.value(at)[0], 1e-6)

    np.testing.assert_allclose(task.value(steps)[1], numeric, atol=1e-3)


def test_learnt_scales_are_where_the_posterior_is_highest():
    task = fitting._Task(make.observed(80), 45.0, PRIORS)
    scales = fitting.learn(task.observed, centre=45.0, priors=PRIORS)
    steps = (np.log(scales) - PRIORS.log_scales) / PRIORS.spread

    _value, slope = task.value(steps)

    assert np.abs(slope).max() < 1e-2


def test_leaving_a_poll_out_in_closed_form_is_leaving_it_out():
    observed = make.observed(25)
    day = levels(np.array([observed.points.day.max()]))
    fit = fitting.fit(observed, scales=SCALES, centre=45.0)

    found = influence.influence(fit, day)

    for place in (7, 24):  # the first poll's day, on which the level's prior stands, stays
        rest = np.delete(np.arange(25), place)
        less = fitting.fit(observed.part(rest), scales=SCALES, centre=45.0)
        one = observed.part(slice(place, place + 1))
        expected = posterior.at(less, one.points).widened(kernel.noise(one, less.scales))
        assert found.expected[place] == pytest.approx(expected.mean[0], abs=1e-9)
        assert found.expected_sd[place] == pytest.approx(expected.sd[0], abs=1e-9)
        assert found.without[place] == pytest.approx(posterior.at(less, day).mean[0], abs=1e-9)


def test_assembling_by_blocks_is_assembling_at_once(monkeypatch):
    observed = make.observed(50)
    whole = kernel.covariance(observed, SCALES, origin=0.0, priors=PRIORS)
    monkeypatch.setattr(kernel, "_ROWS", 7)

    np.testing.assert_allclose(
        kernel.covariance(observed, SCALES, origin=0.0, priors=PRIORS), whole, atol=1e-12
    )


def test_a_quantile_of_a_mixture_has_its_probability_below_it():
    fit = fitting.fit(make.observed(8))
    mixture = posterior.at(fit, levels(np.array([10.0, 300.0])))

    for part in (0.025, 0.5, 0.9):
        np.testing.assert_allclose(mixture.below(mixture.quantile(part)), part, atol=1e-5)


def test_without_drift_and_walk_the_level_is_constant():
    still = SCALES.copy()
    still[[WALK, DRIFT]] = 0.0
    fit = fitting.fit(make.observed(30), scales=still, priors=Priors())

    found = posterior.at(fit, levels(np.array([0.0, 100.0, 500.0])))

    assert np.ptp(found.mean) < 1e-9
    assert np.ptp(found.sd) < 1e-9
