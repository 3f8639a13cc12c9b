"""What an article holds, beside what is on record: for a person to enter, match or leave."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from undersigned.evidence import naming
from undersigned.evidence.articles.found import Article, FoundPoll
from undersigned.evidence.claiming.saying import STATES
from undersigned.evidence.models import Poll

_SUM, _MOST = 101.0, 40
_SHOWN = 60_000  # characters of the article that are shown with their marks
_STATE = "|".join(sorted(STATES, key=len, reverse=True))
_PLACE = re.compile(
    rf"\b(?:(?:in|from|of)\s(?:the\s)?)?(?:(?:{_STATE}|"
    r"U\.S\.|American|British|(?:[A-Z]\w+\s){1,3}(?:County|City|Valley|District))(?!\w)\s?)+"
)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A poll that the article tells of, and the polls on record that it may be."""

    found: FoundPoll
    matches: list[tuple[Poll, list[str]]]  # and which of its figures stand there already


@dataclass(frozen=True, kw_only=True)
class _Given:
    """A finding as the page sends it back."""

    words: str
    question: str
    population: str
    sentence: str
    low: str

    @property
    def share(self) -> float:
        try:
            return float(self.low)
        except ValueError:
            return _SUM


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of the article; `kind` is '' for plain text."""

    text: str
    kind: str = ""


def proposals(article: Article, *, organisation_id: int) -> list[Proposal]:
    """Two queries, however many polls there are."""
    rows = list(
        Poll.objects.filter(organisation=organisation_id)
        .select_related("house")
        .prefetch_related("questions__results")
        .order_by("-published", "-field_end", "-pk")[:2000]
    ) if article.polls else []  # fmt: skip
    return [
        Proposal(found=poll, matches=list(_matches(poll, rows))[:3]) for poll in article.polls
    ]


def _matches(found: FoundPoll, rows: Sequence[Poll]) -> Iterator[tuple[Poll, list[str]]]:
    name = naming.key_of(found.pollster)
    for row in rows:
        theirs = {
            naming.key_of(one) for one in (row.pollster, row.house and row.house.name) if one
        }
        if not name or not any(name in one or one in name for one in theirs):
            continue
        shares = {
            float(result.share)
            for question in row.questions.all()
            for result in question.results.all()
            if result.share is not None
        }
        same = [one.figure.words for one in found.findings if one.figure.share in shares]
        days = found.field_end and row.field_end and found.field_end == row.field_end
        if same or days:
            yield row, same


def known_names(*, organisation_id: int) -> list[str]:
    rows = Poll.objects.filter(organisation=organisation_id).values_list("pollster", flat=True)
    return sorted({name for name in rows if len(name) > 3})[:1000]  # noqa: PLR2004


def pieces(article: Article) -> Iterator[Piece]:
    """The text with its figures, quotations, hashtags and dates marked; overlaps left out."""
    marks = sorted(
        [
            *(
                (one.figure.passage, "figure")
                for poll in article.polls
                for one in poll.findings
            ),
            *((one.passage, "quotation") for one in article.quotations),
            *((one.passage, "hashtag") for one in article.hashtags),
            *((one.passage, "date") for one in article.dates),
        ],
        key=lambda mark: (mark[0].start, -mark[0].end),
    )
    place, end = 0, min(len(article.text), _SHOWN)
    for passage, kind in marks:
        if passage.start < place or passage.end > end:
            continue
        if passage.start > place:
            yield Piece(text=article.text[place : passage.start])
        yield Piece(text=passage.of(article.text), kind=kind)
        place = passage.end
    yield Piece(text=article.text[place:end])


def hidden(proposal: Proposal, *, source: str, address: str) -> dict[str, str]:
    """The fields of the form that the article fills; what it does not tell stays empty."""
    poll, newspaper = proposal.found, source.partition(",")[0]
    fields = {
        "pollster": poll.pollster, "sponsor": poll.sponsor, "mode": poll.mode,
        "published": poll.published_on, "published_as_printed": poll.published,
        "field_start": poll.field_start, "field_end": poll.field_end,
        "source_title": source, "source_url": address, "cited_by": newspaper[:200],
        "is_open_to_all": "on" if poll.is_open_to_all else "", "sample_total": poll.size,
    }  # fmt: skip
    return {name: str(value) for name, value in fields.items() if value}


def typed(posted: Mapping[str, str], chosen: Sequence[str]) -> dict[str, str]:
    """Fields of the form: figures of one sentence and population are one question."""
    groups: list[list[_Given]] = []
    for one in sorted({place for place in chosen if place.isdecimal()}, key=int)[:_MOST]:
        given = _Given(**{
            name: posted.get(f"f{one}_{name}", "")
            for name in ("words", "question", "population", "sentence", "low")
        })  # fmt: skip
        if groups and _belongs(groups[-1], given):
            groups[-1].append(given)
        else:
            groups.append([given])
    fields: dict[str, str] = {}
    alike = _alike(posted)
    for place, group in enumerate(groups):
        people = group[0].population
        whole = people in alike
        values = {
            "in_short": group[0].question or group[0].words,
            "population": group[0].population,
            "results": "\n".join(_row(one) for one in group),
            "wording": posted.get("wording", "") if len(groups) == 1 else "",
            "sample_size": posted.get("size", "") if whole else "",
            "margin_as_printed": posted.get("margin", "") if whole else "",
        }
        fields |= {f"question_{place}_{name}": value for name, value in values.items()}
    return fields


def _alike(posted: Mapping[str, str]) -> set[str]:
    """The names of all who were asked: as the poll has it, and with one place beside it."""
    asked = posted.get("population", "")
    printed = {posted.get(f"f{place}_population", "") for place in range(_MOST)}
    placed = {name for name in printed - {asked} if _bare(name) == _bare(asked)}
    return {asked} | (placed if len(placed) == 1 else set())


def _bare(population: str) -> str:
    """Without places: an article that begins with 'Lake County adults' calls them adults."""
    return " ".join(_PLACE.sub("", population).split()).casefold()


def _row(one: _Given) -> str:
    return f"{one.question.replace('|', '/')[:150] or '?'} | {one.words.replace('|', '/')}"


def _belongs(group: Sequence[_Given], one: _Given) -> bool:
    total = sum(each.share for each in (*group, one))
    same = (one.sentence, one.population) == (group[0].sentence, group[0].population)
    return same and total <= _SUM and one.question not in {each.question for each in group}
