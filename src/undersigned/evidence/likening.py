"""Names that may be of one pollster: proposed to a person, never joined by themselves."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from undersigned.evidence.models import Pollster

_LEAST = 0.87  # 'Qunnipiac' and 'Quinnipiac' are alike, 'Gallup' and 'Galaxy' are not
_MOST = 400  # pollsters that are compared with each other
_SMALL_WORDS = frozenset(
    [
        "the",
        "of",
        "and",
        "for",
        "inc",
        "llc",
        "group",
        "poll",
        "polls",
        "research",
        "university",
    ]
)


def alike(pollsters: Sequence[Pollster]) -> list[tuple[Pollster, Pollster]]:
    """Pairs, the likelier to stay first: the one whose name comes first."""
    return list(_pairs(pollsters[:_MOST]))


def _pairs(pollsters: Sequence[Pollster]) -> Iterator[tuple[Pollster, Pollster]]:
    words = [_words(row.name) for row in pollsters]
    for place, row in enumerate(pollsters):
        for other in range(place + 1, len(pollsters)):
            if words[place] == words[other] or _near(row.name, pollsters[other].name):
                yield row, pollsters[other]


def _words(name: str) -> frozenset[str]:
    """'YouGov/Economist' and 'Economist/YouGov' are the same words."""
    found = frozenset(re.findall(r"[\w.]+", name.casefold()))
    return found - _SMALL_WORDS or found


def _near(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 2 or len(one) < 6:  # noqa: PLR2004
        return False
    matcher = SequenceMatcher(None, one.casefold(), other.casefold())
    return matcher.real_quick_ratio() > _LEAST and matcher.ratio() > _LEAST
