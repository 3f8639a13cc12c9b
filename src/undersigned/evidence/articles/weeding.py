"""What is told twice is one finding; a poll of which nothing is told is none."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from undersigned.evidence.articles.found import Finding, FoundPoll
from undersigned.evidence.articles.sentences import Sentence

_FIRST_LINES = 4
_STOP = re.compile(r"[.!?][\u201d\"'\u2019)\]]*$")
_RESPONDENTS = re.compile(
    r"^(?:respondents|participants|people|"
    r"those (?:surveyed|polled|asked|questioned|interviewed))$"
)
_SMALL = frozenset(["the", "and", "that", "they", "for", "with", "would", "their", "its"])


def headlines(pieces: Sequence[Sentence]) -> frozenset[int]:
    """Where the first lines that end without a full stop begin: headline, deck, byline."""
    return frozenset(
        piece.start for piece in pieces[:_FIRST_LINES] if not _STOP.search(piece.text)
    )


def worth(polls: Sequence[FoundPoll], heads: frozenset[int]) -> Iterator[FoundPoll]:
    """A poll that is named and of which nothing is told is no poll of this article's.

    Respondents are those who were asked, where the article says anywhere who that is. What a
    headline tells is left to the text below it, and what the text repeats is told once.
    """
    below = [one for poll in polls for one in poll.findings if one.passage.start not in heads]
    for poll in polls:
        kept: list[Finding] = []
        for one in poll.findings:
            again = below if one.passage.start in heads else kept
            if not any(_same(one, other, heads) for other in again):
                kept.append(one)
        poll.findings = [_of_whom(one, poll) for one in kept]
        if poll.findings or (poll.pollster and poll.size):
            yield poll


def _same(one: Finding, other: Finding, heads: frozenset[int]) -> bool:
    first, second = one.figure, other.figure
    if (first.low, first.high) != (second.low, second.high):
        return False
    people = _within(_words(one.population), _words(other.population))
    return people and (
        one.passage.start in heads or _overlap(_words(one.question), _words(other.question))
    )


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z0-9]+", text.lower())
    return frozenset(word for word in found if len(word) > 2 and word not in _SMALL)  # noqa: PLR2004


def _within(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    """Half of the shorter one's words; of nothing, nothing is known to differ."""
    return 2 * len(one & other) >= min(len(one), len(other))


def _of_whom(one: Finding, poll: FoundPoll) -> Finding:
    if not one.population or _RESPONDENTS.match(one.population):
        return replace(one, population=poll.population or one.population)
    return one
