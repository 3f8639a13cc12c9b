"""Claims on more than one figure: averages, majorities, changes and comparisons."""

from dataclasses import replace
from datetime import date

import pytest

from undersigned.evidence.claiming.checking import Evidence, check, hold
from undersigned.evidence.claiming.verdict import Averaged, Kind, Record, Status, Why

ON = date(2026, 11, 24)
LEVEL = Averaged(
    question="Keep the ferry?", answer="Keep it", population="Registered voters", level=61.7,
    low=58.0, high=65.4, majority=0.99, polls=9, pollsters=5, last_poll=date(2026, 11, 10),
    has_line=True,
)  # fmt: skip
CLOSE = replace(LEVEL, level=51.2, low=47.0, high=55.0, majority=0.72)
ROSE = replace(LEVEL, rise=0.98)
FELL = replace(LEVEL, rise=0.01)
UNSURE = replace(LEVEL, rise=0.81)
NOW = Record(
    pollster="Lake Survey", question="Keep the ferry?", answer="Keep it", share=66.0,
    as_printed="66%", population="Registered voters", wording="Should the ferry be kept?",
    size=1500, asked=date(2026, 11, 5), asks="now",
)  # fmt: skip
BEFORE = replace(NOW, share=58.0, as_printed="58%", asked=date(2026, 5, 2), asks="before")
NEARLY = replace(BEFORE, share=64.0, as_printed="64%")
CLOSED = replace(NOW, answer="Close it", share=25.0, as_printed="25%")
WOMEN = replace(NOW, population="Women", asks="women", share=70.0, size=800)
MEN = replace(NOW, population="Men", asks="men", share=58.0, size=700)


def average(averaged, kind=Kind.AVERAGE):
    return Evidence(kind=kind, averaged=averaged)


def pair(kind, record, other):
    return Evidence(kind=kind, record=record, other=other)


HOLD = [
    ("62% of registered voters would keep it, the polls show.", average(LEVEL)),
    ("About 62% of voters would keep the ferry.", average(LEVEL)),
    ("More than 60% of registered voters would keep the ferry.", average(LEVEL)),
    ("Most registered voters would keep the ferry.", average(LEVEL, Kind.MAJORITY)),
    ("A majority of voters, 62%, would keep it.", average(LEVEL, Kind.MAJORITY)),
    ("Support among registered voters has risen since June.", average(ROSE, Kind.CHANGE)),
    ("Fewer voters would keep it than a year ago: support fell.", average(FELL, Kind.CHANGE)),
    ("Support rose to 66% of registered voters, up from 58%.", pair(Kind.CHANGE, NOW, BEFORE)),
    (
        "More registered voters would keep the ferry, 66%, than would close it, 25%.",
        pair(Kind.COMPARISON, NOW, CLOSED),
    ),
    (
        "Women are more likely to keep it than men: 70% of women and 58% of men.",
        pair(Kind.COMPARISON, WOMEN, MEN),
    ),
]
FALSE = [
    ("70% of registered voters would keep it.", average(LEVEL), Why.OTHER_SHARE),
    ("64% of registered voters would keep it.", average(LEVEL), Why.MOVED),
    ("62% of Americans would keep it.", average(LEVEL), Why.OTHER_POPULATION),
    ("62% of registered voters in Ohio would keep it.", average(LEVEL), Why.OTHER_PLACE),
    ("Registered voters love the ferry, the polls show.", average(LEVEL), Why.NOT_IN_FIGURES),
    ("A record high of 62% of registered voters agree.", average(LEVEL), Why.ONE_POLL_ONLY),
    ("62% of registered voters would keep it.", average(None), Why.NO_AVERAGE),
    (
        "62% of registered voters would keep it.",
        average(replace(LEVEL, polls=2, has_line=False)),
        Why.TOO_FEW,
    ),
    (
        "62% of registered voters would keep it.",
        average(replace(LEVEL, last_poll=date(2026, 2, 1))),
        Why.OLD,
    ),
    ("Most registered voters would keep it.", average(CLOSE, Kind.MAJORITY), Why.NO_MAJORITY),
    ("51% of voters, a majority, would.", average(CLOSE, Kind.MAJORITY), Why.NO_MAJORITY),
    ("Support fell among registered voters.", average(ROSE, Kind.CHANGE), Why.NO_CHANGE),
    ("Support rose among registered voters.", average(UNSURE, Kind.CHANGE), Why.NO_CHANGE),
    ("62% of registered voters would.", average(ROSE, Kind.CHANGE), Why.NOT_A_CHANGE),
    (
        "Support rose among registered voters.",
        average(replace(ROSE, wordings=2), Kind.CHANGE),
        Why.OTHER_WORDING,
    ),
    (
        "Support rose from 64% to 66% of registered voters.",
        pair(Kind.CHANGE, NOW, NEARLY),
        Why.NO_CHANGE,
    ),
    ("Support rose among registered voters.", pair(Kind.CHANGE, NOW, None), Why.NO_OTHER),
    (
        "Support rose to 66% of registered voters.",
        pair(Kind.CHANGE, NOW, replace(BEFORE, wording="Is the ferry worth it?")),
        Why.OTHER_WORDING,
    ),
    (
        "Support rose to 66% of registered voters.",
        pair(Kind.CHANGE, NOW, replace(BEFORE, population="Adults")),
        Why.OTHER_POPULATION,
    ),
    (
        "Support fell to 66% of registered voters.",
        pair(Kind.CHANGE, NOW, BEFORE),
        Why.NO_CHANGE,
    ),
    (
        "Support rose to 66% of registered voters.",
        pair(Kind.CHANGE, BEFORE, NOW),
        Why.NO_DATE,
    ),
    (
        "Fewer registered voters would keep it than close it.",
        pair(Kind.COMPARISON, NOW, CLOSED),
        Why.NOT_MORE,
    ),
    (
        "66% of registered voters would keep it.",
        pair(Kind.COMPARISON, NOW, CLOSED),
        Why.NOT_COMPARED,
    ),
    (
        "More women than men would keep it: 70% of women.",
        pair(Kind.COMPARISON, WOMEN, replace(MEN, share=69.0)),
        Why.NOT_MORE,
    ),
    (
        "More women would keep it than men.",
        pair(Kind.COMPARISON, WOMEN, replace(MEN, question="Is the ferry safe?")),
        Why.OTHER_QUESTION,
    ),
]


@pytest.mark.parametrize(("sentence", "evidence"), HOLD)
def test_what_the_figures_carry_holds(sentence, evidence):
    verdict = hold(sentence, evidence, on=ON)

    assert verdict.reasons == ()
    assert verdict.status <= Status.ONE_POLL


@pytest.mark.parametrize(("sentence", "evidence", "why"), FALSE)
def test_what_they_do_not_carry_is_never_supported(sentence, evidence, why):
    verdict = hold(sentence, evidence, on=ON)

    assert verdict.status > Status.ONE_POLL
    assert why in [reason.why for reason in verdict.reasons]


def test_a_change_between_two_polls_of_one_pollster_rests_on_one_pollster():
    one = hold(HOLD[7][0], pair(Kind.CHANGE, NOW, BEFORE), on=ON)
    two = hold(
        HOLD[7][0], pair(Kind.CHANGE, NOW, replace(BEFORE, pollster="B", share=30.0)), on=ON
    )

    assert one.status == Status.ONE_POLL
    assert two.status == Status.NOT_SUPPORTED  # 58% is not on record now


def test_an_average_of_one_pollster_above_all_says_so_and_stands():
    verdict = hold(
        HOLD[0][0], average(replace(LEVEL, largest="Lake Survey", largest_part=0.6)), on=ON
    )

    assert verdict.status == Status.SUPPORTED
    assert [(one.why, one.about) for one in verdict.reasons] == [
        (Why.ONE_POLLSTER, "Lake Survey, 60%")
    ]


def test_a_vote_on_a_page_and_an_excluded_question_carry_nothing():
    sentence = "66% of registered voters would keep the ferry."
    for record, why in (
        (replace(NOW, open_to_all=True), Why.NOT_A_POLL),
        (replace(NOW, excluded="a leading question"), Why.EXCLUDED),
    ):
        verdict = check(sentence, record, on=ON)
        assert verdict.status == Status.NOT_SUPPORTED
        assert verdict.reasons[0].why == why


def test_a_question_is_quoted_word_for_word_or_not_at_all():
    right = "Asked “Should the ferry be kept?”, 66% of registered voters said so."
    wrong = "Asked “Should the lovely ferry live?”, 66% of registered voters said so."

    assert check(right, NOW, on=ON).status == Status.ONE_POLL
    assert [one.why for one in check(wrong, NOW, on=ON).reasons] == [Why.MISQUOTED]


def test_a_newer_poll_with_another_figure_is_named_beside_the_status():
    newer = replace(NOW, pollster="B", share=63.0, as_printed="63%", asked=date(2026, 11, 20))

    verdict = check("66% of registered voters would keep it.", NOW, on=ON, same=[newer])

    assert verdict.status == Status.ONE_POLL
    assert [(one.why, one.about) for one in verdict.reasons] == [(Why.NEWER_EXISTS, "B, 63%")]


def test_a_poll_far_from_what_the_others_expect_is_contested():
    odd = replace(NOW, surprise=1.9)

    assert check("66% of voters would keep it.", odd, on=ON).status == Status.CONTESTED
    assert check("66% of voters would keep it.", replace(odd, surprise=1.2), on=ON).status == (
        Status.ONE_POLL
    )
