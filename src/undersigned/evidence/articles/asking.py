"""Of whom a figure is and what they said, in the sentence's own words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from undersigned.evidence.articles import days, judging, samples
from undersigned.evidence.articles.found import Figure
from undersigned.evidence.articles.sentences import Sentence

_LONGEST = 200
_WORDING = re.compile(
    r"(?:\b(?:asked|asking|question|wording|read)\b[^\u201c\"\u2018]{0,120})"
    r"(?:\u201c([^\u201c\u201d]{10,600}\?)\u201d|\"([^\"]{10,600}\?)\"|"
    r"\u2018([^\u2018\u2019]{10,600}\?)\u2019)",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"^(?:of\swhom\s|who\s)?(?:also\s|now\s|then\s)?(?:told\s(?:the\s|our\s)?(?:pollsters?\s|"
    r"surveyors?\s|researchers?\s|us\s)?(?:[A-Z][\w-]+\s){0,3}(?:that\s)?|"
    r"(?:said|say|saying|answered|replied|responded|reported)\s(?:that\s)?|agreed?\sthat\s|"
    r"were\sof\sthe\sview\sthat\s)"
)
_LEADING = re.compile(
    r"^(?:[\s,;:()\u2022\u25aa\u25cf*\u2013\u2014-]|and\s|but\s|while\s|with\s|compared\s|that\s|or\s(?:more|so)\s)+"
)
_TRAILING = re.compile(
    r"(?:[\s,;:()\u2022\u25aa\u25cf*\u2013\u2014-]|\s(?:and|but|while|with|compared|to|"
    r"compared with|compared to|versus|vs\.?|at|by|that|the|a|an|of|among|only|just|another|"
    r"about|nearly|as|where|who|whereas|although|than|had|are|is|was|stood|stands|from))+$"
)
_ATTRIBUTION = re.compile(
    r",?\s(?:according\sto|the\s(?:\w+\s)?(?:poll|survey)\s(?:found|showed|says|said|suggests)|"
    r"in\s(?:an?|the|its|their|one)\s(?:[\w/\u2019'\u2013-]{1,30}\s){0,5}(?:poll|survey))\b.*$|"
    r",\s(?:an?|the|one|our|its|their)\s[^,]{0,80}\b(?:poll|survey)\b.*$|,\spolling\sby\b.*$|"
    r",\sper\s(?:an?|the|its|new|[A-Z]).*$",
    re.IGNORECASE | re.DOTALL,
)
_INTRODUCED = re.compile(
    r"^.*?\b(?:found|finds|showed|shows|show|suggests?|indicates?|revealed|reported|put|has)\s"
    r"(?:that\s)?",
    re.IGNORECASE | re.DOTALL,
)
_NEW_CLAUSE = re.compile(
    r"[;!?]|,\s(?:while|and|but|compared|with|whereas|up|down|although|according)\b|"
    r"\s(?:while|whereas|compared\s(?:with|to))\s|\s[\u2014\u2013]\s|\s\("
)
_OTHER_CLAUSE = re.compile(r",\s(?:and|but|while|whereas)\s")
_TO_THE_POLL = re.compile(
    r"^\s?to\s(?:the|an?|its)\s(?:[\w.\u2019'/-]{1,30}\s){0,5}(?:poll|survey)\s"
)
_LEAST_WORDS, _PAIR_GAP = 2, 6
_DO = re.compile(
    r"^(?:do|did|does|do so|did so|agreed?|felt the same|the same)$", re.IGNORECASE
)
_WHEN = re.compile(
    r"^(?:in|on|last|this|earlier|at|since)\s(?:the\s)?(?:January|February|March|April|May|June|July|"
    r"August|September|October|November|December|\w{3,6}day|\d{4}|week|month|year|spring|summer|"
    r"fall|autumn|winter|moment|latest\s\w+|most\srecent\s\w+|current\s\w+|new\s(?:poll|survey))"
    r"(?:\s\d{4})?\b,?\s?"
)
_MARGIN_OF = re.compile(
    r"\b(?:[Bb]y\s)?(?:an?\s)?(?:\w+\s)?(?:margin|ratio)\sof$|\b[Bb]y$|\b[Bb]y\s(?:about|nearly)$"
)
_ALONE = re.compile(
    r"^(?:dis)?(?:approv|agre|satisf|support|oppos|undecid|unsure|neither|favou?r|against|unfavou?r|"
    r"uncertain|neutral|trust)\w*$",
    re.IGNORECASE,
)


_AREA = re.compile(
    r"(?:(?:In|Across|Outside)\s(?:the\s)?(?:suburbs|cities|countryside|rural\s\w+|urban\s\w+|"
    r"suburban\s\w+|swing\s\w+|battleground\s\w+|small\stowns|(?:north|south|east|west)\w*)|"
    r"Upstate|Downstate)\b"
)
_PLACE_AT = re.compile(
    rf"\bin\s(?!(?:{days.MONTH})\b)([A-Z]\w+(?:\s[A-Z]\w+){{0,2}}),?\s(?:at|with|where)\s$"
)
_THE_FIGURE = re.compile(
    r"\b(?:the|that|this)\s(?:figure|share|number|proportion|percentage)(?:\s\w+)?$"
)


def wording(text: str) -> str:
    """The question as it was asked, where the article quotes it."""
    found = _WORDING.search(text)
    return " ".join((found[1] or found[2] or found[3]).split()) if found else ""


@dataclass(slots=True)
class _Part:
    """A figure with the words around it; `after` is empty where the sentence says it later."""

    figure: Figure
    people: str
    after: str
    before: str
    is_pair: bool  # '54 percent to 39 percent': the second of two


def answers(
    sentence: Sentence, figures: Sequence[Figure], chosen: Sequence[Figure]
) -> Iterator[tuple[Figure, str, str]]:
    """Each chosen figure with its population and its question in short; either may be ''."""
    parts = _parts(sentence, figures)
    area = _AREA.match(sentence.text)
    for place, part in enumerate(parts):
        if part.figure in chosen:
            people = [_whose(parts, place), area[0][0].lower() + area[0][1:] if area else ""]
            yield part.figure, ", ".join(filter(None, people)), _asked(parts, place)


def _parts(sentence: Sentence, figures: Sequence[Figure]) -> list[_Part]:
    text, last = sentence.text, 0
    parts = []
    starts = [one.passage.start - sentence.start for one in figures]
    for place, figure in enumerate(figures):
        first, end = starts[place], figure.passage.end - sentence.start
        until = starts[place + 1] if place + 1 < len(figures) else len(text)
        people, begins = _people(text, first, end, until, last)
        after = _short(text[begins:until], is_after=True)
        parts.append(
            _Part(
                figure=figure, people=people, after=after,
                before=_short(_INTRODUCED.sub("", text[last:first]), is_after=False),
                is_pair=place > 0 and first - last <= _PAIR_GAP and last > 0,
            )
        )  # fmt: skip
        last = max(end, begins)
    return parts


def _people(text: str, first: int, end: int, until: int, last: int) -> tuple[str, int]:
    """Who they are, and where what they said begins."""
    after = judging.next_people(text, end)
    if after is not None:
        return after[2], after[1]
    behind = text[end:until]
    for start, stop, words in samples.populations(behind):
        if re.fullmatch(r",\s(?:\w+\s)?", behind[:start]):
            return words, end + stop
        if re.search(r"\samong\s(?:the\s|all\s)?$", behind[:start]):
            return words, end
    before = list(samples.populations(text[last:first]))
    if not before:
        place = _PLACE_AT.search(text[last:first])
        return (f"in {place[1]}" if place else ""), end
    among = [
        words for start, _stop, words in before
        if re.search(r"\b(?:among|of|for|with)\s(?:the\s|all\s)?$",
                     text[last : last + start], re.IGNORECASE)
    ]  # fmt: skip
    return (among or [words for _start, _stop, words in before])[-1], end


def _whose(parts: Sequence[_Part], place: int) -> str:
    """Its own people; those of its other half; those that the sentence named before."""
    for part in (*parts[place::-1],):
        if part.people:
            return part.people
    later = parts[place + 1 : place + 2]
    return later[0].people if later and later[0].is_pair else ""


def _asked(parts: Sequence[_Part], place: int) -> str:
    """What was said: after the figure, before it, or where the sentence says it for several."""
    part = parts[place]
    if _is_said(part.after):
        return part.after
    if not part.after:
        for later in parts[place + 1 :]:
            if _is_said(later.after) and not part.before:
                return later.after
    if part.before and not _DO.match(part.after):
        return part.before
    for earlier in reversed(parts[:place]):
        if _is_said(earlier.after) or earlier.before:
            return earlier.after if _is_said(earlier.after) else earlier.before
    return part.before or part.after


def _is_said(words: str) -> bool:
    return (len(words.split()) >= _LEAST_WORDS and not _DO.match(words)) or bool(
        _ALONE.match(words)
    )


def _short(words: str, *, is_after: bool) -> str:
    if is_after and _OTHER_CLAUSE.match(words):
        return ""
    words = _TO_THE_POLL.sub("", words)
    words = _LEADING.sub("", _ATTRIBUTION.sub("", words))
    words = words.strip().rstrip(".")
    if is_after:
        words = _WHEN.sub("", _SAYING.sub("", words, count=1))
        words = re.sub(r"^(?:who|of\swhom)\s", "", words)
        clause = _NEW_CLAUSE.search(words)
        words = words[: clause.start()] if clause else words
        words = re.sub(r"\samong\s(?:the\s|all\s)?[\w\s-]{3,60}$", "", words)
    else:
        clauses = list(_NEW_CLAUSE.finditer(words))
        words = words[clauses[-1].end() :] if clauses else words
        words = _TRAILING.sub("", f" {_MARGIN_OF.sub('', words.strip())}").strip()
        words = re.sub(
            r"^(?:of|among|[Ii]n|[Aa]mong)\s[^,]{2,60},\s|^[^,]{2,60},\s(?=[\w\s]{0,20}$)",
            "",
            words,
        )
    words = _TRAILING.sub("", f" {words.strip().rstrip('.')}")
    return "" if _THE_FIGURE.search(words) else " ".join(words.split())[:_LONGEST]
