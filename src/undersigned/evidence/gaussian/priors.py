"""What is known before a topic's first poll: learnt on other series, in percentage points."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

# The five scales that are learnt, in this order in every array: the walk of the level a day,
# the house effect, what varies from poll to poll beyond sampling, pollster x wording, and the
# slow drift of a house.
SCALES = ("walk", "house", "extra", "variant", "drift")
WALK, HOUSE, EXTRA, VARIANT, DRIFT = range(5)


def _centres() -> Floats:
    centres: Floats = np.log(np.array([0.18, 3.8, 0.8, 1.3, 1.3]))
    return centres


@dataclass(frozen=True, kw_only=True, eq=False)
class Priors:
    """The priors of the model. Their source is evidence.md: 11 series, 7,920 forecasts."""

    log_scales: Floats = field(default_factory=_centres)
    spread: float = 0.5 * 1.2  # of each log scale; widened, because few series taught it
    level: float = 15.0  # sd of the level around the mean of the polls, at the first poll
    population: float = 2.0  # sd of the effect of asking another population
    family: float = 4.0  # sd of the effect of another family of wordings
    partisan: float = 1.7  # mean shift towards the side that paid, in points
    partisan_spread: float = 1.0
    internal: float = 2.0  # sd added to a campaign's own poll that it chose to publish
    memory: float = 90.0  # days after which a house's drift is forgotten by 1/e


PRIORS = Priors()
