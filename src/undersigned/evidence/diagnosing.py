"""What an average rests on: each poll's weight and fit; the average without some."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from undersigned.evidence.averaging import Average
from undersigned.evidence.averaging import average as compute
from undersigned.evidence.gaussian.influence import influence
from undersigned.evidence.gaussian.points import levels
from undersigned.evidence.records import Counted, PollRecord

TOO_LARGE = 0.5  # of the weight by one pollster: then the average is that pollster's


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One poll in the average of the asked answer.

    `weight` is its part of all weight. `expected` is what the other polls say it should have
    found, `surprise` how many standard deviations away it was, `without` the level if it had
    not been taken.
    """

    poll: Counted
    weight: float
    expected: float
    residual: float
    surprise: float
    without: float


@dataclass(frozen=True, kw_only=True)
class Support:
    """How many polls and pollsters it is as if the level rested on, weighed equally (Kish)."""

    polls: float
    pollsters: float
    largest: str
    largest_part: float

    @property
    def too_large(self) -> bool:
        return self.largest_part > TOO_LARGE


def contributions(average: Average) -> tuple[Contribution, ...]:
    """In the order of the average's polls."""
    found = influence(average.fit, levels(np.array([float(average.as_of.toordinal())])))
    part = np.abs(found.weight) / (np.abs(found.weight).sum() or 1.0)
    return tuple(
        Contribution(
            poll=poll, weight=float(part[place]), expected=float(found.expected[place]),
            residual=float(average.fit.observed.share[place] - found.expected[place]),
            surprise=float(found.surprise[place]), without=float(found.without[place]),
        )
        for place, poll in enumerate(average.polls)
    )  # fmt: skip


def support(average: Average) -> Support:
    """Effective numbers, and the pollster with the largest part."""
    parts = contributions(average)
    by_pollster: dict[str, float] = {}
    for one in parts:
        name = one.poll.record.pollster
        by_pollster[name] = by_pollster.get(name, 0.0) + one.weight
    largest = max(by_pollster, key=lambda name: (by_pollster[name], name))
    return Support(
        polls=_effective([one.weight for one in parts]),
        pollsters=_effective(list(by_pollster.values())),
        largest=largest, largest_part=by_pollster[largest],
    )  # fmt: skip


def _effective(parts: list[float]) -> float:
    """Kish 1965, Survey Sampling, 11.7: the square of the sum by the sum of squares."""
    return sum(parts) ** 2 / sum(part**2 for part in parts)


def without_pollster(average: Average, pollster: str) -> Average:
    """Raises NothingToAverageError."""
    return again(average, lambda record: record.pollster != pollster)


def without_partisan(average: Average) -> Average:
    """Without polls of partisan sponsors. Raises NothingToAverageError."""
    return again(average, lambda record: not record.side and not record.internal)


def only_wording(average: Average, asked: str) -> Average:
    """Of one family of wordings alone. Raises NothingToAverageError."""
    return again(average, lambda record: record.asked == asked)


def again(average: Average, keep: Callable[[PollRecord], bool]) -> Average:
    """The same average of the polls that are kept, its scales learnt anew."""
    chosen = average.chosen
    return compute(
        average.records, answer=chosen.answer, as_of=average.as_of, keep=keep,
        population=chosen.population, family=chosen.family, priors=average.fit.priors,
        computed_at=average.computed_at,
    )  # fmt: skip
