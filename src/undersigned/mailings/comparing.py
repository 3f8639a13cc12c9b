"""Which variant does best, and how sure that is: actions for each 1,000 delivered. Pure.

Of each variant the rate is known as well as its numbers let it: as a beta distribution, begun
from Jeffreys' prior, which says next to nothing before there are any.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import NormalDist

SURE = 0.95  # that the one ahead is the best; below, it is a tie
_POWER = 0.8
_LIFT = 0.2  # a difference that is worth finding: a fifth more
_USUAL = 0.01  # acts of those who got it, where nothing is known yet
_POINTS = 400
_PRIOR = 0.5


@dataclass(frozen=True)
class Arm:
    """One variant's numbers so far."""

    letter: str
    delivered: int
    acted: int


@dataclass(frozen=True)
class Standing:
    """`low` and `high` hold the true rate with 95 %; `chance` is that of being the best."""

    arm: Arm
    rate: float  # for each 1,000 delivered
    low: float
    high: float
    chance: float


@dataclass(frozen=True)
class Finding:
    """The one ahead; `is_clear` where that is hardly chance."""

    standings: Sequence[Standing]
    ahead: str
    is_clear: bool


def compare(arms: Sequence[Arm]) -> Finding:
    """`arms` in the order of their letters; of equals the first is ahead."""
    if not arms:  # it was tried on nobody
        return Finding((), "", is_clear=False)
    from scipy.special import betaincinv  # noqa: PLC0415  SciPy, for trials alone

    chances = _chances(arms)
    standings = [
        Standing(
            arm=arm, rate=1000 * arm.acted / arm.delivered if arm.delivered else 0.0,
            low=1000 * float(betaincinv(*_shape(arm), 0.025)),
            high=1000 * float(betaincinv(*_shape(arm), 0.975)), chance=chance,
        )
        for arm, chance in zip(arms, chances, strict=True)
    ]  # fmt: skip
    best = max(standings, key=lambda one: one.rate)
    return Finding(standings, best.arm.letter, best.chance >= SURE and best.arm.acted > 0)


def _shape(arm: Arm) -> tuple[float, float]:
    return arm.acted + _PRIOR, max(arm.delivered - arm.acted, 0) + _PRIOR


def _chances(arms: Sequence[Arm]) -> list[float]:
    """Of each, that its rate is the highest: over its own distribution, in even steps."""
    import numpy as np  # noqa: PLC0415  for trials alone
    from scipy.special import betainc, betaincinv  # noqa: PLC0415

    steps = (np.arange(_POINTS) + 0.5) / _POINTS
    found = []
    for arm in arms:
        rates = betaincinv(*_shape(arm), steps)
        below = [betainc(*_shape(other), rates) for other in arms if other is not arm]
        found.append(float(np.mean(np.prod(below, axis=0))) if below else 1.0)
    return found


def needed(rate: float | None = None, *, arms: int = 2) -> int:
    """How many a variant has to reach for a fifth more to be seen, four times in five.

    `rate`: acts of those who got it. Where more than two are compared, chance has more to win
    with: the error is shared out.
    """
    low = min(max(rate or _USUAL, 0.0005), 0.5)
    high = low * (1 + _LIFT)
    normal = NormalDist().inv_cdf
    sure = normal(1 - (1 - SURE) / 2 / max(arms - 1, 1)) + normal(_POWER)
    spread = low * (1 - low) + high * (1 - high)
    return ceil(sure**2 * spread / (high - low) ** 2)
