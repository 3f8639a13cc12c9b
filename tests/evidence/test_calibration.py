"""How often the bands hold: on draws from the model itself, and on real polls."""

import numpy as np
import pytest
from scipy.stats import kstest

from tests.evidence import make
from undersigned.evidence import calibrating, choosing
from undersigned.evidence.gaussian import fitting, kernel, posterior
from undersigned.evidence.gaussian.points import Observed, levels
from undersigned.evidence.gaussian.priors import PRIORS
from undersigned.evidence.layouts import reading

FILES = (
    "ahca_polls", "guns-polls", "mueller-approval-polls", "impeachment_polls_to_2019-09-23"
)  # fmt: skip


def drawn(count, random, scales):
    """Polls from the model at these scales, and the level that was true on the last day."""
    blank = make.observed(count, seed=int(random.integers(1 << 30)))
    last = levels(blank.points.day[-1:])
    origin = blank.points.day.min()
    of_polls = kernel.covariance(blank, scales, origin=origin, priors=PRIORS)
    across = kernel.parts(blank.points, last, origin=origin, priors=PRIORS).total(scales)
    own = kernel.own_variance(last, scales, origin=origin, priors=PRIORS)
    whole = np.block([[of_polls, across], [across.T, own[None, :]]])
    draw = np.linalg.cholesky(whole) @ random.standard_normal(count + 1)
    share = kernel.prior_mean(blank.points, 45.0, PRIORS) + draw[:-1]
    observed = Observed(
        points=blank.points, share=share, variance=blank.variance, length=blank.length
    )
    return observed, last, 45.0 + draw[-1]


def ranks(draws, count, *, known, seed):
    """Of each true level in its posterior (Talts and others 2018): uniform if all is right."""
    random = np.random.default_rng(seed)
    found = []
    for _draw in range(draws):
        scales = np.exp(PRIORS.log_scales + PRIORS.spread * random.standard_normal(5))
        observed, day, truth = drawn(count, random, scales)
        fit = fitting.fit(observed, centre=45.0, scales=scales if known else None)
        found.append(float(posterior.at(fit, day).below(truth)[0]))
    return np.array(found)


def held(found, part):
    return float(np.mean(np.abs(found - 0.5) <= part / 2))


@pytest.mark.parametrize("count", [1, 6, 25])
def test_the_truth_is_anywhere_in_the_posterior_alike_where_the_scales_are_known(count):
    assert kstest(ranks(300, count, known=True, seed=11), "uniform").pvalue > 1e-3


@pytest.mark.parametrize("count", [3, 12])
def test_the_band_of_few_polls_holds_where_the_scales_are_not_known(count):
    found = ranks(300, count, known=False, seed=12)

    assert held(found, 0.95) == pytest.approx(0.95, abs=0.04)
    assert held(found, 0.50) == pytest.approx(0.50, abs=0.09)


@pytest.mark.endure
@pytest.mark.parametrize("count", [1, 2, 3, 6, 12, 19, 25, 60])
def test_the_bands_hold_on_many_draws(count):
    known = ranks(4_000, count, known=True, seed=21)
    learnt = ranks(4_000, count, known=False, seed=22)

    assert kstest(known, "uniform").pvalue > 1e-3
    for part in calibrating.NOMINAL:
        assert held(learnt, part) == pytest.approx(part, abs=0.035)


def series(folder, names):
    """The first answer of each topic in these files, as it was forecast poll by poll."""
    for name in names:
        for topic, records in reading.read(folder / f"{name}.csv").series.items():
            answer = next(iter(records[0].answers))
            last = max(record.end for record in records if record.end)
            chosen = choosing.choose(records, answer=answer, as_of=last)
            yield f"{name} {topic}", calibrating.as_they_ended(chosen)


@pytest.fixture(scope="module")
def small_series():
    return dict(series(make.shared_data(), FILES))


def test_the_next_polls_lie_in_their_bands(small_series):
    """In small: `python benchmarks/calibration.py` prints the table of all files."""
    forecasts = [
        forecast for polls in small_series.values() for forecast in calibrating.forecasts(polls)
    ]
    lines = [""]
    for part, tolerance in zip(calibrating.NOMINAL, (6, 4, 3, 3), strict=True):
        found = 100 * calibrating.coverage(forecasts, part)
        lines.append(f"{100 * part:.0f} % band: held {found:.1f} % of {len(forecasts)}")
        assert found == pytest.approx(100 * part, abs=tolerance)
    print("\n".join(lines))  # noqa: T201  with pytest -s
    ours, plain = calibrating.errors(forecasts)
    assert np.mean(ours**2) < np.mean(plain**2)


@pytest.mark.parametrize("count", [2, 3, 5, 8])
def test_the_band_of_few_real_polls_holds_what_comes_next(small_series, count):
    found = [
        one
        for polls in small_series.values()
        for one in calibrating.few_polls(polls, count, most=25)
    ]

    level = np.mean([one.level_holds for one in found])
    following = np.mean([one.next_poll.holds(0.95) for one in found])
    assert level >= 0.94
    assert following >= 0.92
    assert np.mean([one.pooled_holds for one in found]) < level


def test_forecasts_by_one_factor_are_forecasts_one_by_one():
    observed = make.observed(26)
    blocks = list(calibrating.forecasts(observed))

    for place in (22, 24):  # where the scales are learnt again
        block = next(one for one in blocks if one.known == place)
        known = observed.part(slice(0, place))
        scales = fitting.learn(known, centre=known.share.mean(), priors=PRIORS)
        fit = fitting.fit(known, scales=scales)
        one = observed.part(slice(place, place + 1))
        expected = posterior.at(fit, one.points).widened(kernel.noise(one, scales))
        assert block.mean == pytest.approx(expected.mean[0], abs=1e-9)
        assert block.rank == pytest.approx(expected.below(one.share)[0], abs=1e-9)


def test_too_few_polls_forecast_nothing():
    assert list(calibrating.few_polls(make.observed(3), 3)) == []
    assert list(calibrating.forecasts(make.observed(2))) == []
