"""The average of a topic's polls: records in, levels with their bands out."""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from undersigned.evidence import choosing
from undersigned.evidence.choosing import Chosen
from undersigned.evidence.gaussian import fitting, posterior
from undersigned.evidence.gaussian.fitting import Fit
from undersigned.evidence.gaussian.points import (
    NONE,
    Observed,
    Points,
    levels,
    running_mean,
    sampling_variance,
)  # fmt: skip
from undersigned.evidence.gaussian.posterior import Mixture
from undersigned.evidence.gaussian.priors import PRIORS, Codes, Floats, Priors
from undersigned.evidence.records import Counted, PollRecord

RULE = "2"  # changes whenever the same records would give another number
REST = "Other or no answer"
LEAST_POLLS, LEAST_POLLSTERS = 3, 2  # for a line; under it there are dots and a band
_PLACES, _PLACES_OF_FEW = 400, 120  # days at most at which the line is computed
_KNOWN_SHAPE = 10.0  # polls' worth of trust in the multinomial shape of several answers


class NothingToAverageError(ValueError):
    """No poll is left. The argument is what was chosen: it says why each was left out."""

    def __init__(self, chosen: Chosen) -> None:
        super().__init__(f"No poll of '{chosen.answer}' can be averaged.")
        self.chosen = chosen


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """One answer through time, in points; each array has a place for each of `Average.days`."""

    answer: str
    level: Mixture
    next_poll: Mixture  # by a pollster not seen before, with the usual sample

    def band(self, part: float) -> tuple[Floats, Floats]:
        """Where the level lies with this probability, kept between 0 and 100."""
        return _band(self.level, part)

    def next_band(self, part: float) -> tuple[Floats, Floats]:
        return _band(self.next_poll, part)


def _band(mixture: Mixture, part: float) -> tuple[Floats, Floats]:
    low, high = (mixture.quantile(edge) for edge in ((1 - part) / 2, (1 + part) / 2))
    return np.clip(low, 0, 100), np.clip(high, 0, 100)


@dataclass(frozen=True, kw_only=True, eq=False)
class Average:
    """What the polls say of one topic. `lines` sum to 100 at each day; the first is the answer
    asked for. `shape` is the covariance of the answers in units of that of the first.
    """

    chosen: Chosen
    records: tuple[PollRecord, ...]
    as_of: date
    computed_at: datetime | None
    rule: str
    days: Floats  # as date.toordinal counts
    lines: tuple[Line, ...]
    shape: Floats
    white: Floats  # (J, N, answers)
    centres: Floats  # (answers,)
    fit: Fit
    usual_size: float

    @property
    def polls(self) -> tuple[Counted, ...]:
        return self.chosen.counted

    @property
    def inputs(self) -> tuple[str, ...]:
        """The ids of the polls that it rests on."""
        return tuple(poll.record.id for poll in self.polls)

    @property
    def pollsters(self) -> tuple[str, ...]:
        """In the order of the model's codes: of their first poll."""
        return tuple(dict.fromkeys(poll.record.pollster for poll in self.polls))

    @property
    def question(self) -> str:
        """The reference wording as printed, or the name of its family; empty if unknown."""
        asked = (one.record for one in self.polls if one.record.asked == self.chosen.family)
        return next((record.wording or record.family for record in asked), "")

    @property
    def last_poll(self) -> date:
        return max(poll.record.end for poll in self.polls if poll.record.end)

    @property
    def has_line(self) -> bool:
        return len(self.polls) >= LEAST_POLLS and len(self.pollsters) >= LEAST_POLLSTERS

    def line(self, answer: str) -> Line:
        """Raises KeyError."""
        for line in self.lines:
            if line.answer == answer:
                return line
        raise KeyError(answer)


def average(
    records: Iterable[PollRecord],
    *,
    answer: str,
    as_of: date,
    population: str | None = None,
    family: str | None = None,
    keep: Callable[[PollRecord], bool] | None = None,
    priors: Priors = PRIORS,
    computed_at: datetime | None = None,
    places: int | None = None,
) -> Average:
    """Raises NothingToAverageError. The other parameters are those of `choosing.choose`."""
    every = tuple(records)
    chosen = choosing.choose(
        every, answer=answer, as_of=as_of, population=population, family=family, keep=keep
    )
    if not chosen.counted:
        raise NothingToAverageError(chosen)
    observed = observe(chosen)
    fit = fitting.fit(observed, priors=priors)
    names, shares = _answers(chosen)
    centres = shares.mean(axis=0)
    residual = (
        shares - centres - priors.partisan * np.outer(observed.points.side, _sides(names))
    )
    white = fit.whiten(residual)
    shape = _shape(fit, white, centres)
    days = _days(chosen, as_of, places or (_PLACES if len(fit.scales) == 1 else _PLACES_OF_FEW))
    size = float(np.median([poll.size for poll in chosen.counted]))
    return Average(
        chosen=chosen, records=every, as_of=as_of, computed_at=computed_at, rule=RULE,
        days=days, shape=shape, white=white, centres=centres, fit=fit, usual_size=size,
        lines=_lines(fit, names, days, white=white, centres=centres, shape=shape, size=size),
    )  # fmt: skip


def observe(chosen: Chosen) -> Observed:
    """The arrays of the model. What has the reference's population or family has no effect."""
    polls = chosen.counted
    records = [poll.record for poll in polls]
    day = np.array([poll.day for poll in polls])
    share = np.array([record.answers[chosen.answer] for record in records])
    pollster = codes([record.pollster for record in records])
    points = Points(
        day=day, pollster=pollster,
        variant=codes([_variant(record) for record in records]),
        population=codes([record.population for record in records], none=chosen.population),
        family=codes([record.asked for record in records], none=chosen.family),
        side=np.array([float(record.side) for record in records]),
    )  # fmt: skip
    size = np.array([poll.size for poll in polls])
    internal = np.array([record.internal for record in records]) * PRIORS.internal**2
    return Observed(
        points=points, share=share, length=np.array([poll.length for poll in polls]),
        variance=sampling_variance(running_mean(day, share), size) + internal,
    )  # fmt: skip


def _variant(record: PollRecord) -> tuple[str, ...]:
    """What makes two questions of one pollster two: wording, population, sponsor, mode."""
    return (
        record.pollster, record.wording, record.family, record.population, record.sponsor,
        record.mode,
    )  # fmt: skip


def codes(values: Sequence[Hashable], *, none: Hashable = None) -> Codes:
    """Numbers from 0 by first appearance; NONE for the value `none`."""
    known: dict[Hashable, int] = {}
    return np.array(
        [NONE if value == none else known.setdefault(value, len(known)) for value in values],
        dtype=np.int64,
    )


def _answers(chosen: Chosen) -> tuple[tuple[str, ...], Floats]:
    """The answers that every poll printed, the asked one first, and what is left to 100.

    An answer that some polls did not print is part of the rest; with one answer alone there is
    no rest.
    """
    printed = [poll.record.answers for poll in chosen.counted]
    common = [name for name in printed[-1] if all(name in answers for answers in printed)]
    names = [chosen.answer, *(name for name in common if name != chosen.answer)]
    shares = np.array([[answers[name] for name in names] for answers in printed])
    if len(names) == 1:
        return (chosen.answer,), shares
    return (*names, REST), np.column_stack([shares, 100 - shares.sum(axis=1)])


def _sides(names: Sequence[str]) -> Floats:
    """What a partisan sponsor moves: the asked answer up, the other printed ones down."""
    sides = np.zeros(len(names))
    sides[0] = 1.0
    if len(names) > 1:
        sides[1:-1] = -1 / (len(names) - 2)
    return sides


def _shape(fit: Fit, white: Floats, centres: Floats) -> Floats:
    """The covariance of the answers with one another, the asked one's variance being 1.

    Y - M is matrix normal: rows by the model, columns by this. Multinomial a priori, which a
    conjugate (inverse Wishart) step moves to what is seen; as rows sum to nothing, so do its
    columns, and the answers sum to 100 in every draw (Dawid 1981, Biometrika 68, 265-274).
    """
    if len(centres) == 1:
        return np.ones((1, 1))
    part = np.clip(centres, 0.5, 99.5) / 100
    part = part / part.sum()
    known = np.diag(part) - np.outer(part, part)
    known /= known[0, 0]
    seen = np.einsum("j,jna,jnb->ab", fit.weights, white, white)
    found = _KNOWN_SHAPE * known + seen
    shape: Floats = found / found[0, 0]
    return shape


def _days(chosen: Chosen, as_of: date, places: int) -> Floats:
    """From the first poll to `as_of`, the last of them always among them."""
    first, last = chosen.counted[0].day, float(as_of.toordinal())
    step = max(1.0, (last - first) / places)
    days: Floats = np.maximum(np.arange(last, first - step, -step)[::-1], first)
    return days


def _lines(
    fit: Fit, names: Sequence[str], days: Floats, *,
    white: Floats, centres: Floats, shape: Floats, size: float,
) -> tuple[Line, ...]:  # fmt: skip
    points = levels(days)
    level = posterior.at(fit, points)
    spread = posterior.seen_from(fit, points)
    more = _unknown(fit, running_mean(fit.observed.points.day, fit.observed.share)[-1], size)
    lines = []
    for place, name in enumerate(names):
        mine = Mixture(
            fit.weights,
            centres[place] + np.einsum("jng,jn->jg", spread, white[:, :, place]),
            shape[place, place] * level.variances,
        )
        following = mine.widened(shape[place, place] * more)
        lines.append(Line(answer=name, level=mine, next_poll=following))
    return tuple(lines)


def _unknown(fit: Fit, running: float, size: float) -> Floats:
    """(J, 1): what a poll by a pollster not seen before adds to the level's variance."""
    square = fit.scales**2
    sampling = sampling_variance(np.array([running]), np.array([size]))
    length = float(np.median(fit.observed.length))
    # walk while in the field, and every scale of the poll itself
    own: Floats = square[:, 1:].sum(axis=1) + square[:, 0] * length / 12 + sampling
    return own[:, None]
