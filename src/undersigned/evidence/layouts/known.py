"""The layouts that are known: a header by which each is told, and its rows as records."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from undersigned.evidence.layouts import wikipedia
from undersigned.evidence.layouts.cells import (
    Row,
    day,
    number,
    population,
    shares,
    text,
    true,
)  # fmt: skip
from undersigned.evidence.records import PollRecord

Found = Iterator[tuple[str, PollRecord]]  # the topic, and one poll of it


@dataclass(frozen=True, kw_only=True)
class Layout:
    """`columns` tell it from the others; `read` turns a row into polls with their topics.

    `beside` is what else the record keeps of a row: OF_POLL, OF_QUESTION, PRINTED; `left_out`
    names the columns that it does not keep.
    """

    name: str
    columns: frozenset[str]
    read: Callable[[Row], Found]
    beside: Callable[[Row], dict[str, str]] = lambda _row: {}
    left_out: Callable[[Iterable[str]], list[str]] = lambda _header: []


def _approval(row: Row) -> Found:
    """FiveThirtyEight's approval list; the party of a partisan sponsor says which way."""
    party = text(row, "partisan")
    yield text(row, "politician"), PollRecord(
        pollster=text(row, "pollster"), id=text(row, "question_id"),
        respondents=text(row, "poll_id"), start=day(row, "start_date"),
        end=day(row, "end_date"), released=None, size=number(row, "sample_size"),
        population=population(row, "population"), sponsor=text(row, "sponsors"),
        side={"DEM": 1, "REP": -1}.get(party, 0) * _party_of(text(row, "politician")),
        internal=true(row, "internal"), mode=text(row, "methodology"),
        tracking=true(row, "tracking"), url=text(row, "url"),
        answers=shares(row, {"yes": "Approve", "no": "Disapprove"}),
    )  # fmt: skip


def _party_of(politician: str) -> int:
    """The list does not say whose party it is; this one president is all that we know of it."""
    return {"Joe Biden": 1, "Donald Trump": -1}.get(politician, 0)


def _favorability(row: Row) -> Found:
    yield text(row, "politician"), PollRecord(
        pollster=text(row, "pollster"), id=text(row, "question_id"),
        start=day(row, "start_date"), end=day(row, "end_date"),
        size=number(row, "sample_size"), population=population(row, "population"),
        sponsor=text(row, "sponsors"), mode=text(row, "methodology"), url=text(row, "url"),
        answers=shares(row, {"favorable": "Favorable", "unfavorable": "Unfavorable"}),
    )  # fmt: skip


def _ahca(row: Row) -> Found:
    yield "", PollRecord(
        pollster=text(row, "Pollster"), start=day(row, "Start"), end=day(row, "End"),
        wording=text(row, "Text"), url=text(row, "Url"),
        answers=shares(row, {"Favor": "Favor", "Oppose": "Oppose"}),
    )  # fmt: skip


def _with_parts(
    topic: str, whole: PollRecord, row: Row, parts: Mapping[str, tuple[str, str]]
) -> Found:
    """The poll, and each subgroup's series: its share of the first answer, and its size."""
    whole = replace(whole, total=whole.size)
    yield topic, whole
    name = next(iter(whole.answers), "")
    for subgroup, (share, size) in parts.items():
        answers = shares(row, {share: name})
        if answers:
            yield " · ".join(filter(None, (topic, subgroup))), replace(
                whole, subgroup=subgroup, answers=answers,
                size=number(row, size) if size else None,
            )  # fmt: skip


def _guns(row: Row) -> Found:
    whole = PollRecord(
        pollster=text(row, "Pollster"), start=day(row, "Start"), end=day(row, "End"),
        population=population(row, "Population"), url=text(row, "URL"),
        answers=shares(row, {"Support": "Support"}),
    )  # fmt: skip
    parts = {
        "Republicans": ("Republican Support", ""), "Democrats": ("Democratic Support", "")
    }  # fmt: skip
    yield from _with_parts(text(row, "Question"), whole, row, parts)


def _mueller(row: Row) -> Found:
    whole = PollRecord(
        pollster=text(row, "Pollster"), start=day(row, "Start"), end=day(row, "End"),
        size=number(row, "Sample Size"), population=population(row, "Population"),
        wording=text(row, "Text"), url=text(row, "Url"),
        answers=shares(
            row, {"Approve": "Approve", "Disapprove": "Disapprove", "Unsure": "Unsure"}
        ),
    )  # fmt: skip
    parts = {
        "Republicans": ("Approve (Republican)", ""), "Democrats": ("Approve (Democrat)", "")
    }  # fmt: skip
    yield from _with_parts("", whole, row, parts)


def _impeachment(row: Row) -> Found:
    """The file's own categories are its families of wordings."""
    include = text(row, "Include?")
    whole = PollRecord(
        pollster=text(row, "Pollster"), start=day(row, "Start"), end=day(row, "End"),
        size=number(row, "SampleSize"), population=population(row, "Pop"),
        sponsor=text(row, "Sponsor"), wording=text(row, "Text"),
        family=text(row, "Category"), tracking=true(row, "tracking"), url=text(row, "URL"),
        excluded="the file says Include? = no" if include.lower() == "no" else "",
        answers=shares(row, {"Yes": "Yes", "No": "No", "Unsure": "Unsure"}),
    )  # fmt: skip
    parts = {
        "Republicans": ("Rep Yes", "Rep Sample"), "Democrats": ("Dem Yes", "Dem Sample"),
        "Independents": ("Ind Yes", "Ind Sample"),
    }  # fmt: skip
    yield from _with_parts("", whole, row, parts)


def _races(row: Row) -> Found:
    """FiveThirtyEight's raw polls of races: one date a poll, the middle of its field."""
    names = [text(row, "cand1_name"), text(row, "cand2_name")]
    if names[0] == names[1]:
        names = [f"{names[0]} ({text(row, f'cand{place}_party')})" for place in (1, 2)]
    party = text(row, "partisan")
    sides = {text(row, "cand1_party")[:1]: 1, text(row, "cand2_party")[:1]: -1}
    yield text(row, "race"), PollRecord(
        pollster=text(row, "pollster"), id=text(row, "question_id"),
        respondents=text(row, "poll_id"), start=day(row, "polldate"),
        end=day(row, "polldate"), size=number(row, "samplesize"),
        mode=text(row, "methodology"), sponsor=party,
        side=sides.get(party, 0) if party else 0,
        answers=shares(row, {"cand1_pct": names[0], "cand2_pct": names[1]}),
    )  # fmt: skip


PARTIES = ("S", "M", "SD", "MP", "C", "V", "L", "KD", "FI")


def _sweden(row: Row) -> Found:
    """Shares are of those who name a party, so that the uncertain are not among them."""
    yield "", PollRecord(
        pollster=text(row, "house") or text(row, "Company"), mode=text(row, "Company"),
        start=day(row, "collectPeriodFrom"), end=day(row, "collectPeriodTo"),
        released=day(row, "PublDate"), size=number(row, "n"),
        answers=shares(row, {party: party for party in PARTIES}),
    )  # fmt: skip


def _sweden_beside(row: Row) -> dict[str, str]:
    """The uncertain are a share of all that were asked: kept in words, never among the rest."""
    share = number(row, "Uncertain")
    if share is None:
        return {}
    return {
        "note": f"Uncertain: {share:g} % of all that were asked. The shares are of those who "
        "named a party."
    }


# The rest of a record, which no average needs: of the poll, of the question.
OF_POLL = (
    "conductor", "funder", "sponsor_class", "sponsor_side", "published_as_printed", "area",
    "sample_total", "sample_source", "frame", "weighting", "processing",
    "limitations", "design_effect", "source_title",
    "source_page", "licence", "cited_by", "contact",
)  # fmt: skip
OF_QUESTION = (
    "in_short", "introduction", "options", "order", "choice", "screen", "subgroup_definition",
    "is_size_assumed", "margin_as_printed", "note",
)  # fmt: skip
PRINTED = "printed"  # the answers in words, where a number does not say all
OWN = (
    "topic", "pollster", "sponsor", "side", "internal", "start", "end", "released", "size",
    "population", "subgroup", "wording", "family", "mode", "tracking", "split", "open_to_all",
    "excluded", "id", "respondents", "url", *OF_POLL, *OF_QUESTION, PRINTED,
)  # fmt: skip


_NOT_ANSWERS = frozenset({*OWN, "more"})


def _own(row: Row) -> Found:
    """Ours: the columns of OWN, most of which may be missing; all others are answers."""
    answers = {column: column for column in row if column and column not in _NOT_ANSWERS}
    subgroup = text(row, "subgroup")
    yield " · ".join(filter(None, (text(row, "topic"), subgroup))), PollRecord(
        pollster=text(row, "pollster"), sponsor=text(row, "sponsor"),
        side=int(number(row, "side") or 0), internal=true(row, "internal"),
        start=day(row, "start"), end=day(row, "end"), released=day(row, "released"),
        size=number(row, "size"), assumed=true(row, "is_size_assumed"),
        total=number(row, "sample_total"), population=population(row, "population"),
        subgroup=subgroup, wording=text(row, "wording"), family=text(row, "family"),
        mode=text(row, "mode"), tracking=true(row, "tracking"), split=text(row, "split"),
        open_to_all=true(row, "open_to_all"), excluded=text(row, "excluded"),
        id=text(row, "id"), respondents=text(row, "respondents"), url=text(row, "url"),
        answers=shares(row, answers),
    )  # fmt: skip


def _own_beside(row: Row) -> dict[str, str]:
    names = (*OF_POLL, *OF_QUESTION, PRINTED)
    return {name: row[name].strip() for name in names if (row.get(name) or "").strip()}


def _layout(name: str, columns: str, read: Callable[[Row], Found]) -> Layout:
    return Layout(name=name, columns=frozenset(columns.split(", ")), read=read)


LAYOUTS = (
    _layout("approval polls", "poll_id, question_id, politician, yes, no", _approval),
    _layout("favourability polls", "politician, favorable, unfavorable", _favorability),
    _layout("polls of races", "race, polldate, cand1_name, cand1_pct", _races),
    _layout("support by party", "Question, Support, Republican Support", _guns),
    _layout("impeachment polls", "Category, Include?, Yes, No", _impeachment),
    _layout("approval by party", "Approve, Disapprove, Approve (Republican)", _mueller),
    _layout("favour or oppose", "Start, End, Pollster, Favor, Oppose", _ahca),
    replace(
        _layout("Swedish parties", "Company, collectPeriodFrom, house", _sweden),
        beside=_sweden_beside,
    ),
    replace(_layout("our own", "pollster, end", _own), beside=_own_beside),
)
OURS = LAYOUTS[-1]
WIKIPEDIA = Layout(
    name=wikipedia.NAME, columns=frozenset(), read=wikipedia.read, beside=wikipedia.beside,
    left_out=wikipedia.left_out,
)  # fmt: skip
PUBLISHED_AVERAGE = frozenset({"date", "answer", "pct_estimate"})
