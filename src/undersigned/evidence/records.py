"""Polls as the model takes them: values of one question put to one population in one poll."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

DONT_KNOW = re.compile(
    r"(?:don['\u2019]?t know|do not know|not sure|unsure|no opinion|undecided|uncertain|dk)\b",
    re.IGNORECASE,
)
REFUSED = re.compile(r"(?:refused?|no answer|prefer not to say)\b", re.IGNORECASE)


def is_none(answer: str) -> bool:
    """Whether the answer is none."""
    return bool(DONT_KNOW.match(answer) or REFUSED.match(answer))


@dataclass(frozen=True, kw_only=True)
class PollRecord:
    """What was printed; what was not printed is None or empty, never filled in here.

    `respondents` names those who were asked, so that two questions put to the same people are
    known as such; `family` is a family of wordings that someone decided to read as one;
    `side` is +1 where the sponsor wants the first answer high, -1 where it wants it low.
    `total` is all that were asked; `size` those who were put this question.
    """

    pollster: str
    answers: Mapping[str, float]
    start: date | None = None
    end: date | None = None
    released: date | None = None
    id: str = ""
    respondents: str = ""
    size: float | None = None
    assumed: bool = False  # the size is not printed: a person assumed it
    total: float | None = None
    population: str = ""
    subgroup: str = ""
    wording: str = ""
    family: str = ""
    sponsor: str = ""
    side: int = 0
    internal: bool = False
    mode: str = ""
    tracking: bool = False
    split: str = ""  # a half of a split sample: its people were asked nothing else of this
    open_to_all: bool = False  # a vote on a web page, and the like: not a poll
    excluded: str = ""  # why a person left it out
    url: str = ""

    @property
    def asked(self) -> str:
        """The family of wordings. A wording that nobody put into a family is one by itself."""
        return self.family or self.wording.casefold()


class Reason(StrEnum):
    """Why a poll is not in an average, in words that a reader understands."""

    EXCLUDED = "left out by hand"
    NOT_A_POLL = "not a poll: anyone could take part"
    NO_DATES = "no field dates"
    BACKWARDS = "starts after it ends"
    FUTURE = "ends after the day of the average"
    UNRELEASED = "not yet published on the day of the average"
    NO_SHARE = "the answer was not printed"
    IMPOSSIBLE = "a share outside 0 to 100"
    OVER_100 = "shares add up to more than 102"
    NO_POLLSTER = "no pollster"
    BAD_SIZE = "a sample size that is not above 0"
    DUPLICATE = "the same poll twice"
    SAME_PEOPLE = "the same respondents; another population of them is counted"
    OVERLAPS = "a tracker that overlaps a later wave"
    OTHER_WORDING = "another wording"
    WITHOUT = "left out by the reader's choice"


class Flag(StrEnum):
    """What a reader should know of a poll that is counted."""

    SIZE_ASSUMED = "sample size assumed"
    SMALL = "fewer than 100 people"
    PARTISAN = "partisan sponsor"
    INTERNAL = "a campaign's own poll"


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    record: PollRecord
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A poll that is averaged, with the day and the size that it is averaged at."""

    record: PollRecord
    day: float  # the middle of the field dates, in days as date.toordinal counts them
    length: float  # days in the field, less one
    size: float
    flags: tuple[Flag, ...] = field(default=())
