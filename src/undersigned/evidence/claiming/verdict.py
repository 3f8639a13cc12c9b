"""What a claim is held against, and what comes of it: values alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What a claim is made from."""

    SINGLE = "single"
    AVERAGE = "average"
    MAJORITY = "majority"
    CHANGE = "change"
    COMPARISON = "comparison"


class Status(IntEnum):
    """From the best to the worst; the worst reason decides."""

    SUPPORTED = 0
    ONE_POLL = 1
    OUTDATED = 2
    CONTESTED = 3
    NOT_SUPPORTED = 4


class Missing(IntEnum):
    """What the record lacks; none of it is filled in."""

    WORDING = 0
    SIZE = 1
    FIELD_DATES = 2


class Why(IntEnum):
    """A reason, told apart from its words. Kept in the database: numbers stay."""

    NO_RECORD = 0
    NO_SHARE = 1
    OTHER_SHARE = 2
    NO_POPULATION = 3
    OTHER_POPULATION = 4
    OTHER_PLACE = 5
    OPPOSITE = 6
    NO_MAJORITY = 7
    ONE_POLL_ONLY = 8
    NOT_IN_FIGURES = 9
    UNCLEAR = 10
    SPONSOR = 11
    OLD = 12
    NO_DATE = 13
    NEWER = 14
    OUTLIER = 15
    NOT_A_POLL = 16
    MISQUOTED = 17
    NEWER_EXISTS = 18
    TOO_FEW = 19
    MOVED = 20
    ONE_POLLSTER = 21
    NO_AVERAGE = 22
    NO_OTHER = 23
    NOT_A_CHANGE = 24
    OTHER_WORDING = 25
    NO_CHANGE = 26
    NOT_COMPARED = 27
    NOT_MORE = 28
    OTHER_QUESTION = 29
    EXCLUDED = 30
    OTHER_POLLSTER = 31
    OTHER_TIME = 32


WEIGHT = {
    Why.OLD: Status.OUTDATED, Why.NO_DATE: Status.OUTDATED, Why.MOVED: Status.OUTDATED,
    Why.UNCLEAR: Status.SUPPORTED, Why.NEWER_EXISTS: Status.SUPPORTED,
    Why.ONE_POLLSTER: Status.SUPPORTED,
    Why.SPONSOR: Status.CONTESTED, Why.NEWER: Status.CONTESTED, Why.OUTLIER: Status.CONTESTED,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Record:
    """What is on record of one answer; `share` in points, None where no figure was printed."""

    pollster: str
    question: str
    answer: str
    share: float | None
    as_printed: str
    population: str
    others: Sequence[float] = ()  # shares of the question's other answers
    wording: str = ""
    size: int | None = None  # as printed
    assumed_size: float = 600.0  # what it is taken to be where it was not
    asked: date | None = None  # last day in the field
    published: date | None = None
    sponsor: str = ""
    printed_by: str = ""  # the pollster's name as printed, where it is known by another
    partisan: bool = False
    unclear: str = ""
    asks: str = ""  # the question itself: two answers of one have the same
    open_to_all: bool = False
    excluded: str = ""
    surprise: float | None = None  # predictive sd from what the other polls expect of it

    @property
    def day(self) -> date | None:
        return self.asked or self.published


@dataclass(frozen=True, kw_only=True)
class Averaged:
    """What an average says of one answer, on the day of the check."""

    question: str
    answer: str
    population: str
    level: float
    low: float  # of the 95 % band
    high: float
    majority: float  # the probability of more than half
    polls: int
    pollsters: int
    last_poll: date
    has_line: bool
    wordings: int = 1
    largest: str = ""
    largest_part: float = 0.0
    rise: float | None = None  # the probability of a rise since the claim's day


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a claim does not stand as it is; `about` is the word or value it hangs on."""

    why: Why
    about: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status, what decided it, and what the record lacks."""

    status: Status
    reasons: tuple[Reason, ...] = ()
    missing: tuple[Missing, ...] = field(default=())


def judge(
    best: Status, reasons: Sequence[Reason], missing: tuple[Missing, ...] = ()
) -> Verdict:
    """The worst reason decides; one that only asks for care leaves the status as it is."""
    worst = max([best, *(WEIGHT.get(one.why, Status.NOT_SUPPORTED) for one in reasons)])
    return Verdict(worst, tuple(dict.fromkeys(reasons)), missing)
