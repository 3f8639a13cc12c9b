"""Shares in figures and in words, with what they say at least and at most."""

import re
from collections.abc import Iterator

from undersigned.evidence.articles.found import Figure, Passage
from undersigned.evidence.articles.numbering import COUNT, PARTS, number

_MORE = ("more than", "over", "at least", "upwards of", "upward of", "north of", "above")
_LESS = ("less than", "under", "fewer than", "below")
_NEAR = (
    "nearly", "almost", "close to", "about", "around", "roughly", "some", "approximately",
    "just over", "just under", "slightly more than", "slightly less than", "only", "just",
    "fully", "as many as", "a full",
)  # fmt: skip
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "zero|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
SPELT = (
    rf"(?:(?:{_TENS})(?:-(?:{_UNITS}))?|{_TEENS}|{_UNITS})[\s-](?:percent|per\s?cent)(?![\w-])"
)
_HOW = "|".join(sorted((*_MORE, *_LESS, *_NEAR), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:\.\d{1,2})?"
_PERCENT = r"(?:\s?%|[\s-](?:percent|per\s?cent|pct\.?)(?![\w-])(?!age))"
_FIGURE = re.compile(
    rf"(?:\b(?P<how>{_HOW})\s{{1,3}})?"
    rf"(?:between\s(?P<from>{_NUMBER}){_PERCENT}?\sand\s(?P<until>{_NUMBER}){_PERCENT}"
    rf"|(?<![\d.,$\u20ac\u00a3/-])(?P<low>{_NUMBER})(?P<sign>{_PERCENT})?"
    rf"(?P<to>\s?(?:to|[\u2013-]|versus|vs\.?)\s?)(?P<high>{_NUMBER}){_PERCENT}"
    rf"|(?<![\d.,$\u20ac\u00a3/])(?P<percent>{_NUMBER}){_PERCENT}"
    rf"|\b(?P<spelt>{SPELT})"
    rf"|\b(?P<some>{COUNT})[\s-](?:in|out\sof)[\s-](?:every\s)?(?P<all>{COUNT})\b"
    rf"|\b(?:(?P<times>{COUNT}|an?)[\s-])?(?P<part>thirds?|quarters?|fourths?|fifths?|"
    rf"sixths?|tenths?)\b"
    rf"|\b(?P<half>half)\b"
    rf"|\b(?P<most>(?:an?\s(?:\w{{3,14}}\s)?)?majority|most|a\s(?:\w{{3,14}}\s)?plurality)\b)",
    re.IGNORECASE,
)
_WHOLE, _HALF = 100.0, 50.0
_HALF_POINT = 0.01


def find(text: str, *, start: int = 0) -> Iterator[Figure]:
    """Every share in the text, the two of '54 percent to 39 percent' each by itself."""
    for found in _FIGURE.finditer(text):
        for passage, words, low, high in _shares(found):
            if 0 <= low <= high <= _WHOLE:
                yield Figure(
                    passage=Passage(start + passage[0], start + passage[1]),
                    words=" ".join(words.split()), low=low, high=high,
                )  # fmt: skip


_Share = tuple[tuple[int, int], str, float, float]


def _shares(found: re.Match[str]) -> Iterator[_Share]:
    whole = found.span()
    how = (found["how"] or "").lower()
    if found["from"]:
        yield whole, found[0], float(found["from"]), float(found["until"])
    elif found["low"]:
        yield from _pair(found)
    elif found["percent"]:
        yield whole, found[0], *_bounds(how, float(found["percent"]))
    elif found["spelt"] or found["half"]:
        share = float(spelt(found["spelt"])) if found["spelt"] else _HALF
        yield whole, found[0], *_bounds(how, share)
    elif found["most"]:
        low = 0.0 if "plurality" in found["most"].lower() else _HALF + _HALF_POINT
        yield whole, found[0], low, _WHOLE
    else:
        yield whole, found[0], *_bounds(how, _fraction(found))


def _fraction(found: re.Match[str]) -> float:
    """'seven in ten', 'two thirds'; more than a whole is none."""
    if found["some"]:
        some, every = number(found["some"]), number(found["all"])
        return round(_WHOLE * some / every, 2) if every else _WHOLE + 1
    part = PARTS[found["part"].lower().rstrip("s")]
    return round(number(found["times"] or "one") * part, 2)


def _pair(found: re.Match[str]) -> Iterator[_Share]:
    """'54% to 39%' are two shares, '60 to 65 percent' is one that is not known better."""
    low, high = float(found["low"]), float(found["high"])
    if found["sign"] or low > high or "v" in found["to"].lower():
        middle = found.end("sign") if found["sign"] else found.end("low")
        first = found.string[found.start() : middle]
        yield (found.start(), middle), first, low, low
        second = found.string[found.start("high") : found.end()]
        yield (found.start("high"), found.end()), second, high, high
    else:
        yield found.span(), found[0], low, high


def _bounds(how: str, share: float) -> tuple[float, float]:
    if how in _MORE:
        return share, _WHOLE
    if how in _LESS:
        return 0.0, share
    return share, share


def spelt(words: str) -> int:
    """'Fifty-two percent' is 52."""
    before = re.split(r"[\s-]per", words.lower())[0]
    ten, _dash, unit = before.partition("-")
    if ten in _TENS.split("|"):
        return 20 + 10 * _TENS.split("|").index(ten) + (number(unit) if unit else 0)
    teens = _TEENS.split("|")
    return (0 if ten == "zero" else 9 + teens.index(ten)) if ten in teens else number(ten)
