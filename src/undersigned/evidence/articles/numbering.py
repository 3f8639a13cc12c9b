"""Small numbers and parts of a whole as a text spells them: 'seven in ten', 'a third'. Pure."""

from collections.abc import Mapping
from typing import Final

NUMBERS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
COUNT: Final = "|".join((*NUMBERS, r"\d{1,3}"))  # for a pattern
PARTS: Final[Mapping[str, float]] = {  # in per cent
    "half": 50.0, "third": 100 / 3, "quarter": 25.0, "fourth": 25.0, "fifth": 20.0,
    "sixth": 100 / 6, "tenth": 10.0,
}  # fmt: skip


def number(word: str) -> int:
    """What COUNT finds, or an article.

    >>> number("Seven"), number("a"), number("12")
    (7, 1, 12)
    """
    word = word.lower()
    if word in ("a", "an"):
        return 1
    return NUMBERS.index(word) + 1 if word in NUMBERS else int(word)
