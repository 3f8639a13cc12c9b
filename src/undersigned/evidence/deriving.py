"""What follows from an average and was printed by no poll: levels of those with an opinion."""

from collections.abc import Mapping
from dataclasses import dataclass

from undersigned.evidence.averaging import Average, Line
from undersigned.evidence.gaussian.posterior import Mixture
from undersigned.evidence.gaussian.priors import Floats
from undersigned.evidence.records import is_none


class NobodyWithoutOpinionError(ValueError):
    """Not every poll printed how many had no opinion, so that nothing is left to divide by."""

    def __init__(self) -> None:
        super().__init__(
            "Of those with an opinion: not every poll printed how many had none, or would "
            "not say."
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class Opinion:
    """Of an average, the levels of those who gave an answer. They sum to 100 as well."""

    average: Average
    without: tuple[str, ...]  # the answers that are none
    lines: tuple[Line, ...]

    def share(self, answers: Mapping[str, float], answer: str) -> float:
        """The same of what one poll printed."""
        return 100 * answers[answer] / (100 - sum(answers[name] for name in self.without))


def with_opinion(average: Average) -> Opinion:
    """Share by 100 less don't know and refused. Raises NobodyWithoutOpinionError.

    Of a ratio of two normals the first terms of its Taylor series, the delta method: its mean
    is the ratio of the means, its variance g'Cg with g the ratio's gradient (Casella and Berger
    2002, Statistical Inference, 5.5.4; Wolter 2007, Introduction to Variance Estimation, 6). C
    is the covariance of both answers: `shape` times the variance of the asked one.
    """
    lines = average.lines
    none = [place for place, line in enumerate(lines) if is_none(line.answer)]
    if not none or none[0] == 0:
        raise NobodyWithoutOpinionError
    levels, following = [one.level for one in lines], [one.next_poll for one in lines]
    return Opinion(
        average=average, without=tuple(lines[place].answer for place in none),
        lines=tuple(
            Line(
                answer=line.answer, level=_ratio(levels, place, none, average.shape),
                next_poll=_ratio(following, place, none, average.shape),
            )
            for place, line in enumerate(lines)
            if place not in none
        ),
    )  # fmt: skip


def _ratio(of: list[Mixture], place: int, none: list[int], shape: Floats) -> Mixture:
    rest = 100 - sum(of[one].means for one in none)
    ratio = of[place].means / rest
    own, both = shape[place, place], shape[place, none].sum()
    noone = shape[none][:, none].sum()
    spread = own + 2 * ratio * both + ratio**2 * noone  # gradient: 1 and the ratio, by the rest
    return Mixture(of[place].weights, 100 * ratio, (100 / rest) ** 2 * spread * of[0].variances)
