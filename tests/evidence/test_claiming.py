"""Claims against the record: what stands, and what is false as claims are false."""

from dataclasses import replace
from datetime import date

import pytest

from undersigned.evidence.claiming import saying
from undersigned.evidence.claiming.checking import check
from undersigned.evidence.claiming.verdict import Missing, Record, Status, Why

ON = date(2026, 11, 24)
ADULTS = Record(
    pollster="Prairie Opinion Lab", question="Keep post offices open?", answer="Keep open",
    share=68.0, as_printed="68%", population="Adults in rural counties", others=(21.0, 11.0),
    wording="Should they stay open?", size=1204, asked=date(2026, 8, 23),
)  # fmt: skip
VOTERS = replace(ADULTS, population="Registered voters nationwide", answer="Yes",
                 question="Have you been to a post office in the past month?", share=57.0,
                 others=(43.0,), as_printed="57%", size=2011)  # fmt: skip
HARRIS = Record(
    pollster="Harvard CAPS-Harris", question="Want him to run for re-election?",
    answer="do not want him to run", share=71.0, as_printed="around 71 %",
    population="Americans (as reported)", published=date(2026, 11, 10),
)  # fmt: skip
TIMES = Record(
    pollster="New York Times-Siena College", question="Prefer a candidate other than Biden?",
    answer="prefer another candidate", share=64.0, as_printed="64 %",
    population="Democrats (as reported)", published=date(2026, 11, 10),
)  # fmt: skip
OHIO = replace(
    ADULTS, population="Likely voters in Ohio", share=51.0, others=(44.0, 5.0), size=800
)
DISAPPROVE = replace(VOTERS, question="Do you approve of the plan?", answer="Disapprove",
                     population="Adults", share=62.0, others=(30.0, 8.0))  # fmt: skip
PAID = replace(ADULTS, sponsor="Rural Post Alliance")
OLD = replace(ADULTS, asked=date(2025, 12, 1))
WEB = replace(ADULTS, open_to_all=True)
LEFT_OUT = replace(ADULTS, excluded="It leads to one answer")

TRUE = [
    ("68% of adults in rural counties would keep them open.", ADULTS),
    ("68 percent of rural adults would keep them open.", ADULTS),
    ("Two thirds of adults in rural counties would keep them open.", ADULTS),
    ("More than two thirds of rural adults would keep them open.", ADULTS),
    ("Nearly seven in ten rural adults would keep them open.", ADULTS),
    ("A majority of rural adults, 68%, would keep small post offices open.", ADULTS),
    ("Only 21% of rural adults would close them; 68% would not.", replace(ADULTS, share=21.0,
     answer="Close those that lose the most", others=(68.0, 11.0))),
    ("More than half of registered voters, 57%, have been to a post office.", VOTERS),
    ("57% of voters have been to a post office.", VOTERS),
    ("57% of registered voters have been, and 43% stayed away.", VOTERS),
    ("71% of Americans do not want him to run again.", HARRIS),
    ("Around seven in ten Americans do not want him to run again.", HARRIS),
    ("71 per cent of Americans do not want it, a Harvard CAPS-Harris poll found.", HARRIS),
    ("64% of Democrats would prefer another candidate.", TIMES),
    ("Nearly two thirds of Democrats would prefer another candidate.", TIMES),
    ("64 percent of Democratic voters want somebody else.", TIMES),
    ("64% of Democrats want another, a New York Times-Siena College poll found.", TIMES),
    ("51% of likely voters in Ohio would keep them open.", OHIO),
    ("About half of likely voters in Ohio would keep them open.", OHIO),
    ("62% of Americans disapprove of the plan.", DISAPPROVE),
    ("62% of adults do not approve of the plan.", DISAPPROVE),
    ("68% of rural adults would keep them open, says the Rural Post Alliance.", PAID),
    ("68% of rural adults would not close them.", ADULTS),
    ("68% of rural adults wouldn't close them.", ADULTS),
    ("68% of rural adults are for keeping them, a Prairie Opinion Lab poll found.", ADULTS),
    ("Sixty-eight percent of rural adults would keep them open.", ADULTS),
    ("Seventy-one percent of Americans would not have him run again.", HARRIS),
    ("In December 2025, 68% of rural adults would have kept them open.", OLD),
]  # fmt: skip

FALSE = [
    ("86% of adults in rural counties would keep them open.", ADULTS, Why.OTHER_SHARE),
    ("70% of adults in rural counties would keep them open.", ADULTS, Why.OTHER_SHARE),
    ("Three quarters of rural adults would keep them open.", ADULTS, Why.OTHER_SHARE),
    ("More than seven in ten rural adults would keep them open.", ADULTS, Why.OTHER_SHARE),
    ("68% of Americans would keep them open.", ADULTS, Why.OTHER_POPULATION),
    ("68% of rural voters would keep them open.", ADULTS, Why.OTHER_POPULATION),
    ("68% would keep them open.", ADULTS, Why.NO_POPULATION),
    ("57% of Americans have been to a post office.", VOTERS, Why.OTHER_POPULATION),
    ("43% of registered voters have been to a post office.", VOTERS, Why.OTHER_SHARE),
    ("57% of registered voters have not been to a post office.", VOTERS, Why.OPPOSITE),
    ("64% of Americans would prefer another candidate.", TIMES, Why.OTHER_POPULATION),
    ("64% of Democratic primary voters would prefer another one.", TIMES, Why.OTHER_POPULATION),
    ("64% of Democrats and leaners would prefer another one.", TIMES, Why.OTHER_POPULATION),
    ("71% of Democrats do not want him to run again.", HARRIS, Why.OTHER_POPULATION),
    ("A majority of likely voters in Ohio would keep them open.", OHIO, Why.NO_MAJORITY),
    ("51% of likely voters would keep them open.", OHIO, Why.OTHER_PLACE),
    ("51% of likely voters in Iowa would keep them open.", OHIO, Why.OTHER_PLACE),
    ("62% of Americans approve of the plan.", DISAPPROVE, Why.OPPOSITE),
    ("Support fell to 68% among rural adults.", ADULTS, Why.ONE_POLL_ONLY),
    ("68% of rural adults would, up from 60% last year.", ADULTS, Why.ONE_POLL_ONLY),
    ("Rural adults, 68% of them, care more than city people do.", ADULTS, Why.ONE_POLL_ONLY),
    ("Poll after poll, 68% of rural adults would keep them open.", ADULTS, Why.ONE_POLL_ONLY),
    ("A record high of 68% of rural adults would keep them open.", ADULTS, Why.ONE_POLL_ONLY),
    ("68% of rural adults would keep them open.", PAID, Why.SPONSOR),
    ("68% of rural adults would keep them open.", OLD, Why.OLD),
    ("Approval is abysmally low, poll after poll.", None, Why.NO_RECORD),
    ("Rural adults love their post offices.", ADULTS, Why.NOT_IN_FIGURES),
    ("68% of women would keep them open.", ADULTS, Why.OTHER_POPULATION),
    ("Eighty-six percent of rural adults would keep them open.", ADULTS, Why.OTHER_SHARE),
    ("More than 68% of rural adults would keep them open.", ADULTS, Why.OTHER_SHARE),
    ("68% of rural adults would close them.", ADULTS, Why.OPPOSITE),
    ("68% of rural adults oppose keeping them open.", ADULTS, Why.OPPOSITE),
    ("68% of rural adults wouldn't keep them open.", ADULTS, Why.OPPOSITE),
    ("68% of rural adults wouldn\u2019t keep them open.", ADULTS, Why.OPPOSITE),
    ("68% of rural adults would never keep them open.", ADULTS, Why.OPPOSITE),
    ("71% of Americans want him to run again.", HARRIS, Why.OPPOSITE),
    ("68% of young adults in rural counties would keep them.", ADULTS, Why.OTHER_POPULATION),
    ("64% of registered Democrats would prefer another.", TIMES, Why.OTHER_POPULATION),
    ("68% of adults in urban counties would keep them open.", ADULTS, Why.OTHER_POPULATION),
    ("68% of rural adults in Ohio would keep them open.", ADULTS, Why.OTHER_PLACE),
    ("Most likely voters in Ohio, 51%, would keep them open.", OHIO, Why.NO_MAJORITY),
    ("Two polls show that 68% of rural adults would.", ADULTS, Why.ONE_POLL_ONLY),
    ("The latest polls all find 68% of rural adults in favour.", ADULTS, Why.ONE_POLL_ONLY),
    ("An overwhelming 68% of rural adults would keep them.", ADULTS, Why.ONE_POLL_ONLY),
    ("68% of rural adults, twice as many as not, would keep them.", ADULTS, Why.ONE_POLL_ONLY),
    ("68% of rural adults would keep them open, 30% would not.", ADULTS, Why.OTHER_SHARE),
    ("Asked “Should we save your post office?”, 68% of rural adults said yes.", ADULTS,
     Why.MISQUOTED),
    ("68% of rural adults would keep them open, a Gallup poll found.", ADULTS,
     Why.OTHER_POLLSTER),
    ("In May 2026, 68% of rural adults would have kept them open.", OLD, Why.OTHER_TIME),
    ("This week 68% of rural adults said they would keep them.", ADULTS, Why.OTHER_TIME),
    ("68% of rural adults would keep them open.", WEB, Why.NOT_A_POLL),
    ("68% of rural adults would keep them open.", LEFT_OUT, Why.EXCLUDED),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "record"), TRUE)
def test_a_claim_that_the_record_carries_is_supported(sentence, record):
    verdict = check(sentence, record, on=ON)

    assert (verdict.status, verdict.reasons) == (Status.ONE_POLL, ())


@pytest.mark.parametrize(("sentence", "record", "why"), FALSE)
def test_a_claim_that_goes_beyond_the_record_is_not(sentence, record, why):
    verdict = check(sentence, record, on=ON)

    assert verdict.status > Status.ONE_POLL
    assert why in [reason.why for reason in verdict.reasons]


def test_there_are_forty_claims_and_half_of_them_are_false():
    assert len(TRUE) + len(FALSE) >= 40
    assert len(FALSE) >= 20


def test_words_without_a_figure_stand_only_as_they_were_printed():
    reasons = replace(TIMES, share=None, as_printed="more than two thirds")

    assert check("More than two thirds of Democrats named age.", reasons, on=ON).reasons == ()
    verdict = check("Three quarters of Democrats named age.", reasons, on=ON)
    assert [reason.why for reason in verdict.reasons] == [Why.NO_SHARE]


def test_what_the_record_itself_calls_unclear_is_said_beside_the_status():
    record = replace(HARRIS, unclear="Which base is unclear.")

    verdict = check("71% of Americans do not want it.", record, on=ON)

    assert verdict.status == Status.ONE_POLL
    assert [(one.why, one.about) for one in verdict.reasons] == [
        (Why.UNCLEAR, "Which base is unclear.")
    ]


def test_what_the_record_lacks_is_named():
    verdict = check("71% of Americans do not want him to run.", HARRIS, on=ON)

    assert verdict.missing == tuple(Missing)


def test_a_newer_poll_that_says_otherwise_contests_the_claim():
    newer = replace(ADULTS, pollster="Other", share=45.0, asked=date(2026, 11, 1))

    verdict = check(TRUE[0][0], ADULTS, on=ON, same=[newer])

    assert [reason.why for reason in verdict.reasons] == [Why.NEWER]


def test_the_one_poll_that_lies_off_all_others_is_cherry_picked():
    others = [
        replace(ADULTS, pollster=name, share=50.0, asked=date(2026, 7, 1)) for name in "ABC"
    ]

    verdict = check(TRUE[0][0], ADULTS, on=ON, same=others)

    assert [(one.why, one.about) for one in verdict.reasons] == [(Why.OUTLIER, "50%")]


def test_two_pollsters_who_agree_support_a_claim():
    other = replace(ADULTS, pollster="Another", share=67.0)

    sentence = "Two thirds of rural adults would keep them open."
    assert check(sentence, ADULTS, on=ON, same=[other]).status == Status.SUPPORTED


def test_a_poll_without_any_date_is_outdated_until_it_has_one():
    undated = replace(HARRIS, published=None)

    assert check(TRUE[10][0], undated, on=ON).status == Status.OUTDATED


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("71%", 70.5, 71.5), ("more than half", 50.01, 100), ("at least 60 percent", 60, 100),
        ("under 10%", 0, 9.99), ("nearly nine in 10", 87, 90), ("three-quarters", 73, 77),
        ("about 40 per cent", 38, 42), ("7 out of 10", 68, 72), ("a third", 31.33, 35.33),
    ],
)  # fmt: skip
def test_shares_are_read_in_figures_and_in_words(words, low, high):
    (share,) = saying.read(f"{words} of adults").shares

    assert (round(share.low, 2), round(share.high, 2)) == (low, high)
