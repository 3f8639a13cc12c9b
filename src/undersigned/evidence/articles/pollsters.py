"""Who took a poll, as an article says it: known names, and the ways in which names stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from undersigned.evidence.articles.found import Passage

# Names that mean a poll by themselves, and names of newspapers that do so beside 'poll'.
_POLLSTERS = """
AP-NORC|Associated Press-NORC Center for Public Affairs Research|Angus Reid|AtlasIntel|Beacon
Research|Change Research|Civiqs|Data for Progress|EPIC-MRA|Echelon Insights|Elway|
Elon University|Emerson College|Gallup|GQR|Granite State Poll|Hart Research|Harris Insights|
Harris Poll|Harris|Harvard CAPS|InsiderAdvantage|Ipsos MORI|Ipsos|KFF|
Kaiser Family Foundation|Langer Research|
Léger|Leger|MassINC|Marist College|Marist|Marquette Law School|Marquette University Law School|
Mason-Dixon|McLaughlin|Monmouth University|Monmouth|Morning Consult|Muhlenberg College|NORC|
Nanos|Navigator|Opinium|Pew Research Center|Pew|Public Policy Institute of California|
Public Policy Polling|Public Religion Research Institute|PRRI|Quinnipiac University|Quinnipiac|
Rasmussen Reports|Rasmussen|Redfield and Wilton|Redfield & Wilton|Roanoke College|SSRS|Savanta|
Selzer & Co|Selzer|Siena College|Siena|St. Pete Polls|Suffolk University|Suffolk|SurveyMonkey|
SurveyUSA|Survation|Trafalgar Group|Trafalgar|University of New Hampshire|Winthrop|YouGov|Zogby
"""
_MEDIA = """
ABC News|Associated Press|Axios|Bloomberg|Boston Globe|CBS News|CNBC|CNN|Des Moines Register|
Economist|Fox News|Guardian|HuffPost|Los Angeles Times|Marketplace|NBC News|NPR|New York Times|
PBS NewsHour|Politico|Reuters|Times|USA TODAY|USA Today|Univision|Wall Street Journal|Washington
Post|Yahoo News
"""


def _alternatives(names: str) -> str:
    listed = {" ".join(name.split()) for name in names.replace("\n", " ").split("|")}
    return "|".join(sorted((re.escape(name) for name in listed if name), key=len, reverse=True))


_JOIN = r"(?:\s?[/\u2013-]\s?|\sand\sthe\s|\sand\s)"
_KNOWN = re.compile(
    rf"(?<![\w])(?P<name>(?:(?:The\s)?(?:{_alternatives(_MEDIA)}){_JOIN}){{0,3}}"
    rf"(?:{_alternatives(_POLLSTERS)})"
    rf"(?:{_JOIN}(?:{_alternatives(_POLLSTERS + '|' + _MEDIA)})){{0,3}})"
    r"(?:\s(?P<after>[Pp]olls?|[Ss]urveys?))?(?!\w)"
)
_WORD = r"[A-Z][\w.&'\u2019/\u2013-]{0,30}"
_NAME = rf"{_WORD}(?:\s(?:(?:of|for|and|&|the)\s)?{_WORD}){{0,5}}"
_KIND = (
    r"(?:national|statewide|nationwide|online|tracking|telephone|phone|weekly|monthly|new|"
    r"state|internal|opinion|public|latest|recent|daily|regional|local|annual|quarterly)"
)
_POLL = r"(?:[Pp]oll(?!\s(?:numbers?|workers?|tax|watchers?|worker))s?|[Ss]urveys?)"
_NAMED_POLL = re.compile(rf"(?P<name>{_NAME})(?:\s{_KIND}){{0,2}}\s(?P<poll>{_POLL})\b")
_BY = re.compile(
    rf"\b(?:by|from)\s(?:pollsters?\s|the\s|researchers\sat\s(?:the\s)?)?(?P<name>{_NAME})"
)
_FOR = re.compile(
    r"\b(?:commissioned by|sponsored by|funded by|paid for by|ordered by|on behalf of|"
    rf"(?:conducted|carried out|taken|done)\sfor|poll\sfor|survey\sfor|for)\s(?:the\s)?"
    rf"(?P<name>{_NAME})"
)
_BY_ANOTHER = re.compile(
    rf"(?P<sponsor>{_NAME})\s{_POLL}\s(?:(?:conducted|carried\sout|taken|done|run)\s)?by\s(?:the\s)?"
    rf"(?={_NAME})"
)
_PLAINLY_FOR = re.compile(
    rf"(?:\b(?:by|from)\s(?:the\s)?{_NAME}|\b(?:[Pp]oll(?:s|ing)?|[Ss]urveys?)|"
    r"\b(?:conducted|carried\sout|taken|done)\b[^.;]{0,60})\s$"
)
_ASKED = re.compile(
    rf"(?P<name>{_NAME})(?:,\sa\s[\w\s-]{{3,60}},|,\swhich)?\s"
    r"(?P<verb>polled|surveyed|interviewed|asked|found|finds|questioned)\b"
)
_POLLED = re.compile(
    r"\b(?:polls?|surveys?|surveyed|polled|pollsters?)\b(?!\s(?:numbers|workers?|tax))",
    re.IGNORECASE,
)
_FIRST_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "this",
        "that",
        "these",
        "those",
        "one",
        "another",
        "new",
        "recent",
        "latest",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "in",
        "on",
        "by",
        "from",
        "our",
        "its",
        "their",
        "his",
        "her",
        "opinion",
        "exit",
        "national",
        "online",
        "tracking",
        "internal",
        "public",
        "statewide",
        "and",
        "but",
        "for",
        "since",
        "when",
        "while",
        "after",
        "before",
        "according",
        "last",
        "earlier",
        "late",
        "weekly",
        "monthly",
        "two",
        "three",
        "several",
        "most",
        "many",
        "both",
        "other",
        "previous",
        "separate",
        "straw",
        "first",
        "second",
        "each",
        "every",
        "new",
        "no",
        "some",
        "any",
        "as",
        "at",
        "with",
        "reader",
        "readers",
        "web",
        "phone",
        "telephone",
        "private",
        "independent",
        "even",
        "yet",
        "also",
        "still",
        "meanwhile",
        "is",
        "are",
        "was",
        "if",
        "though",
        "although",
        "past",
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
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
    ]
)
_NOT_NAMES = frozenset(
    [
        "i",
        "he",
        "she",
        "they",
        "we",
        "it",
        "who",
        "what",
        "voters",
        "americans",
        "democrats",
        "republicans",
        "researchers",
        "poll",
        "survey",
        "pollsters",
    ]
)


@dataclass(frozen=True, slots=True)
class Named:
    """A pollster's name as it stands in the text."""

    name: str
    passage: Passage


def speaks_of_a_poll(text: str) -> bool:
    return _POLLED.search(text) is not None


def names(text: str, *, start: int = 0, known: Sequence[str] = ()) -> Iterator[Named]:
    """Every pollster that the sentence names, in its order, none twice.

    `known` are names that are on record.
    """
    hits = list(_known(text))
    for name in known:
        at = text.find(name) if name else -1
        if at >= 0:
            hits.append((at, at + len(name), name))
    if speaks_of_a_poll(text):
        hits.extend(_by_form(text))
    sponsors = [(first, last) for first, last, _name in _by_another(text)]
    hits = [hit for hit in hits if not any(low <= hit[0] < high for low, high in sponsors)]
    hits.sort(key=lambda hit: (hit[0], -(hit[1] - hit[0])))
    end, seen = -1, set()
    for first, last, name in hits:
        if first < end or name.casefold() in seen:
            continue
        end = last
        seen.add(name.casefold())
        yield Named(name, Passage(start + first, start + last))


def _known(text: str) -> Iterator[tuple[int, int, str]]:
    is_poll = speaks_of_a_poll(text)
    for found in _KNOWN.finditer(text):
        name = found["name"].removeprefix("The ")
        at = found.start("name") + len(found["name"]) - len(name)
        if found["after"] == "Poll" and _is_all_of_a_name(text, found):
            name = name if name.endswith("Poll") else f"{name} Poll"
        by = text[: found.start()].endswith(("by ", "from ", "by the "))
        if is_poll or by or " " in name or "/" in name or _acts(text, found.end()):
            yield at, at + len(name), name


def _is_all_of_a_name(text: str, found: re.Match[str]) -> bool:
    """'the Harris Poll' is a name; 'a Gallup Poll' is Gallup's."""
    return text[max(0, found.start() - 4) : found.start()].lower() == "the "


def _acts(text: str, place: int) -> bool:
    return (
        re.match(r"\s(?:found|finds|says|said|polled|surveyed|asked)\b", text[place:])
        is not None
    )


def _by_form(text: str) -> Iterator[tuple[int, int, str]]:
    sponsors = set(sponsored(text))
    for found in _NAMED_POLL.finditer(text):
        name, at = _stripped(found["name"], found.start("name"))
        if name and found["poll"] in {"Poll", "Survey"} and len(name.split()) < 4:  # noqa: PLR2004
            yield at, found.end("poll"), f"{name} {found['poll']}"
        elif name:
            yield at, at + len(name), name
    for found in _BY.finditer(text):
        name, at = _stripped(found["name"], found.start("name"))
        if name and name not in sponsors and _polled_before(text, found.start()):
            yield at, at + len(name), name
    for found in _ASKED.finditer(text):
        name, at = _stripped(found["name"], found.start("name"))
        takes_part = found["verb"] in {"polled", "surveyed", "interviewed"}
        if name and (takes_part or _polled_before(text, found.start())):
            yield at, at + len(name), name


def _polled_before(text: str, place: int) -> bool:
    return _POLLED.search(text, max(0, place - 220), place) is not None


def _stripped(name: str, at: int) -> tuple[str, int]:
    """The name without 'The', 'A new' or 'Monday' before it; '' if nothing is left."""
    while name:
        first, _space, rest = name.partition(" ")
        bare = first.lower().rstrip(".,")
        bare = bare.removesuffix("'s").removesuffix("\u2019s")
        if bare not in _FIRST_WORDS:
            break
        at += len(name) - len(rest) if rest else len(name)
        name = rest
    name = re.sub(r"(?:'s|\u2019s|[.,'\u2019-])$", "", name)
    words = name.split()
    while words and words[-1].lower() in _FIRST_WORDS:
        words.pop()
    name = " ".join(words)
    return ("", at) if name.lower() in _NOT_NAMES else (name, at)


def sponsored(text: str) -> list[str]:
    """Who had it done or paid for it, as the sentence says."""
    found = []
    inside = [one.span("name") for one in _KNOWN.finditer(text)]
    if inside or speaks_of_a_poll(text):
        for match in _FOR.finditer(text):
            if any(first < match.start() < last for first, last in inside):
                continue
            name, _at = _stripped(match["name"], 0)
            words = match[0].split()[0].lower()
            is_plain = words == "for"
            if name and (not is_plain or _PLAINLY_FOR.search(text, 0, match.start())):
                found.append(name)
        found.extend(name for _first, _last, name in _by_another(text))
    return found


def _by_another(text: str) -> Iterator[tuple[int, int, str]]:
    """'A Times Union/Spectrum News Poll by Siena College': theirs, and Siena's work."""
    for found in _BY_ANOTHER.finditer(text):
        name, at = _stripped(found["sponsor"], found.start("sponsor"))
        if name and _KNOWN.fullmatch(name) is None:
            yield at, at + len(name), name
