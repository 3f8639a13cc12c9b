"""Reads what a sentence says that a poll could carry: shares, of whom, and how it is put.

    said = read("More than half of registered voters, 57%, have been to a post office.")
    said.shares        # (Share(50, 100, "More than half"), Share(57, 57, "57%"))
    said.groups        # {"registered voters"}

Rules, no model: what is not recognised is not guessed.
"""

import re
from dataclasses import dataclass
from enum import Enum

from undersigned.evidence.articles import figures
from undersigned.evidence.articles.numbering import COUNT, PARTS, number

_MORE, _LESS = (
    ("more than", "over", "at least", "upwards of"),
    ("less than", "under", "fewer than"),
)
_NEARLY, _ABOUT = (
    ("nearly", "almost", "close to"),
    ("about", "around", "roughly", "some", "approximately"),
)
_HOW = "|".join((*_MORE, *_LESS, *_NEARLY, *_ABOUT))
_SHARE = re.compile(
    rf"(?:\b(?P<how>{_HOW})\s+)?(?:a\s+full\s+)?"
    rf"(?:(?P<percent>\d{{1,3}}(?:\.\d{{1,2}})?)\s*-?(?:%|per\s?cent\b)"
    rf"|\b(?P<spelt>{figures.SPELT})"
    rf"|\b(?P<some>{COUNT})[\s-]+(?:in|out\s+of|of)\s+(?:every\s+)?(?P<all>{COUNT})\b"
    rf"|\b(?P<times>{COUNT}|an?)[\s-]+(?P<part>third|quarter|fourth|fifth|sixth|tenth)s?\b"
    rf"|\b(?P<half>half)\b)",
    re.IGNORECASE,
)
_NEAR = {"percent": 0.5, "words": 2.0}  # how far a number may be from the record's
_ABOUT_NEAR, _NEARLY_NEAR = 2.0, 3.0

# The longest first: what one took is not read again.
_GROUPS = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), name)
    for words, name in (
        (r"democrats? and \S*\s?leaners|democratic[- ]leaning \w+", "Democrats and leaners"),
        (r"republicans? and \S*\s?leaners|republican[- ]leaning \w+", "GOP leaners"),
        (r"democratic primary voters", "Democratic primary voters"),
        (r"republican primary voters", "Republican primary voters"),
        (r"registered (?:democrats|democratic voters)", "registered Democrats"),
        (r"registered (?:republicans|republican voters)", "registered Republicans"),
        (r"likely (?:democratic|republican) voters", "likely voters of a party"),
        (r"young(?:er)? (?:people|adults|voters|americans|men|women)|under 30", "young people"),
        (r"seniors|older (?:people|adults|voters|americans)|65 and older|over 65",
         "older people"),
        (r"registered voters", "registered voters"),
        (r"likely voters", "likely voters"),
        (r"democrats|democratic voters", "Democrats"),
        (r"republicans|republican voters|gop voters", "Republicans"),
        (r"independents|independent voters", "independents"),
        (r"americans|adults|the public|the country", "adults"),
        (r"voters|the electorate", "voters"),
        (r"women|moms|mothers", "women"),
        (r"men|dads|fathers", "men"),
        (r"parents", "parents"),
        (r"rural", "rural"),
        (r"suburban", "suburban"),
        (r"urban", "urban"),
        (r"black", "Black"),
        (r"latinos?|hispanics?", "Latino"),
        (r"union (?:members|households)", "union members"),
    )
)  # fmt: skip
_STATE_NAMES = """
Alabama Alaska Arizona Arkansas California Colorado Connecticut Delaware Florida Georgia
Hawaii Idaho Illinois Indiana Iowa Kansas Kentucky Louisiana Maine Maryland Massachusetts
Michigan Minnesota Mississippi Missouri Montana Nebraska Nevada New_Hampshire New_Jersey
New_Mexico New_York North_Carolina North_Dakota Ohio Oklahoma Oregon Pennsylvania
Rhode_Island South_Carolina South_Dakota Tennessee Texas Utah Vermont Virginia Washington
West_Virginia Wisconsin Wyoming
"""
STATES = frozenset(name.replace("_", " ") for name in _STATE_NAMES.split())
_STATE = re.compile(
    r"\b(West Virginia|New (?:Hampshire|Jersey|Mexico|York)|(?:North|South) Carolina|"
    r"(?:North|South) Dakota|Rhode Island|[A-Z][a-z]+)(?:ns|ans|ians|ers|ites)?\b"
)


class Put(Enum):
    """A way of putting it that one poll's figure alone does not carry."""

    MAJORITY = "a majority"
    CHANGE = "a change"
    COMPARISON = "a comparison"
    ALWAYS = "more polls than one"
    EXTREME = "an extreme"


_WAYS = {
    Put.MAJORITY: (r"majorit\w+", r"\bmost\b(?! recent)", r"(?:more than|over) half"),
    Put.CHANGE: (
        r"\b(?:ros|ris|fall|fell|drop|grow|grew|increas|declin|surg|plung|plummet)\w*",
        r"\b(?:shrink|shrank|climb|slump|erod)\w*|\b(?:up|down) from\b|\bno longer\b",
        r"\bthan (?:before|ever|last (?:year|month|week)|a year ago)\b",
    ),
    Put.COMPARISON: (
        r"\b(?:likelier|twice as many|three times as many|outnumber\w*)\b",
        (
            r"\b(?:more|less|fewer|higher|lower|rather)\b[^.;]*?\bthan\b"
            rf"(?!\s+(?:{COUNT}|half|a |\d))"
        ),
    ),
    Put.ALWAYS: (
        r"\b(?:poll after poll|survey after survey|every poll|all (?:the )?polls)\b",
        r"\bpolls (?:all |both |now )?(?:show|agree|find|say)\b",
        r"\b(?:consistently|time and again)\b",
        (
            r"\b(?:latest|recent|several|many|two|three|both|new)\s(?:\w+\s)?"
            r"(?:polls|surveys)\b"
        ),
    ),
    Put.EXTREME: (
        r"\b(?:record (?:high|low)|(?:highest|lowest|most|least) ever|all-time)\b",
        r"\b(?:unanimous|abysmal|overwhelming|historic|skyrocket)\w*",
        r"\b(?:nobody|no one|everyone|everybody)\b",
    ),
}
_UP = re.compile(
    r"\b(?:ros|ris|grow|grew|increas|surg|climb|skyrocket)\w*|\bup from\b|"
    r"\b(?:more|higher) than (?:before|ever|last (?:year|month|week)|a year ago)\b",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:fall|fell|drop|declin|plung|plummet|shrink|shrank|slump|erod)\w*|\bdown from\b|"
    r"\bno longer\b|"
    r"\b(?:less|fewer|lower) than (?:before|ever|last (?:year|month|week)|a year ago)\b",
    re.IGNORECASE,
)
_LESSER = re.compile(r"\b(?:less|fewer|lower|smaller)\b(?=[^.;]*\bthan\b)", re.IGNORECASE)
_PUT = tuple((put, re.compile("|".join(words), re.IGNORECASE)) for put, words in _WAYS.items())
_MONTH = (
    r"January|February|March|April|May|June|July|August|September|October|November|December"
)
_DATED = re.compile(rf"\b(?:19|20)\d\d\b|\b(?:{_MONTH})\b")
_NEGATIVE = re.compile(
    r"\b(?:not|no|never|oppos\w+|against|disapprov\w+|reject\w*|refus\w+|unfavou?rabl\w+|"
    r"distrust\w*|dislik\w+|wrong|unwilling)\b|n['\u2019]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Share:
    """From `low` to `high` per cent, in these words; both ends count."""

    low: float
    high: float
    words: str

    def holds(self, share: float) -> bool:
        return self.low <= share <= self.high


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a sentence says."""

    shares: tuple[Share, ...]
    groups: frozenset[str]
    places: frozenset[str]
    ways: frozenset[Put]
    is_dated: bool
    is_negative: bool
    sentence: str


def read(sentence: str) -> Said:
    """All that is recognised in the sentence, in its order."""
    return Said(
        shares=tuple(_share(found) for found in _SHARE.finditer(sentence)),
        groups=groups(sentence),
        places=places(sentence),
        ways=frozenset(put for put, words in _PUT if words.search(sentence)),
        is_dated=_DATED.search(sentence) is not None,
        is_negative=negative(sentence),
        sentence=sentence,
    )


def groups(text: str) -> frozenset[str]:
    """The people that it is about, by the names of this module."""
    found = set()
    for words, name in _GROUPS:
        text, count = words.subn(" ", text)
        if count:
            found.add(name)
    if found > {"voters"} or found & {"young people", "older people"}:
        found.discard("voters")  # 'Democratic voters in rural counties' are no second group
    return frozenset(found)


def places(text: str) -> frozenset[str]:
    """The states that it names, or whose people it names."""
    return frozenset(found for found in _STATE.findall(text) if found in STATES)


def negative(text: str) -> bool:
    """Whether it denies: an odd number of words that do."""
    return len(_NEGATIVE.findall(text)) % 2 == 1


def direction(sentence: str) -> int:
    """1 where it speaks of a rise, -1 of a fall, 0 of neither or of both."""
    up, down = _UP.search(sentence) is not None, _DOWN.search(sentence) is not None
    return int(up) - int(down)


def lesser(sentence: str) -> bool:
    """Whether it compares by less, and not by more."""
    return _LESSER.search(sentence) is not None


def _share(found: re.Match[str]) -> Share:
    how, words = (found["how"] or "").lower(), found[0].strip()
    kind = "percent" if found["percent"] or found["spelt"] else "words"
    value = _value(found)
    if how in _MORE:
        exactly = how in ("at least", "upwards of")
        return Share(value if exactly else value + 0.01, 100.0, words)
    if how in _LESS:
        return Share(0.0, value - 0.01, words)
    if how in _NEARLY:
        return Share(value - _NEARLY_NEAR, value, words)
    near = max(_NEAR[kind], _ABOUT_NEAR if how in _ABOUT else 0.0)
    return Share(value - near, value + near, words)


def _value(found: re.Match[str]) -> float:
    if found["percent"]:
        return float(found["percent"])
    if found["spelt"]:
        return float(figures.spelt(found["spelt"]))
    if found["half"]:
        return 50.0
    if found["part"]:
        return min(100.0, number(found["times"]) * PARTS[found["part"].lower()])
    return 100.0 * number(found["some"]) / max(1, number(found["all"]))
