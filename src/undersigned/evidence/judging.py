"""Questions put to an average: is it a majority, did it change, what will the next poll say."""

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from undersigned.evidence.averaging import Average
from undersigned.evidence.gaussian import kernel, posterior
from undersigned.evidence.gaussian.points import (
    NONE,
    Observed,
    Points,
    levels,
    running_mean,
    sampling_variance,
)
from undersigned.evidence.gaussian.posterior import Mixture
from undersigned.evidence.gaussian.priors import Floats

_HALF = 50.0


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One number with its two bands, in points."""

    mean: float
    sd: float
    low80: float
    high80: float
    low95: float
    high95: float


@dataclass(frozen=True, kw_only=True)
class House:
    """How far a pollster's polls lie from the level, on the day of the average."""

    pollster: str
    polls: int
    effect: Estimate


def estimate(mixture: Mixture, place: int = 0) -> Estimate:
    """Of one place of a posterior."""
    one = mixture.place(place)
    low95, low80, high80, high95 = (
        float(one.quantile(part)[0]) for part in (0.025, 0.1, 0.9, 0.975)
    )
    return Estimate(
        mean=float(one.mean[0]), sd=float(one.sd[0]), low80=low80, high80=high80,
        low95=low95, high95=high95,
    )  # fmt: skip


def _kept(found: Estimate) -> Estimate:
    """With bands between 0 and 100, as shares are."""
    names = ("low80", "high80", "low95", "high95")
    return replace(
        found, **{name: min(100.0, max(0.0, getattr(found, name))) for name in names}
    )


def level(average: Average, answer: str | None = None, *, day: date | None = None) -> Estimate:
    """Of an answer (the asked one) on a day (that of the average). Raises KeyError."""
    return _kept(estimate(_level(average, answer, day)))


def majority(
    average: Average,
    answer: str | None = None,
    *,
    day: date | None = None,
    over: float = _HALF,
) -> float:
    """The probability that the level lies over this share."""
    return float(1 - _level(average, answer, day).below(over)[0])


def rise(
    average: Average, since: date, until: date | None = None, answer: str | None = None
) -> float:
    """The probability that the level is higher on `until` than on `since`.

    From both days' joint posterior: two bands that overlap say little of a change.
    """
    place = _place(average, answer)
    more, less = _day(average, until), levels(np.array([float(since.toordinal())]))
    spread = posterior.seen_from(average.fit, more) - posterior.seen_from(average.fit, less)
    lead = posterior.effect(average.fit, more, less)
    means = np.einsum("jng,jn->jg", spread, average.white[:, :, place])
    scale = average.shape[place, place]
    return float(1 - Mixture(lead.weights, means, scale * lead.variances).below(0.0)[0])


def leads(average: Average, first: str, second: str, *, day: date | None = None) -> float:
    """The probability that one answer's level is higher than another's. Raises KeyError."""
    one, two = _level(average, first, day), _level(average, second, day)
    a, b = _place(average, first), _place(average, second)
    shape = average.shape
    scale = (shape[a, a] + shape[b, b] - 2 * shape[a, b]) / shape[a, a]
    apart = Mixture(one.weights, one.means - two.means, scale * one.variances)
    return float(1 - apart.below(0.0)[0])


def next_poll(
    average: Average,
    *,
    pollster: str | None = None,
    day: date | None = None,
    size: float | None = None,
) -> Estimate:
    """What a poll of the asked answer will find: by a pollster of the average, or by a new one.

    Of the reference population and wording; a known pollster asks as it did last.
    """
    when = float((day or average.as_of).toordinal())
    point = _asked_by(average, pollster, when)
    running = running_mean(average.fit.observed.points.day, average.fit.observed.share)[-1:]
    following = Observed(
        points=point, share=running * 100,
        variance=sampling_variance(running, np.array([size or average.usual_size])),
        length=np.array([float(np.median(average.fit.observed.length))]),
    )  # fmt: skip
    fit = average.fit
    spread = posterior.at(fit, point).widened(kernel.noise(following, fit.scales))
    return _kept(estimate(spread))


def _asked_by(average: Average, pollster: str | None, when: float) -> Points:
    points = average.fit.observed.points
    new = len(points)  # no poll has this code: it varies as the prior says
    code, variant = new, new
    if pollster is not None:
        if pollster not in average.pollsters:
            raise KeyError(pollster)
        code = average.pollsters.index(pollster)
        variant = int(points.variant[points.pollster == code][-1])
    none = np.array([NONE])
    return Points(
        day=np.array([when]), pollster=np.array([code]), variant=np.array([variant]),
        population=none, family=none, side=np.zeros(1),
    )  # fmt: skip


def houses(average: Average) -> tuple[House, ...]:
    """Each pollster's house effect with its drift until today, the largest first."""
    count = len(average.pollsters)
    day = np.full(count, float(average.as_of.toordinal()))
    none = np.full(count, NONE)
    theirs = Points(
        day=day, pollster=np.arange(count), variant=none, population=none, family=none,
        side=np.zeros(count),
    )  # fmt: skip
    effects = posterior.effect(average.fit, theirs, levels(day))
    polls = average.fit.observed.points.pollster
    found = (
        House(pollster=name, polls=int((polls == place).sum()), effect=estimate(effects, place))
        for place, name in enumerate(average.pollsters)
    )
    return tuple(sorted(found, key=lambda house: (-house.effect.mean, house.pollster)))


def _place(average: Average, answer: str | None) -> int:
    names = [line.answer for line in average.lines]
    if answer is None:
        return 0
    if answer not in names:
        raise KeyError(answer)
    return names.index(answer)


def _day(average: Average, day: date | None) -> Points:
    return levels(np.array([float((day or average.as_of).toordinal())]))


def _level(average: Average, answer: str | None, day: date | None) -> Mixture:
    place, point = _place(average, answer), _day(average, day)
    level = posterior.at(average.fit, point)
    spread = posterior.seen_from(average.fit, point)
    means: Floats = average.centres[place] + np.einsum(
        "jng,jn->jg", spread, average.white[:, :, place]
    )
    return Mixture(level.weights, means, average.shape[place, place] * level.variances)
