"""Whom a poll asked: populations, sizes, margins, how; as the words stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from undersigned.evidence.articles.numbering import NUMBERS, number

_BEFORE = (
    r"(?:(?:all|U\.S\.|American|registered|likely|eligible|self-identified|adult|young|younger|"
    r"older|Black|white|White|Hispanic|Latino|Latina|Asian|Republican|Democratic|independent|"
    r"swing|suburban|rural|urban|female|male|college-educated|primary|general-election|undecided|"
    r"evangelical|Catholic|working|retired|city|county|state|local|union|small-business|public|"
    r"school|frequent|regular|British|Canadian|German|New\s[A-Z]\w{2,12}|North\s[A-Z]\w{2,12}|"
    r"South\s[A-Z]\w{2,12}|West\s[A-Z]\w{2,12}|[A-Z]\w{2,14})\s){0,4}"
)
_DEMONYMS = (
    "Alabamians|Alaskans|Arizonans|Arkansans|Californians|Coloradans|Floridians|Georgians|"
    "Hawaiians|Idahoans|Illinoisans|Iowans|Kansans|Kentuckians|Louisianans|Mainers|Marylanders|"
    "Michiganders|Minnesotans|Mississippians|Missourians|Montanans|Nebraskans|Nevadans|"
    "New Jerseyans|New Mexicans|New Yorkers|North Carolinians|North Dakotans|Ohioans|"
    "Oklahomans|Oregonians|Pennsylvanians|South Carolinians|South Dakotans|Tennesseans|Texans|"
    "Utahns|Vermonters|Virginians|Washingtonians|West Virginians|Wisconsinites|Wyomingites|"
    "Britons|Canadians|Germans|Scots|Londoners|Australians|Europeans|Chicagoans|Bostonians"
)
_HEADS = (
    r"adults|Americans|voters|Democrats|Republicans|independents|Independents|respondents|"
    r"residents|people|parents|women|men|citizens|workers|households|students|teachers|patients|"
    r"drivers|riders|homeowners|renters|farmers|consumers|participants|seniors|nurses|"
    r"constituents|commuters|retirees|veterans|physicians|doctors|employees|employers|owners|"
    r"shoppers|tenants|taxpayers|members|leaners|electorate|locals|pensioners|Brits|motorists|"
    r"fans|viewers|readers|listeners|teens|teenagers|millennials|mothers|fathers|moms|dads|mums|"
    r"couples|families|neighbors|neighbours|customers|graduates|landlords|lawmakers|executives|"
    r"economists|lawyers|scientists|pupils|users|subscribers|donors|supporters|Christians|"
    r"Catholics|Protestants|Muslims|Jews|immigrants|moderates|conservatives|liberals|"
    r"progressives|nonvoters|travelers|cyclists|pedestrians|anglers|hunters|gun\sowners|smokers|"
    r"caregivers|principals|managers|freelancers|passengers|borrowers|buyers|sellers|borrowers|"
    r"boomers|adolescents|grandparents|principals|superintendents|librarians|firefighters|"
    r"those\s(?:aged?|ages|over|under|older\sthan|younger\sthan)\s\d{2}"
    r"(?:\s?(?:to|[\u2013-])\s?\d{2}|\s(?:and|or)\s(?:over|older|above))?|"
    r"those\s(?:surveyed|polled|asked|questioned|interviewed)|" + _DEMONYMS
)
_AFTER = (
    r"(?:\s(?:in|from|of)\s(?:the\s)?(?:(?:city|state|county)\sof\s)?"
    r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun))"
    r"[A-Z]\w{1,20}(?:\s[A-Z]\w{1,20}){0,2}(?:\sand\s(?=[A-Z])[A-Z]\w{1,20})?)?"
    r"(?:\s(?:aged|ages)\s\d{1,2}(?:\s?(?:to|[\u2013-])\s?\d{1,2}|\sand\s(?:over|older))?"
    r"|\s(?:under|over)\s(?:age\s)?\d{2}|\s\d{2}\sand\s(?:over|older)"
    r"|\s(?:and|or)\s(?:Democratic|Republican|independent)[\s-](?:leaning\s\w{3,14}|leaners)"
    r"|\s(?:with|without)\s(?:a\s)?(?:college\sdegrees?|children))?"
)
POPULATION = re.compile(rf"\b{_BEFORE}(?:{_HEADS})\b{_AFTER}")
_NOT_ASKED = re.compile(
    r"^(?:(?:Some|Many|Most|Few|Other|These|Those|Two|Three|Several|The|If|When|While|And|But|"
    r"Among|As|For|By|In|Of|With|Young|Nearly|About|Roughly|More|Only|Just|Even|Still)\s)"
)
_INTEGER = r"\d{1,3}(?:,\d{3})+|\d{2,6}"
_SIZE = re.compile(
    rf"(?:\b[nN]\s?=\s?(?P<n>{_INTEGER})(?:\s(?P<those>{POPULATION.pattern}))?"
    rf"|\b(?P<many>{_INTEGER})\s(?:(?:randomly\s(?:selected|chosen)|adult|interviews?\swith|"
    rf"completed\sinterviews?\swith)\s)?(?P<who>(?:{POPULATION.pattern})|interviews|people|"
    r"responses)"
    rf"|\b(?:sample\s(?:size\s)?(?:of|was|:)|surveyed|polled|interviewed|questioned)\s(?:about\s|"
    rf"some\s|nearly\s|more\sthan\s|a\stotal\sof\s)?(?P<asked>{_INTEGER})\b(?!\s?(?:%|percent))"
    rf"(?:\s(?:randomly\s(?:selected|chosen)\s)?(?P<whom>{POPULATION.pattern}))?)"
)
_OUT_OF = re.compile(r"\b(?:in|out\sof|every)[\s-](?:every\s)?$", re.IGNORECASE)
_MARGIN = re.compile(
    r"(?:\bmargins?\sof\s(?:sampling\s)?error\b[^.;\u00b1+\d]{0,80}"
    r"(?:plus\sor\sminus\s|\u00b1\s?|\+/[-\u2212]\s?)?"
    rf"(?P<after>\d{{1,2}}(?:\.\d{{1,2}})?|{'|'.join(NUMBERS)})"
    r"\s?(?:-|\s)?(?:percentage[\s-]points?|points?|percent|per\scent|%|pts?\b)|(?:\u00b1|\+/[-\u2212]|plus\sor\sminus)\s?(?P<before>\d{1,2}(?:\.\d{1,2})?)"
    r"(?:\s?(?:percentage\spoints?|points?|percent|%|pts?\b))?)"
)
_MODES = (
    (re.compile(r"\b(?:by|over\sthe|via)\s(?:tele)?phone\b|\btelephone\s(?:poll|survey|interviews)"
                r"|\blandlines?\b|\bcell(?:ular)?\s?phones?\b", re.IGNORECASE), "phone"),
    (re.compile(r"\b(?:online|internet|web[\s-](?:based|panel))\b", re.IGNORECASE), "online"),
    (re.compile(r"\btext[\s-](?:message|to-web)|\bby\stext\b", re.IGNORECASE), "text message"),
    (re.compile(r"\bby\s(?:post|mail)\b|\bmailed\b"), "mail"),
    (re.compile(r"\bin[\s-]person\b|\bface[\s-]to[\s-]face\b", re.IGNORECASE), "in person"),
)  # fmt: skip
OPEN_TO_ALL = re.compile(
    r"\b(?:straw|twitter|facebook|instagram|readers?[\u2019']?|reader|web|website|homepage|"
    r"unscientific|viewers?|x)\s(?:poll|survey|vote)\b|\bunscientific\b|"
    r"\b(?:poll|survey|vote)\s(?:of|among)\s(?:our|its)\s(?:readers|viewers|visitors|followers)\b|"
    r"\b(?:poll|vote)\son\s(?:our|its|the)\s(?:web\s?site|home\s?page)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """How many were asked, and of what kind, where both stand together."""

    size: int
    population: str
    start: int


def populations(text: str) -> Iterator[tuple[int, int, str]]:
    for found in POPULATION.finditer(text):
        words, start = found[0], found.start()
        while (first := _NOT_ASKED.match(words)) is not None:
            words, start = words[first.end() :], start + first.end()
        yield start, found.end(), words


def sizes(text: str) -> Iterator[Asked]:
    for found in _SIZE.finditer(text):
        digits = found["n"] or found["many"] or found["asked"]
        who = found["who"] or found["whom"] or found["those"] or ""
        size = int(digits.replace(",", ""))
        if _OUT_OF.search(text[: found.start()]):
            continue  # 'six in 10 adults'
        if who and 1900 <= size <= 2100 and "," not in digits:  # noqa: PLR2004  'in 2022 voters'
            before = text[max(0, found.start() - 4) : found.start()].lower()
            if before.endswith(("in ", "by ", "of ", "the ")):
                continue
        yield Asked(size, "" if who in {"interviews", "responses"} else who, found.start())


def margin(text: str) -> str:
    """As it is written; '' where there is none."""
    found = _MARGIN.search(text)
    if found is None:
        return ""
    words = found["after"] or found["before"]
    return f"\u00b1{number(words) if words in NUMBERS else words}"


def margins(text: str) -> list[tuple[int, int]]:
    """Where margins stand, so that their figures are not read as shares."""
    return [found.span() for found in _MARGIN.finditer(text)]


def mode(text: str) -> str:
    found = [name for words, name in _MODES if words.search(text)]
    return " and ".join(found)
