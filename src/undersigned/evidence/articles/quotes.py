"""Words between quotation marks, and who said them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from undersigned.evidence.articles.found import Passage, Quotation
from undersigned.evidence.articles.sentences import Sentence

_LONGEST = 3_000
_QUOTED = re.compile(
    rf"\u201c(?P<curly>[^\u201c\u201d\n]{{1,{_LONGEST}}})(?:\u201d|(?=\n|$))"
    rf"|(?<![\w\"])\"(?P<plain>[^\"\n]{{1,{_LONGEST}}})\"(?!\w)"
    rf"|(?<!\w)\u2018(?P<single>[^\u2018\n]{{1,{_LONGEST}}}?)\u2019(?=[\s,.;:!?)]|$)(?!\s?s\b)"
)
_SAID = (
    r"(?:said|says|saying|told|wrote|writes|added|adds|argued|argues|asked|stated|states|"
    r"declared|explained|noted|insisted|warned|tweeted|posted|continued|concluded|replied|read|"
    r"reads|put(?:s)?\sit|quipped|called|calls|claimed|announced|responded|recalled|observed)"
)
_TITLE = (
    r"(?:(?:Sen|Rep|Gov|Lt|Dr|Mr|Mrs|Ms|Prof|Rev|Gen|Col|Sgt)\.|President|Vice President|"
    r"Coun|Cllr|Senator|Governor|Mayor|Representative|Congresswoman|Congressman|Professor|Secretary|"
    r"Councilwoman|Councilman|Councillor|Judge|Sheriff|Pastor|Prime Minister)"
)
_WORD = r"(?:[A-Z]\.(?:\s?[A-Z]\.)?|[A-Z][\w'\u2019-]{0,30})"
_PERSON = (
    rf"(?:{_TITLE}\s)?{_WORD}(?:\s(?:(?:de|van|von|del|la)\s)?{_WORD}){{0,5}}(?<!['\u2019]s)"
)
_ROLE = (
    r"(?:president|director|spokes\w+|chair\w*|founder|co-founder|leader|organizer|manager|"
    r"secretary|treasurer|analyst|economist|professor|coordinator|owner|head|chief|officer|"
    r"pollster|member|lawyer|attorney|editor|author|resident|mayor)"
)
_GROUP = (
    r"(?:the|a|its|their|his|her|one|an)\s(?:[\w'\u2019-]{2,20}\s){0,3}?(?:release|statement|group|"
    r"organization|organisation|campaign|coalition|spokesperson|spokeswoman|spokesman|director|"
    r"union|committee|company|agency|department|mayor|governor|president|resident|report|letter|"
    r"email|memo|pollster|newspaper|activist|voter|farmer|nurse|teacher|retiree|organizer|"
    r"founder|author|analyst|customer|man|woman|neighbor)"
)
_PRONOUN = r"(?:he|she|they|He|She|They)"
_ROLES = (
    r"(?:(?!(?:in|on|at|to|after|during|as|when|that|of|by|with|before|while|and|it|he|she|they)\s)"
    r"[a-z][\w'\u2019-]{1,20}\s){0,4}"
)
_ASIDE = (
    r"(?:,?\s\((?:[RDI]|[A-Z][\w.-]{0,12})[\s\u2013-]?[\w.]{0,8}\))?"
    r"(?:,\s[^,\u201c\"]{2,120},)?"
)
_WHO = rf"(?P<who>{_PERSON}|{_GROUP}|{_PRONOUN})"
_AFTER = (
    re.compile(
        rf"\s{{0,2}}{_SAID}\s(?:[\w.'\u2019-]{{1,20}}\s){{0,7}}?{_ROLE}\s(?P<who>{_PERSON}(?<=\w))(?=[\s.,;])"
    ),
    re.compile(
        rf"\s{{0,2}}{_SAID}\s(?:the\s|a\s|its\s|their\s|our\s)?{_ROLES}(?P<who>{_PERSON})"
    ),
    re.compile(rf"\s{{0,2}}{_SAID}\s{_WHO}"),
    re.compile(rf"\s{{0,2}}{_WHO}{_ASIDE}\s(?:\w{{3,10}}ly\s)?(?:has\s|had\s)?{_SAID}\b"),
    re.compile(
        rf"\s{{0,2}}{_ROLES}(?P<who>{_PERSON}){_ASIDE}\s(?:\w{{3,10}}ly\s)?(?:has\s|had\s)?{_SAID}\b"
    ),
    re.compile(rf",?\s{{0,2}}according\sto\s{_WHO}"),
    re.compile(rf"\s{{0,2}}[\u2014\u2013-]\s?{_WHO}"),
)
_BEFORE = (
    re.compile(
        rf"(?P<who>{_PERSON}|{_GROUP}|{_PRONOUN}),?{_ASIDE}\s(?:\w{{3,10}}ly\s)?(?:has\s|had\s|also\s)?"
        rf"{_SAID}\b[^.\u201c\u201d\"]{{0,80}}$"
    ),
    re.compile(rf"[Aa]ccording\sto\s(?P<who>{_PERSON}|{_GROUP})[^.\u201c\"]{{0,60}}$"),
    re.compile(rf"^(?P<who>{_PERSON}):\s?$"),
)
_LAST = re.compile(_PERSON)
_LEAST_WORDS = 4
_OFFICES = frozenset(
    [
        "Senate",
        "House",
        "Minority",
        "Majority",
        "Leader",
        "Speaker",
        "Attorney",
        "General",
        "Chief",
        "Executive",
        "Director",
        "Chair",
        "Chairman",
        "Chairwoman",
        "Council",
        "Councilmember",
        "Commissioner",
        "Superintendent",
        "Captain",
        "Deputy",
        "Assistant",
        "State",
        "Police",
        "Minister",
        "Former",
        "Press",
        "Secretary",
        "County",
        "City",
        "District",
        "Party",
        "Union",
        "Treasurer",
        "Clerk",
        "Justice",
        "Chancellor",
        "Dean",
        "Coach",
        "Detective",
        "Officer",
        "Fire",
        "Lieutenant",
        "Supervisor",
        "Alderman",
        "Assemblyman",
        "Assemblywoman",
        "Delegate",
        "Member",
        "Committee",
        "Board",
        "Vice",
    ]
)
_NOT_PEOPLE = frozenset(
    [
        "The",
        "A",
        "An",
        "But",
        "And",
        "In",
        "On",
        "At",
        "If",
        "When",
        "While",
        "Still",
        "Yet",
        "It",
        "This",
        "That",
        "There",
        "He",
        "She",
        "They",
        "We",
        "I",
        "Asked",
        "According",
        "Meanwhile",
        "However",
        "As",
        "For",
        "Although",
        "After",
        "Before",
        "Some",
        "Many",
        "Most",
        "Others",
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ]
)


@dataclass
class _Known:
    """Whom the article spoke of last, for 'he said' and for a quotation that goes on."""

    person: str = ""
    speaker: str = ""
    paragraph: int = -1


def find(text: str, sentences: Sequence[Sentence]) -> Iterator[Quotation]:
    """In their order. Words without a speaker count only if there are several."""
    known, place, last_end = _Known(), 0, 0
    for found in _QUOTED.finditer(text):
        while place + 1 < len(sentences) and sentences[place + 1].start <= found.start():
            place += 1
        words = (found["curly"] or found["plain"] or found["single"] or "").strip()
        speaker = _speaker(
            text, found, known, last_end, sentences[place] if sentences else None
        )
        last_end = found.end()
        if speaker or len(words.split()) >= _LEAST_WORDS:
            yield Quotation(
                passage=Passage(found.start(), found.end()), words=words.rstrip(","),
                speaker=speaker,
            )  # fmt: skip


def _speaker(
    text: str, found: re.Match[str], known: _Known, last_end: int, sentence: Sentence | None
) -> str:
    start = text.rfind("\n", 0, found.start()) + 1
    before = text[max(start, last_end, found.start() - 260) : found.start()]
    paragraph = sentence.paragraph if sentence else 0
    _remember(text[last_end : found.start()], known)
    tail = text[found.end() : found.end() + 260].split("\n", 1)[0]
    goes_on = known.speaker and known.paragraph == paragraph
    hits = chain(
        (pattern.match(tail) for pattern in _AFTER),
        (pattern.search(before) for pattern in _BEFORE),
    )
    who = next((hit["who"] for hit in hits if hit is not None), "")
    named = _named(who, known)
    if not named and goes_on and len(before.strip(" .,;:\u2014-")) < 140:  # noqa: PLR2004
        named = known.speaker
    if named:
        known.speaker, known.paragraph = named, paragraph
        if who and who.lower() not in {"he", "she", "they"} and named[0].isupper():
            known.person = named
    return named


def _named(who: str, known: _Known) -> str:
    """'he' is whom the article named last; 'But Maria Lopez' is Maria Lopez."""
    if who.lower() in {"he", "she", "they"}:
        return known.person
    words = who.split()
    while words and words[0] in _NOT_PEOPLE and len(words) > 1:
        words = words[1:]
    if not words or words[0] in _NOT_PEOPLE:
        return ""
    while len(words) > 1 and re.match(r"\w+-(?:of|time|year|old)\b|(?i:ex|former)-", words[0]):
        words = words[1:]
    name = " ".join(words).rstrip(".,")
    words = _untitled(name).split()
    while len(words) > 2 and words[0] in _OFFICES:  # noqa: PLR2004
        words = words[1:]
    name = " ".join(words)
    full = known.person
    return full if full and len(words) == 1 and full.split()[-1] == name else name


def _untitled(name: str) -> str:
    """'Sen. Ruth Halvorsen' is Ruth Halvorsen; 'Mr. Biden' and 'President' stay."""
    return re.sub(rf"^(?:{_TITLE}\s)+(?=\S)", "", name)


def _remember(text: str, known: _Known) -> None:
    """A name of two words or more is taken for a person that may speak."""
    for found in _LAST.finditer(text):
        words = [word for word in found[0].split() if word not in _NOT_PEOPLE]
        is_person = len(words) in {2, 3} or (len(words) == 4 and "." in words[0])  # noqa: PLR2004
        if is_person and not re.search(
            r"\d|Poll|University|College|News|Center|Party", found[0]
        ):
            known.person = _untitled(" ".join(words).rstrip(".,"))
