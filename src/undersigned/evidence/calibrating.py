"""How often the bands hold: the model forecasts the polls that it has not seen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from undersigned.evidence.averaging import observe
from undersigned.evidence.choosing import Chosen
from undersigned.evidence.gaussian import fitting, kernel, posterior
from undersigned.evidence.gaussian.fitting import FEW, Fit
from undersigned.evidence.gaussian.points import Observed, levels
from undersigned.evidence.gaussian.priors import PRIORS, Floats, Priors

NOMINAL = (0.50, 0.80, 0.90, 0.95)
_RECENT = 14.0  # days of the plain mean that forecasts are compared with


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """One poll, and what was forecast of it from the polls that had ended before.

    `rank` is the probability that was given to a share below the one found.
    """

    known: int  # polls that the forecast rests on
    share: float
    mean: float
    plain: float  # the mean of the polls of the last 14 days, or of the last poll
    rank: float

    def holds(self, part: float) -> bool:
        return abs(self.rank - 0.5) <= part / 2


def coverage(forecasts: Sequence[Forecast], part: float) -> float:
    """The part of the forecasts whose central band of this probability held the poll."""
    return float(np.mean([forecast.holds(part) for forecast in forecasts]))


def as_they_ended(chosen: Chosen) -> Observed:
    """The polls in the order in which they ended, in which they are forecast."""
    observed = observe(chosen)
    ends = np.array([(poll.record.end or poll.record.start) for poll in chosen.counted])
    return observed.part(np.argsort(ends, kind="stable"))


def forecasts(
    observed: Observed, *, start: int = 2, priors: Priors = PRIORS
) -> Iterator[Forecast]:
    """Of each poll after the first `start`, from those before it in the order given.

    While polls are few each forecast is fitted anew; then the scales are learnt again with
    each tenth more polls, and everything else follows at each poll.
    """
    few = min(FEW, len(observed))
    for place in range(start, few):
        yield forecast_one(observed, slice(0, place), place, priors=priors)
    place = max(start, few)
    while place < len(observed):
        after = min(len(observed), place + max(1, place // 10))
        yield from _block(observed, place, after, priors)
        place = after


def forecast_one(
    observed: Observed, known: slice, place: int, *, priors: Priors = PRIORS
) -> Forecast:
    """Of the poll at `place`, from the known ones alone."""
    before, one = observed.part(known), observed.part(slice(place, place + 1))
    fit = fitting.fit(before, priors=priors)
    spread = posterior.at(fit, one.points).widened(kernel.noise(one, fit.scales))
    return Forecast(
        known=len(before), share=float(one.share[0]), mean=float(spread.mean[0]),
        plain=_plain(before, float(one.points.day[0])),
        rank=float(spread.below(one.share)[0]),
    )  # fmt: skip


def _plain(before: Observed, day: float) -> float:
    recent = np.abs(before.points.day - day) <= _RECENT
    shares = before.share[recent] if recent.any() else before.share[-1:]
    return float(shares.mean())


def _block(observed: Observed, place: int, after: int, priors: Priors) -> Iterator[Forecast]:
    """One factor gives all forecasts of a block: row i of a Cholesky factor is the forecast of
    poll i from those before it (Rasmussen and Williams A.2, by rows).
    """
    known = observed.part(slice(0, place))
    centre = float(known.share.mean())
    scales = fitting.learn(known, centre=centre, priors=priors)
    whole = observed.part(slice(0, after))
    fit = fitting.fit(whole, priors=priors, scales=scales, centre=centre)
    sd = fit.factor[0].diagonal()
    for row in range(place, after):
        away = fit.white[0, row]  # in sds of its own forecast
        share = float(whole.share[row])
        yield Forecast(
            known=row, share=share, mean=share - float(away * sd[row]), rank=float(ndtr(away)),
            plain=_plain(whole.part(slice(0, row)), float(whole.points.day[row])),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class FewPolls:
    """What few polls alone say, beside the poll that came next and the level by all polls."""

    next_poll: Forecast
    level_holds: bool  # the 95 % band of the level holds the level by all polls
    pooled_holds: bool  # the pooled margin of error holds it
    pooled_holds_next: bool


def few_polls(
    observed: Observed, count: int, *, most: int = 200, priors: Priors = PRIORS
) -> Iterator[FewPolls]:
    """From each run of `count` polls (at most so many runs, spread evenly), as if a campaign
    had those polls and no other.
    """
    last = len(observed) - count
    if last < 1:
        return
    every = fitting.fit(observed, priors=priors)
    for start in np.unique(np.linspace(0, last - 1, min(last, most)).astype(int)):
        known = slice(int(start), int(start) + count)
        yield _from_few(observed, known, every, priors)


def _from_few(observed: Observed, known: slice, every: Fit, priors: Priors) -> FewPolls:
    few = observed.part(known)
    day = levels(np.array([few.points.day.max()]))
    full = float(posterior.at(every, day).mean[0])
    level = posterior.at(fitting.fit(few, priors=priors), day)
    following = forecast_one(observed, known, known.stop, priors=priors)
    mean, margin = pooled(few)
    return FewPolls(
        next_poll=following, pooled_holds=abs(full - mean) <= margin,
        pooled_holds_next=abs(following.share - mean) <= margin,
        level_holds=bool(abs(level.below(full)[0] - 0.5) <= 0.95 / 2),
    )  # fmt: skip


def pooled(observed: Observed) -> tuple[float, float]:
    """Mean and 95 % margin that everybody computes: all respondents as one sample."""
    weight = 1 / (observed.variance - 1 / 12)
    mean = float(np.average(observed.share, weights=weight))
    return mean, float(1.959964 / np.sqrt(weight.sum()))


def pooled_over(series: Iterable[Sequence[Forecast]], part: float) -> float:
    """All forecasts of all series alike."""
    return coverage([one for forecast in series for one in forecast], part)


def errors(forecast: Sequence[Forecast]) -> tuple[Floats, Floats]:
    """Of the model and of the plain mean, in points."""
    share = np.array([one.share for one in forecast])
    return (
        np.array([one.mean for one in forecast]) - share,
        np.array([one.plain for one in forecast]) - share,
    )
