"""Polls for the tests of the average: made up, simulated, or read from the shared data."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.architecture.source import ROOT
from undersigned.evidence.averaging import codes
from undersigned.evidence.gaussian import kernel
from undersigned.evidence.gaussian.points import Observed, Points
from undersigned.evidence.gaussian.priors import PRIORS
from undersigned.evidence.records import PollRecord

MONDAY = date(2025, 3, 3)
SHARED = (ROOT / ".." / "shared" / "data" / "polls", Path("/work/shared/data/polls"))


def shared_data():
    """The real poll files, which the project does not own; the test is skipped without them."""
    for folder in SHARED:
        if folder.is_dir():
            return folder
    pytest.skip("no ../shared/data/polls: the real poll files are not here")


def poll(pollster="Gallop", share=52.0, *, day=0, days=3, **values):
    """`day` counts from MONDAY, and is the last in the field."""
    end = MONDAY + timedelta(days=day)
    answers = values.pop("answers", {"Yes": share})
    return PollRecord(
        pollster=pollster, answers=answers, end=end, start=end - timedelta(days=days - 1),
        **{"size": 1000, "population": "a", **values},
    )  # fmt: skip


def polls(count, *, seed=1, pollsters=4, answers=("Yes", "No"), every=3):
    """A simple series around 55, its pollsters apart by a few points."""
    random = np.random.default_rng(seed)
    houses = random.normal(0, 2, pollsters)
    found = []
    for place in range(count):
        who = int(random.integers(pollsters))
        share = round(float(np.clip(55 + houses[who] + random.normal(0, 2), 1, 99)), 1)
        shares = [share, round((100 - share) * 0.8, 1)][: len(answers)]
        found.append(
            poll(
                f"Pollster {who}", day=every * place, id=str(place),
                size=int(random.integers(400, 2000)),
                answers=dict(zip(answers, shares, strict=True)),
            )
        )  # fmt: skip
    return found


def observed(count, *, seed=1, scales=None, span=200.0, pollsters=6, level=45.0):
    """Drawn from the model's own prior, at these scales."""
    random = np.random.default_rng(seed)
    pollster = random.integers(0, pollsters, count)
    points = Points(
        day=np.sort(random.uniform(0, span, count)), pollster=pollster,
        variant=codes([(p, int(k)) for p, k in zip(
            pollster.tolist(), random.integers(0, 2, count), strict=True)]),
        population=random.integers(-1, 2, count), family=random.integers(-1, 2, count),
        side=random.choice([-1.0, 0.0, 0.0, 0.0, 1.0], count),
    )  # fmt: skip
    blank = Observed(
        points=points, share=np.zeros(count), length=random.integers(1, 8, count) * 1.0,
        variance=random.uniform(1.5, 5, count),
    )  # fmt: skip
    scales = np.exp(PRIORS.log_scales) if scales is None else scales
    covariance = kernel.covariance(blank, scales, origin=points.day.min(), priors=PRIORS)
    draw = np.linalg.cholesky(covariance) @ random.standard_normal(count)
    return Observed(
        points=points, length=blank.length, variance=blank.variance,
        share=kernel.prior_mean(points, level, PRIORS) + draw,
    )  # fmt: skip
