"""A text in paragraphs and sentences, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise

from undersigned.evidence.articles.found import Passage

_LONGEST = 1_500  # characters; what is longer is cut at a space: nobody writes it
_NARROWEST, _WIDEST, _LEAST_BREAKS = 50, 100, 2
_WORD = re.compile(r"[\w\u201c\"'\u2018($]\S*")
_PARAGRAPH = re.compile(r"[^\n]+")
_STOP = re.compile(r"[.!?][\u201d\"'\u2019)\]]{0,3}(?=\s)")
_SHORT = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "sen",
        "rep",
        "gov",
        "gen",
        "lt",
        "col",
        "sgt",
        "st",
        "jr",
        "sr",
        "no",
        "vs",
        "u.s",
        "u.k",
        "d.c",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sept",
        "sep",
        "oct",
        "nov",
        "dec",
        "est",
        "approx",
        "rev",
        "hon",
        "pres",
        "dept",
        "univ",
        "e.g",
        "i.e",
        "fig",
        "vol",
        "pp",
        "p",
        "ed",
        "a.m",
        "p.m",
    ]
)
_NEXT = re.compile(r"\s+[\u201c\"'\u2018(\[]{0,3}[a-z]")
_LAST_WORD = re.compile(r"[\w.'\u2019-]{1,20}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`paragraph` counts from 0."""

    text: str
    start: int
    paragraph: int

    @property
    def passage(self) -> Passage:
        return Passage(self.start, self.start + len(self.text))


def unwrapped(text: str) -> str:
    """Lines that were broken at a width, as in an email, joined; each place stays the same.

    A break is one of width where the next word would not have fitted on the line.
    """
    rows = text.split("\n")
    width = max(map(len, rows))
    if not _NARROWEST <= width <= _WIDEST:
        return text
    broken = [
        place
        for place, (row, following) in enumerate(pairwise(rows))
        if row and (word := _WORD.match(following)) and len(row) + 1 + len(word[0]) > width
    ]
    if len(broken) < _LEAST_BREAKS:
        return text
    ends = ["\n"] * len(rows)
    for place in broken:
        ends[place] = " "
    return "".join(chain.from_iterable(zip(rows, ends, strict=True)))[:-1]


def split(text: str) -> Iterator[Sentence]:
    """All sentences in their order; quotation marks stay with what they close."""
    for number, found in enumerate(_PARAGRAPH.finditer(text)):
        for start, end in _ends(found[0]):
            piece = found[0][start:end]
            stripped = piece.strip()
            if stripped:
                offset = found.start() + start + piece.index(stripped[0])
                yield Sentence(stripped, offset, number)


def _ends(block: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _STOP.finditer(block):
        if _goes_on(block, start, stop):
            continue
        yield from _cut(block, start, stop.end())
        start = stop.end()
    yield from _cut(block, start, len(block))


def _goes_on(block: str, start: int, stop: re.Match[str]) -> bool:
    if _NEXT.match(block, stop.end()):
        return True
    if stop[0] != ".":
        return False
    word = _LAST_WORD.search(block, max(start, stop.start() - 20), stop.start())
    if word is None:
        return False
    bare = word[0].lower()
    return bare in _SHORT or re.fullmatch(r"(?:[a-z]\.)*[a-z]", bare) is not None


def _cut(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        at = block.rfind(" ", start + 1, start + _LONGEST)
        at = at if at > start else start + _LONGEST
        yield start, at
        start = at
    yield start, end
