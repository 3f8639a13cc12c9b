"""Whether a figure is what people said in a poll, or a price, a count, a turnout, a score."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from undersigned.evidence.articles.found import Figure
from undersigned.evidence.articles.samples import populations

_NOT_AFTER = re.compile(
    r"\s?(?:of\s(?:the\s|all\s|its\s|their\s|her\s|his\s|total\s)?(?:popular\s|early\s|mail\s|"
    r"primary\s|statewide\s)?(?:votes?\b|ballots|precincts|"
    r"budget|income|gdp|seats|revenue|capacity|sales|cost|price|shares|market|time|day|year|"
    r"land|energy|electricity|emissions|funding|spending|money|students\senrolled|stations|"
    r"state's\s(?:budget|land)|the\sway|counties|delegates|stock|workforce|pay|rent|space|"
    r"game|match|season|century|mile|hour|acre|dozen|inch|cup|teaspoon|pound|million|billion|"
    r"dollar|century|population)|"
    r"(?:chance|increase|decrease|rise|drop|jump|hike|discount|off\b|tax|tariff|interest|raise|"
    r"turnout|stake|cut\b|pay\b|inflation|humidity|growth|return|fee|deposit|tip\b|levy|bonus|"
    r"surcharge|rate\b|premium|share\sof\sthe\svote|higher\sthan|lower\sthan|more\sthan\s(?:a|in)|"
    r"less\sthan\s(?:a|in)|from\s(?:a|the)\s(?:year|month)|year\sover\syear|annual\w*|"
    r"confidence|percentage\spoints?|points?\b|full\b|alcohol|cotton|recycled|capacity|"
    r"down\spayment|yes\svote|majority)|"
    r"-back|-?(?:hour|time|year|mile|marathon|inning|court|dozen|century|price|baked|off)\b|"
    r"(?:day|term|floor|grade|place|base|baseman|party|person|reading|straight|week|month|year|"
    r"quarter|inning|half|century|in\sthe|recently|recent|of\sall,|likely)\b)",
    re.IGNORECASE,
)
_NOT_BEFORE = re.compile(
    r"(?:\b(?:inflation|unemployment|prices?|wages?|salaries|rents?|gdp|interest|turnout|stocks?|"
    r"shares|sales|revenue|profits?|costs?|tuition|premiums?|emissions|yields?|mortgage\srates?|"
    r"jobless\srate|crime|temperatures?|enrollment|production|exports|traffic|ridership|discount|"
    r"raised?|cut|taxe?s?|tariffs?|won|received|took|carried|captured|winning|defeated|beat|"
    r"confidence\slevel|response\srate|accounts?\sfor|makes?\sup|made\sup|"
    r"unemployment\srate|the\srate|humidity|battery|reservoir|blood)\b[^,;]{0,45}|"
    r"\b(?:by|up|down|another|first|second|last|every|per|each)\s)$",
    re.IGNORECASE,
)
_ECONOMY = re.compile(
    r"\b(?:inflation|consumer\sprice|unemployment|jobless|gdp|interest\srates?|mortgage|turnout|"
    r"precincts|ballots\scounted|votes?\scounted|won\swith|re-?elected\swith|of\sthe\svote|"
    r"humidity|rainfall|census|box\soffice|shares\sof|stock|profits?|revenue|home\sprices|"
    r"fuel\sprices|grocery\sprices|reservoirs?|census\sbureau|bureau\sof\slabor|referendum|"
    r"(?:figures|data|records)\sshow|on\selection\s(?:day|night)|exit\spolls?|cast\sby|ballot\smeasure|(?:official|state|federal|"
    r"government|county)\s(?:data|figures|records|statistics)|statistics|according\sto\s(?:the\s)?"
    r"(?:[A-Z]\w+\s){0,4}(?:Bureau|Department|Agency|Office|Ministry|Commission|Administration|"
    r"Authority|Service|Board))\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:said|says?|saying|support\w*|oppos\w+|approv\w+|disapprov\w+|favou?r\w*|unfavou?r\w*|"
    r"believe[sd]?|think|thought|wants?|wanted|prefer\w*|agreed?|disagreed?|(?:dis|mis)?trust\w*|"
    r"viewed?|views|rated|rating|would|back(?:s|ed|ing)?|satisfied|dissatisfied|worr(?:y|ied)|"
    r"concern\w*|described?|cite[sd]?|citing|named|called|feels?|felt|expect\w*|consider\w*|"
    r"likes?|dislike\w*|unsure|undecided|not\ssure|no\sopinion|answered|picked|ranked|chose|"
    r"confident|optimistic|pessimistic|happy|unhappy|knew|heard|endorse\w*|reject\w*|blamed?|"
    r"leads?|leading|led|ahead|trail\w*|tied|are\sagainst|were\sagainst|in\sfavou?r|against|do\snot|don['\u2019]t|did\snot|wish\w*|"
    r"had\sa\s(?:un)?favou?rable|consent|plan\sto|intend\w*|planned|remain\w*|identif\w+|"
    r"approval|picks?|chosen|leaning|lean|undecideds|need\w*|should|ought|fear\w*|hope\w*|"
    r"had\s(?:\w+\s){1,3}at|puts?\s(?:\w+\s){1,3}at|the\s(?:figure|share|proportion)|"
    r"reported|skeptical|welcomed?|say\sthey|use[sd]?|did\sso|do\sso|disagreed|split|separated|divided)\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"\s(?:of\s(?:them|those)\s)?(?:also\s)?(?:said|say|cited|named|would(?!\sbe\b|\sgo\b)|"
    r"want|wanted|support|supported|back(?:ed)?|oppose|opposed|approve|disapprove|favou?r|favou?red|believe|"
    r"think|prefer|preferred|agreed?|disagreed?|called|picked|chose|blamed?|trust|felt|"
    r"feel|described|were\s(?:un|in|op|ag|wor|not)|are\s(?:un|in|op|ag|wor|not)|did|do)\b"
)
_OF_PEOPLE = re.compile(
    r"\s?(?:or\s(?:more|so)\s)?(?:of|among|in)\s(?:the\s|all\s|these\s|those\s|our\s|its\s|"
    r"both\s)?"
)
_WAS = re.compile(r"\b(?:down|up|compared\s(?:with|to)\sjust|changed?|risen|fallen)\sfrom\s$")
_OF_THINGS = re.compile(r"\s?of\s(?!them\b|those\b|these\b|whom\b|us\b|all\s(?:those|who))")
_STANDS_AT = re.compile(r"\b[A-Z][\w'\u2019-]{1,20}\s(?:at|on|over|ahead,?)\s$")
_PAIR = re.compile(r"(?<!from\s)\b\d{1,2}\s?(?:%|per\s?cent)\s(?:to|and)\s\d{1,2}\s?(?:%|per)")
_EARLIER = re.compile(
    r"(?:Back\s)?(?:[Ii]n\s(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December|\d{4}|(?:the\s)?(?:spring|summer|fall|autumn|winter))|A\s(?:year|month|week|"
    r"decade)\s(?:ago|earlier)|Last\s(?:year|month|week|spring|summer|fall|winter))\b"
)


def in_words(figure: Figure) -> bool:
    return not any(sign in figure.words.lower() for sign in ("%", "percent", "per cent", "pct"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """The sentence of a figure. `is_open`: a poll was spoken of shortly before it."""

    sentence: str
    start: int
    speaks_of_polls: bool
    is_open: bool
    margins: Sequence[tuple[int, int]]


def is_answer(figure: Figure, context: Context) -> bool:
    """Rules, the first that applies."""
    sentence, speaks = context.sentence, context.speaks_of_polls
    first, last = figure.passage.start - context.start, figure.passage.end - context.start
    before, after = sentence[max(0, first - 90) : first], sentence[last : last + 90]
    people = next_people(sentence, last)
    says = _OPINION.search(sentence) is not None
    never = (
        not (speaks or context.is_open),
        _EARLIER.match(sentence) is not None and not speaks,
        any(low < last and first < high for low, high in context.margins),
        _WAS.search(before) is not None,
        people is None and _OF_THINGS.match(after) is not None,
        _ECONOMY.search(sentence) is not None and not speaks,
    )
    if any(never):
        return False
    if in_words(figure):
        named = _names_people(sentence, last, people=people, says=says or speaks)
        return named and not sentence.isupper()
    if people or (says and _ACTS.match(after)):
        return True
    if _NOT_AFTER.match(after) or (_NOT_BEFORE.search(before) and not _asked(before)):
        return False
    if speaks and _STANDS_AT.search(before):
        return True
    is_pair = _PAIR.search(sentence[max(0, first - 20) : last + 20]) is not None
    return says and (speaks or is_pair or bool(list(populations(sentence))) or _asked(sentence))


def _asked(text: str) -> bool:
    """'support rose to', 'his approval stood at': prices have neither."""
    return (
        re.search(
            r"\b(?:support|approval|approv\w+|favou?rab\w+|disapprov\w+|opposition|rating|"
            r"favou?r|oppose[ds]?|backing|trust|undecided|unsure|respondents|said|say|lead\w*|"
            r"don['\u2019]t know|no opinion)\b",
            text, re.IGNORECASE,
        )
        is not None
    )  # fmt: skip


def next_people(sentence: str, place: int) -> tuple[int, int, str] | None:
    """The people right after a figure: '64 % of Democratic voters', 'seven in ten parents'."""
    tail = sentence[place : place + 160]
    linked = _OF_PEOPLE.match(tail)
    begin = linked.end() if linked else len(tail) - len(tail.lstrip())
    for first, last, words in populations(tail):
        if first <= begin <= last or 0 <= first - begin <= 1:
            return place + first, place + last, words
        if first > begin + 1:
            break
    return None


def _names_people(
    sentence: str, place: int, *, people: tuple[int, int, str] | None, says: bool
) -> bool:
    """A share in words is one of people; 'half an hour' and 'a third term' are not."""
    if people is not None:
        return says
    return _ACTS.match(sentence[place : place + 60]) is not None
