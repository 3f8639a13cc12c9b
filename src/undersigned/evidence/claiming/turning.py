"""Whether a sentence turns an answer round, or names another pollster or time."""

import re
from collections.abc import Iterator
from datetime import date

from undersigned.evidence.articles import pollsters
from undersigned.evidence.claiming import saying
from undersigned.evidence.claiming.parts import plain
from undersigned.evidence.claiming.saying import Said
from undersigned.evidence.claiming.verdict import Reason, Record, Why

_POLAR = frozenset({
    "yes", "no", "approve", "disapprove", "support", "oppose", "favor", "agree", "disagree"
})  # fmt: skip
_NO_OPINION = re.compile(
    r"(?:(?:don['\u2019]?t|do not) know|not sure|unsure|no opinion|undecided|no answer)"
)
_NOT = (
    r"(?:\b(?:not|never|oppos\w+|against|reject\w*|refus\w+|unwilling to)|n['\u2019]t)\s"
    r"(?:\w+\s){0,2}?"
)
# Stems of words that turn an answer round: what keeps, and what ends.
_TURNS = (
    ("keep", "clos"), ("open", "clos"), ("support", "oppos"), ("favo", "oppos"),
    ("approv", "disapprov"), ("allow", "ban"), ("allow", "forbid"), ("stay", "leav"),
    ("rais", "lower"), ("rais", "cut"), ("increas", "cut"), ("more", "less"), ("build", "stop"),
    ("trust", "distrust"), ("better", "worse"), ("agree", "disagree"), (r"yes\b", r"no\b"),
    ("expand", "shrink"), ("add", "remov"), ("legal", "illegal"), ("repeal", "keep"),
)  # fmt: skip
_WHEN = re.compile(
    r"^In (?:(January|February|March|April|May|June|July|August|September|October|November|"
    r"December) )?((?:19|20)\d\d)\b"
)
_LATELY = re.compile(r"\bthis (week|month)\b", re.IGNORECASE)
_WITHIN = {"week": 14, "month": 45}


def opposite(said: Said, *, question: str, answer: str) -> Iterator[Reason]:
    """A yes for a no, 'want him to' for 'do not want him to', 'close' for 'keep'."""
    sentence = said.sentence.casefold()
    if plain(answer) in _POLAR:
        put = saying.negative(question) != saying.negative(answer)
        is_turned = said.is_negative != put
    elif saying.negative(answer) and not _NO_OPINION.match(answer.casefold()):
        is_turned = not said.is_negative
    else:
        words = plain(answer)
        is_turned = _denies(sentence, words) or _has_the_other(sentence, words)
    if is_turned:
        yield Reason(Why.OPPOSITE, answer)


def _denies(sentence: str, answer: str) -> bool:
    """'would never keep', 'oppose keeping': a no right before a word of the answer."""
    stems = [word[:4] for word in answer.split() if len(word) > 3]  # noqa: PLR2004
    return any(re.search(rf"{_NOT}{re.escape(stem)}", sentence) for stem in stems)


def _has_the_other(sentence: str, answer: str) -> bool:
    return any(
        _has(answer, one) and not _has(answer, other)
        and _has(sentence, other) and not _has(sentence, one)
        and not re.search(rf"{_NOT}{other}", sentence)
        for pair in _TURNS
        for one, other in (pair, pair[::-1])
    )  # fmt: skip


def _has(text: str, stem: str) -> bool:
    return re.search(rf"\b{stem}", text) is not None


def other_source(sentence: str, record: Record) -> Iterator[Reason]:
    """'A Gallup poll found', where it was Siena's."""
    theirs = [plain(name) for name in (record.pollster, record.printed_by, record.sponsor)]
    sponsors = set(pollsters.sponsored(sentence))
    for named in pollsters.names(sentence):
        name = plain(named.name)
        known = any(name in one or one in name for one in theirs if one)
        if named.name not in sponsors and not known:
            yield Reason(Why.OTHER_POLLSTER, named.name)


def other_time(said: Said, day: date | None, *, on: date) -> Iterator[Reason]:
    """'In May 2026' of a poll of December; 'this week' of one of last month."""
    if day is None:
        return
    found = _WHEN.match(said.sentence)
    if found is not None:
        month = found[1] is None or f"{day:%B}" == found[1]
        if int(found[2]) != day.year or not month:
            yield Reason(Why.OTHER_TIME, f"{found[0][3:]}, {day.isoformat()}")
    lately = _LATELY.search(said.sentence)
    if lately is not None and (on - day).days > _WITHIN[lately[1].lower()]:
        yield Reason(Why.OTHER_TIME, f"{lately[0]}, {day.isoformat()}")
