"""Polls, election results and the claims made from them.

As a library (docs/evidence): `from undersigned.evidence import PollRecord, average`.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from undersigned.evidence.averaging import Average, NothingToAverageError, average
    from undersigned.evidence.deriving import with_opinion
    from undersigned.evidence.diagnosing import (
        contributions,
        only_wording,
        support,
        without_partisan,
        without_pollster,
    )
    from undersigned.evidence.judging import (
        Estimate,
        houses,
        leads,
        level,
        majority,
        next_poll,
        rise,
    )
    from undersigned.evidence.layouts.reading import PollFile, read
    from undersigned.evidence.records import PollRecord

__all__ = [
    "Average", "Estimate", "NothingToAverageError", "PollFile", "PollRecord", "average",
    "contributions", "houses", "leads", "level", "majority", "next_poll", "only_wording",
    "read", "rise", "support", "with_opinion", "without_partisan", "without_pollster",
]  # fmt: skip

_FROM = {
    "averaging": ("Average", "NothingToAverageError", "average"),
    "deriving": ("with_opinion",),
    "diagnosing": (
        "contributions", "only_wording", "support", "without_partisan", "without_pollster"
    ),
    "judging": ("Estimate", "houses", "leads", "level", "majority", "next_poll", "rise"),
    "layouts.reading": ("PollFile", "read"),
    "records": ("PollRecord",),
}  # fmt: skip


def __getattr__(name: str) -> object:
    """Loads on first use, so that the web server does not carry NumPy and SciPy for nothing."""
    for module, names in _FROM.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{module}"), name)
    raise AttributeError(name)
