"""Reads a whole article into polls with their findings, quotations, hashtags and dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from undersigned.evidence.articles import (
    asking,
    days,
    figures,
    judging,
    pages,
    pollsters,
    quotes,
    samples,
    sentences,
    weeding,
)
from undersigned.evidence.articles.found import (
    Article,
    Finding,
    FoundDate,
    FoundPoll,
    Hashtag,
    Passage,
    Quotation,
)
from undersigned.evidence.articles.sentences import Sentence

LONGEST = 120_000  # characters: twenty thousand words, of which a second is enough
_MOST_POLLS = 100  # no article tells of as many; each sentence is held beside each of them
_HASHTAG = re.compile(r"(?<![\w/&#.])#(?=\w{0,60}[^\W\d_])\w{2,60}")
_THE_POLL = re.compile(
    r"\b(?:the|this|that|its|their)\s(?:\w+\s){0,2}(?:poll|survey|pollsters?|results|findings)\b|"
    r"\brespondents\b|\bthose\s(?:surveyed|polled)\b|\bof\sthose\b|\bsurveyed\b|\bpolled\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(
    r"\b(?:another|(?:a|one)\s(?:separate|different|second|recent|new|previous|earlier|march|"
    r"january|february|april|may|june|july|august|september|october|november|december|"
    r"\w{3,10}day|national|statewide|straw|reader|readers['\u2019]|similar|\d{4})|one|an?)\s"
    r"(?:\w+\s){0,2}(?:poll|survey)\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:released|published|out|unveiled|issued|posted)\s(?:on\s|early\s|late\s|this\s|last\s)?"
    r"(?P<when>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|week|month|today|yesterday)\b"
    r"|\b(?P<day>(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)['\u2019]s\s(?:\w+\s){0,4}(?:poll|"
    r"survey)\b|\b(?:poll|survey)\s(?:released\s|published\s)?(?P<on>(?:Mon|Tues|Wednes|Thurs|Fri|"
    r"Satur|Sun)day)\b"
)
_FIRST = re.compile(r"\bpublished\s(?:on\s)?(?:\w+day,?\s)?$", re.IGNORECASE)
_THE_FIGURE = re.compile(
    r"\b(?:the|that)\s(?:figure|share|number|proportion)\b|\bcompared\b|\bagainst\b"
)
_GOES_ON = re.compile(r"(?:Another|A\sfurther|The\s(?:rest|remaining|other)\b)")
_WITHIN = 8  # sentences after which a poll that nobody speaks of is over


@dataclass
class _Reading:
    """Where the reader is: the poll that is spoken of, and since when."""

    known: Sequence[str] = ()
    year: int | None = None
    polls: list[FoundPoll] = field(default_factory=list)
    current: FoundPoll | None = None
    silent: int = 0

    def add(self, poll: FoundPoll) -> None:
        if len(self.polls) < _MOST_POLLS:
            self.polls.append(poll)


def read(given: str, *, known: Sequence[str] = ()) -> Article:
    """`given` is plain text or an HTML page; `known` are names of pollsters on record."""
    page = pages.read(given) if pages.is_page(given) else pages.Page(text=given)
    text = page.text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = text if page.text is not given else sentences.unwrapped(text)
    was_cut, text = len(text) > LONGEST, text[:LONGEST]
    pieces = list(sentences.split(text))
    published = days.iso(page.published) or _dateline(pieces) or _imprint(pieces)
    dates = tuple(_dates(pieces, published.year if published else None))
    year = published.year if published else _only_year(dates)
    reading = _Reading(known=known, year=year)
    for sentence in pieces:
        _follow(reading, sentence)
    return Article(
        text=text, title=page.title, site=page.site, published=published, was_cut=was_cut,
        polls=tuple(weeding.worth(reading.polls, weeding.headlines(pieces))), dates=dates,
        quotations=tuple(_said(text, pieces, reading.polls)),
        hashtags=tuple(
            Hashtag(passage=Passage(*found.span()), words=found[0])
            for found in _HASHTAG.finditer(text)
        ),
    )  # fmt: skip


def _dateline(pieces: Sequence[Sentence]) -> date | None:
    """The first full date in the first lines."""
    for sentence in pieces[:6]:
        for found in days.find(sentence.text):
            fielded = days.FIELDED.search(sentence.text[: found.passage.start])
            if found.last is not None and not fielded:
                return found.last
    return None


def _imprint(pieces: Sequence[Sentence]) -> date | None:
    """Its last lines may tell the day: 'first published Nov. 12, 2025'."""
    for sentence in pieces[-4:]:
        for found in days.find(sentence.text):
            if _FIRST.search(sentence.text[: found.passage.start]):
                return found.last
    return None


def _only_year(dates: Sequence[FoundDate]) -> int | None:
    years = {found.last.year for found in dates if found.last}
    return years.pop() if len(years) == 1 else None


def _dates(pieces: Sequence[Sentence], year: int | None) -> Iterator[FoundDate]:
    for sentence in pieces:
        yield from days.find(sentence.text, year=year, start=sentence.start)


def _said(
    text: str, pieces: Sequence[Sentence], polls: Sequence[FoundPoll]
) -> Iterator[Quotation]:
    """Quotations, without the wording of a question that was asked in a poll."""
    wordings = {poll.wording for poll in polls if poll.wording}
    for quotation in quotes.find(text, pieces):
        if quotation.words not in wordings:
            yield quotation


def _follow(reading: _Reading, sentence: Sentence) -> None:
    speaks = pollsters.speaks_of_a_poll(sentence.text)
    named = list(pollsters.names(sentence.text, start=sentence.start, known=reading.known))
    _turn(reading, sentence, named, speaks=speaks)
    shares = list(figures.find(sentence.text, start=sentence.start))
    reading.silent += 1
    if reading.current is None:
        return
    margins = samples.margins(sentence.text)
    is_open = reading.silent <= _WITHIN
    context = judging.Context(
        sentence=sentence.text, start=sentence.start, margins=margins, is_open=is_open,
        speaks_of_polls=bool(speaks or named or _THE_POLL.search(sentence.text)),
    )  # fmt: skip
    answers = [figure for figure in shares if judging.is_answer(figure, context)]
    if answers or speaks or _THE_POLL.search(sentence.text):
        reading.silent = 0
    elif not (margins or asking.wording(sentence.text) or any(samples.sizes(sentence.text))):
        return
    if is_open or speaks:
        _tell(reading, sentence)
        for figure, population, said in asking.answers(sentence, shares, answers):
            place = _owner(reading, named, figure.passage)
            again = place.findings and not said and _THE_FIGURE.search(sentence.text)
            last = place.findings[-1] if place.findings else None
            first = last if last and _GOES_ON.match(sentence.text) else None
            place.findings.append(
                Finding(
                    figure=figure, passage=sentence.passage,
                    begun=first.begun if first else sentence.start,
                    population=population or (first.population if first else ""),
                    question=_first_of_last(place) if again else said,
                )
            )  # fmt: skip


def _first_of_last(poll: FoundPoll) -> str:
    """'Among voters over 65 the figure was 44 percent': the first that was told last."""
    last = poll.findings[-1].passage
    return next(one.question for one in poll.findings if one.passage == last)


def _owner(reading: _Reading, named: Sequence[pollsters.Named], passage: Passage) -> FoundPoll:
    """Where a sentence names several pollsters, a figure is of the last one before it."""
    assert reading.current is not None  # noqa: S101  for the type checker
    if len(named) < 2:  # noqa: PLR2004
        return reading.current
    before = [one.name for one in named if one.passage.start < passage.start]
    name = before[-1] if before else named[0].name
    return next(
        (poll for poll in reversed(reading.polls) if poll.pollster == name), reading.current
    )


def _turn(
    reading: _Reading, sentence: Sentence, named: Sequence[pollsters.Named], *, speaks: bool
) -> None:
    """Which poll is spoken of from here on."""
    sponsors = pollsters.sponsored(sentence.text)
    others = [one for one in named if one.name not in sponsors]
    for poll in reading.polls:
        short = "".join(word[0] for word in poll.pollster.split() if word[0].isupper())
        if len(short) > 2 and re.search(rf"\b{short}\b", sentence.text):  # noqa: PLR2004
            reading.current, reading.silent = poll, 0
    for one in others:
        found = _same(reading, one.name, sentence)
        if found is None:
            found = FoundPoll(pollster=one.name, passage=sentence.passage)
            current = reading.current
            may_be = current is not None and not (current.pollster or current.is_open_to_all)
            is_fresh = reading.silent <= 1 and current is not None and current.size is None
            if current is not None and may_be and (is_fresh or not _starts_anew(sentence)):
                current.pollster = one.name
                found = current
            else:
                reading.add(found)
        reading.current, reading.silent = found, 0
    if not others and speaks and (reading.current is None or _starts_anew(sentence)):
        reading.current = FoundPoll(passage=sentence.passage)
        reading.add(reading.current)
        reading.silent = 0
    if reading.current is not None and sponsors and not reading.current.sponsor:
        reading.current.sponsor = sponsors[0]


def _starts_anew(sentence: Sentence) -> bool:
    return _ANOTHER.search(sentence.text) is not None


def _same(reading: _Reading, name: str, sentence: Sentence) -> FoundPoll | None:
    """The poll of that pollster that was spoken of; an earlier one of theirs is another."""
    small = name.casefold()
    for poll in reversed(reading.polls):
        theirs = poll.pollster.casefold()
        if theirs and (theirs in small or small in theirs):
            earlier = re.search(
                r"\b(?:earlier|previous|last (?:year|month|spring|fall)|a year ago)\b",
                sentence.text,
            )
            is_other = earlier and _starts_anew(sentence)
            if len(name) > len(poll.pollster) and theirs in small:
                poll.pollster = name
            return None if is_other else poll
    return None


def _tell(reading: _Reading, sentence: Sentence) -> None:
    """What the sentence says of how the poll was done. What is known stays."""
    poll, text = reading.current, sentence.text
    assert poll is not None  # noqa: S101  for the type checker
    asked = list(samples.sizes(text))
    if asked and poll.size is None:
        largest = max(asked, key=lambda one: one.size)
        poll.size = largest.size
        poll.population = poll.population or _sample(largest.population)
    poll.margin = poll.margin or samples.margin(text)
    if not poll.mode and (asked or pollsters.speaks_of_a_poll(text)):
        poll.mode = samples.mode(text)
    poll.is_open_to_all = poll.is_open_to_all or bool(samples.OPEN_TO_ALL.search(text))
    poll.wording = poll.wording or asking.wording(text)
    if not poll.published and (found := _PUBLISHED.search(text)) is not None:
        poll.published = found["when"] or found["day"] or found["on"] or ""
    for day in days.find(text, year=reading.year, start=sentence.start):
        before = text[: day.passage.start - sentence.start][-90:]
        if re.search(r"(?:released|published)\s(?:on\s)?(?:\w+day,?\s)?$", before):
            poll.published, poll.published_on = day.words, day.last
        elif not poll.field and days.FIELDED.search(before):
            poll.field, poll.field_start, poll.field_end = day.words, day.first, day.last


def _sample(population: str) -> str:
    return "" if population in {"people", "respondents", "participants"} else population
