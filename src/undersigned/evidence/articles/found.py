"""What was found in an article; `start` and `end` are places in its text."""

from dataclasses import dataclass
from dataclasses import field as also
from datetime import date


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """A share in figures or words: 71 to 71, or 'more than two thirds' from 66.7 to 100."""

    passage: Passage
    words: str
    low: float
    high: float

    @property
    def share(self) -> float | None:
        """The one number that it says; None for a range and for words such as 'a majority'."""
        return self.low if self.low == self.high else None

    @property
    def is_majority_alone(self) -> bool:
        """'Most', 'a majority': often a headline's words for a number that stands below."""
        return (
            self.share is None
            and not any(letter.isdigit() for letter in self.words)
            and (self.words.casefold().endswith(("most", "majority", "plurality")))
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One figure of a poll: of whom, and what they said, in the article's own words."""

    figure: Figure
    passage: Passage  # the sentence
    begun: int  # where the sentence starts in which its question began
    population: str = ""
    question: str = ""


@dataclass(kw_only=True, slots=True)
class FoundPoll:
    """A poll as an article tells of it. What it does not tell is empty."""

    pollster: str = ""
    sponsor: str = ""
    passage: Passage
    published: str = ""  # as printed: 'Monday'
    published_on: date | None = None
    field: str = ""  # as printed: 'July 5-7'
    field_start: date | None = None
    field_end: date | None = None
    size: int | None = None
    population: str = ""
    margin: str = ""
    mode: str = ""
    wording: str = ""
    is_open_to_all: bool = False
    findings: list[Finding] = also(default_factory=list)

    @property
    def has_numbers(self) -> bool:
        return any(one.figure.share is not None for one in self.findings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quotation:
    """Words between quotation marks, and who is said to have said them; '' if nobody is."""

    passage: Passage
    words: str
    speaker: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Hashtag:
    passage: Passage
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundDate:
    """A date as printed, and as a day where the year is known."""

    passage: Passage
    words: str
    first: date | None
    last: date | None


@dataclass(frozen=True, kw_only=True)
class Article:
    """The text that was read, and all that was found in it, in its order."""

    text: str
    title: str = ""
    site: str = ""
    published: date | None = None
    was_cut: bool = False
    polls: tuple[FoundPoll, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    hashtags: tuple[Hashtag, ...] = ()
    dates: tuple[FoundDate, ...] = ()
