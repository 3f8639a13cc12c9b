"""Articles in the manner of several outlets: their polls, quotations, tags, dates, no more."""

import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.evidence.told import EXPECTED
from undersigned.evidence.articles import reading

FOLDER = Path(__file__).parent / "articles"


@pytest.fixture(params=sorted(EXPECTED), scope="module")
def pair(request):
    text = (FOLDER / request.param).read_text(encoding="utf-8")
    return reading.read(text), EXPECTED[request.param]


def test_an_article_yields_its_polls_and_no_other_numbers(pair):
    article, expected = pair

    assert [poll.pollster for poll in article.polls] == list(expected["polls"])
    for poll, (told, findings) in zip(article.polls, expected["polls"].values(), strict=True):
        assert {name: getattr(poll, name) for name in told} == told
        found = [(one.figure.words, one.population) for one in poll.findings]
        assert found == [(figure, people) for figure, people, _question in findings]
        for one, (_figure, _people, question) in zip(poll.findings, findings, strict=True):
            assert question in one.question


def test_an_article_yields_its_quotations_hashtags_and_its_day(pair):
    article, expected = pair

    found = [(one.words, one.speaker) for one in article.quotations]
    assert [speaker for _words, speaker in found] == [who for _words, who in expected["quotes"]]
    assert all(
        words.startswith(start)
        for (words, _), (start, _) in zip(found, expected["quotes"], strict=True)
    )
    assert [tag.words for tag in article.hashtags] == expected["tags"]
    assert article.published == expected["day"]


def test_each_part_knows_its_passage(pair):
    article, _expected = pair

    for poll in article.polls:
        for one in poll.findings:
            assert one.figure.words == " ".join(one.figure.passage.of(article.text).split())
            assert one.passage.start <= one.figure.passage.start
            assert one.figure.passage.end <= one.passage.end
    for one in (*article.hashtags, *article.dates):
        assert one.passage.of(article.text) == one.words
    for one in article.quotations:
        assert one.words in one.passage.of(article.text)


# Written when the reader was done: what it tells of each, looked over by a person.
LATER = {
    "care.txt": (["YouGov"], "Two in three | 66% | 21% | 54%"),
    "congress.txt": (["Reuters/Ipsos"], "16% | 71% | Seventeen percent | 22%"),
    "ferry.txt": (["Alder Institute"], "nearly nine in ten | three-quarters | A fifth"),
    "phones.html": (["Morning Consult"], "Half | Three in ten | 56% | 43%"),
    "rivers.txt": (["Public Policy Polling"],
        "63% | 24% | 13% | 55% | 7 in 10 | A majority | 52%"),
    "senate.txt": (["Monmouth University", "CNN/SSRS"],
        "48% | 44% | 46% | 45% | Eight percent"),
    "tolls.txt": (["University of New Hampshire Survey Center"],
        "Just 34 percent | 57 percent | 9 percent | only 28 percent"),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(LATER))
def test_an_article_that_was_not_known_to_the_reader_is_read_too(name):
    article = reading.read((FOLDER / "later" / name).read_text(encoding="utf-8"))

    pollsters, figures = LATER[name]
    assert [poll.pollster for poll in article.polls] == pollsters
    found = [one.figure.words for poll in article.polls for one in poll.findings]
    assert " | ".join(found) == figures


HOSTILE = {
    "one long word": "x" * 60_000,
    "percent signs": "5% " * 15_000,
    "open quotes": "\u201c" * 25_000,
    "straight quotes": '"a' * 25_000,
    "capitals": "Aa Bb " * 8_000 + "poll",
    "polls by": "poll by The " * 4_000,
    "open tags": "<div>" * 15_000,
    "unclosed": "<p>" + "<!--" * 15_000,
    "scripts": "<html><script>" + "</scrip" * 8_000,
    "deep": "<div class='x'>" * 6_000 + "64% of voters" + "</div>" * 6_000,
    "hashes": "#" * 50_000,
    "right to left": "\u202e64% \u05e9\u05dc\u05d5\u05dd \u0627\u0633\u062a " * 2_000,
    "numbers": "poll 1,234,567,890 " * 3_000,
    "dates": "July 5-" * 6_000,
    "many pollsters": "".join(
        f"A poll by {one}ab {two}cd {three}ef found 5% of men agree. "
        for one in "ABCDEFGHIJ" for two in "KLMNOPQR" for three in "STUVWXYZ"
    ),
    "nothing": "\x00\ufffd\u2028",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_takes_time_in_proportion_and_breaks_nothing(name):
    text = HOSTILE[name]
    small, large = (_seconds(text[: len(text) // 4]), _seconds(text))

    assert large < 8 * small + 0.5


def _seconds(text):
    began = time.process_time()
    reading.read(text)
    return time.process_time() - began


def test_a_text_longer_than_any_article_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 5_000)

    article = reading.read("A poll by Gallup found 64% of voters want it. " * 200)

    assert article.was_cut
    assert len(article.text) == reading.LONGEST


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".txt")])
def test_an_article_from_an_email_with_broken_lines_is_read_alike(name):
    text = (FOLDER / name).read_text(encoding="utf-8")
    broken = "\n".join(
        textwrap.fill(row, 72, break_on_hyphens=False) for row in text.split("\n")
    )

    assert told(reading.read(broken)) == told(reading.read(text))


def told(article):
    return [
        (poll.pollster, poll.size, poll.margin, poll.field_end,
         [(one.figure.words, one.population, one.question) for one in poll.findings])
        for poll in article.polls
    ]  # fmt: skip


LEAD = "Sixty-four percent of adults would keep the ferry, a Gallup poll found."


@pytest.mark.parametrize(
    "text",
    [
        f"Sixty-four percent would keep the ferry, poll finds\n\n{LEAD}",
        f"POLL: 64% OF ADULTS BACK THE FERRY\n\n{LEAD}",
        f"Most like the boat\nA poll puts support at 64%\n\n{LEAD}",
        f"{LEAD} The 64 percent who would keep the ferry are mostly young.",
    ],
)
def test_a_figure_that_the_headline_or_the_text_repeats_is_told_once(text):
    (poll,) = reading.read(text).polls

    assert poll.pollster == "Gallup"
    assert [one.population for one in poll.findings] == ["adults"]


@pytest.mark.parametrize(
    ("words", "pollster", "sponsor"),
    [
        ("A Washington Post/ABC News poll by Langer Research", "Langer Research",
         "Washington Post/ABC News"),
        ("A Times Union/Spectrum News Poll conducted by Siena College", "Siena College",
         "Times Union/Spectrum News"),
        ("A Gallup poll for the Alder Trust", "Gallup", "Alder Trust"),
        ("A Gallup poll on the plan for the Hudson crossing", "Gallup", ""),
        ("A Reuters/Ipsos poll", "Reuters/Ipsos", ""),
    ],
)  # fmt: skip
def test_who_had_a_poll_done_and_who_took_it_are_one_poll(words, pollster, sponsor):
    (poll,) = reading.read(f"{words} found that 52 percent of adults approve.").polls

    assert (poll.pollster, poll.sponsor) == (pollster, sponsor)


@given(st.text(max_size=600))
def test_any_text_is_read(text):
    article = reading.read(text)

    for one in article.quotations:
        assert 0 <= one.passage.start < one.passage.end <= len(article.text)
