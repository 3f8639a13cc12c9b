"""Lists of polls: every row stored or refused by a named reason, twice as once, out and in."""

from datetime import date

import pytest

from tests import make
from tests.evidence.make import shared_data
from undersigned.evidence import binding, handing, keeping, phrasing, series, storing, taking
from undersigned.evidence.layouts import reading
from undersigned.evidence.models import Family, Poll, Question, Result
from undersigned.organisations.auditing import CLOCK

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 1)
HEADER = "topic,pollster,start,end,released,size,population,id,respondents,url,Yes,No\n"
FILES = (
    "ahca_polls", "biden_approval_polls_2021-01_to_2022-06", "favorability_polls_rv_2019",
    "guns-polls", "impeachment_polls_to_2019-09-23", "mueller-approval-polls",
    "raw-polls_1998-2014", "sweden_polls_to_2014",
)  # fmt: skip
WIKIPEDIA = """Poll source\tDate(s) administered\tSample size[a]\tMargin of error\tApprove\t\
Disapprove\tUnsure
Emerson College[12]\tJuly 5\u20137, 2022\t1,271 (RV)\t\u00b1 2.7%\t40%\t53%\t7%
YouGov/The Economist\tDec 28, 2021 \u2013 Jan 3, 2022\t1,500 (A)\t\u2013\t43%\t49%\t\u2013
Data for Progress (D)[B]\t12 Jul 2022\t1,022 (LV)\t\u00b1 3%\t44%\t53%\t3%
Average\t\u2013\t\u2013\t\u2013\t42%\t52%\t5%
Rasmussen\tthis spring\t1,500 (LV)\t\u00b1 2.5%\t41%\t58%\t1%
"""


def bring(organisation, raw, *, topic="Ferry"):
    taken = taking.take(raw, topic=topic, today=TODAY)
    compared = storing.compare(taken, organisation_id=organisation.pk)
    storing.store(
        compared, organisation=organisation, source="A list", licence="",
        at=make.NOON, by=CLOCK,
    )  # fmt: skip
    return compared


def handed(organisation):
    return "".join(handing.lines(organisation_id=organisation.pk))


@pytest.fixture
def organisation():
    return make.organisation()


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ferry,Adams,2026-03-09,2026-03-01,,800,a,,,,61,28", "starts after it ends"),
        ("Ferry,Adams,,2027-03-01,,800,a,,,,61,28", "ends in the future"),
        ("Ferry,,,2026-03-01,,800,a,,,,61,28", "no pollster"),
        ("Ferry,Adams,,2026-03-01,,800,a,,,,,", "no answer in it"),
        ("Ferry,Adams,,2026-03-01,,800,a,,,,161,28", "a share outside 0 to 100"),
        ("Ferry,Adams,,2026-03-01,,0,a,,,,61,28", "a sample size that is not above 0"),
        ("Ferry,Adams,,2026-03-01,,800,a,,,javascript:x,61,28",
         "an address that is no web address"),
        ("Ferry,Adams,,March,,800,a,,,,61,28", "unreadable"),
        (f"Ferry,{'A' * 300},,2026-03-01,,800,a,,,,61,28", "too long"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_kept_is_refused_by_name(organisation, row, reason):
    compared = bring(organisation, (HEADER + row).encode())

    assert compared.reasons == {reason: 1}
    assert not Poll.objects.exists()


def test_what_is_odd_is_stored_with_a_remark(organisation):
    rows = (
        "Ferry,Adams,,,,800,a,,,,61,28\n"
        "Ferry,Brown,,3/1/26,2026-10-01,,a,,,,61,28\n"
        "Ferry,Clark,,2026-03-01,,800.5,a,,,,61,48\n"
    )

    compared = bring(organisation, (HEADER + rows).encode("cp1252"))

    assert compared.remarks == {
        "no field dates: stored, not averaged": 1, "no sample size": 1,
        "published long after its field dates": 1,
        "sample size rounded to a whole number": 1, "shares add up to more than 102": 1,
    }  # fmt: skip
    assert Question.objects.count() == 3


def test_the_same_row_twice_is_one_and_another_value_is_told(organisation):
    row = "Ferry,Adams,,2026-03-01,,800,a,q1,p1,,61,28\n"
    bring(organisation, (HEADER + row + row).encode())
    again = bring(organisation, (HEADER + row.replace("61", "62")).encode())

    assert Result.objects.count() == 2
    assert again.refused[0].refusal is taking.Refusal.DIFFERS
    assert again.refused[0].detail == "answers: Yes 61, No 28 \u2192 Yes 62, No 28"


def test_questions_to_the_same_people_are_of_one_poll(organisation):
    rows = (
        "Ferry,Adams,,2026-03-01,,800,rv,q1,p1,,61,28\n"
        "Ferry,Adams,,2026-03-01,,1000,a,q2,p1,,58,30\n"
    )
    bring(organisation, (HEADER + rows).encode())

    assert Poll.objects.get().questions.count() == 2
    assert {one.population for one in Question.objects.all()} == {
        "Registered voters", "Adults"
    }  # fmt: skip


def test_a_table_of_wikipedia_is_read(organisation):
    compared = bring(organisation, WIKIPEDIA.encode(), topic="Approval")

    assert compared.taken.layout == "Wikipedia's tables"
    assert compared.reasons == {"unreadable": 1}
    emerson = Poll.objects.get(pollster="Emerson College")
    assert (emerson.field_start, emerson.field_end) == (date(2022, 7, 5), date(2022, 7, 7))
    question = emerson.questions.get()
    assert (question.sample_size, question.population) == (1271, "Registered voters")
    assert keeping.results_of(question) == [
        ("Approve", "40 %"), ("Disapprove", "53 %"), ("Unsure", "7 %")
    ]  # fmt: skip
    assert question.results.get(answer="Unsure").kind == "dont_know"
    assert Poll.objects.get(pollster="Data for Progress").sponsor == "D"
    economist = Poll.objects.get(pollster="YouGov/The Economist")
    assert economist.field_start == date(2021, 12, 28)
    assert Poll.objects.get(pollster="Average").field_end is None


MORE = """Polling firm\tClient\tAdministrator\tFieldwork\tArea\tMethod\tPopulation\tSample\t\
Margin of error\tKeep\tClose\tLead\tNotes
Lake Survey\tThe Ferry Fund (D)\tCall Centre\tJuly 5\u20137, 2022\tPine County\tPhone\tLV\t\
800\t\u00b1 3.5%\t60%\t40%\t20\tBefore the hearing[a]
Harbour\t\u2013\t\tJuly 9, 2022\t\t\t\t700\t\t58%\t42%\t16\t
Shifted\t\u2013\t\tJuly 9, 2022\t\t\t\t700\t\t58%\t42%\t16\t\tand one more cell
"""


def test_what_a_table_of_wikipedia_says_of_a_poll_is_kept_and_what_is_not_is_said(organisation):
    compared = bring(organisation, MORE.encode())

    poll = Poll.objects.get(pollster="Lake Survey")
    question = poll.questions.get()
    assert (poll.sponsor, poll.sponsor_class, poll.sponsor_side, poll.conductor) == (
        "The Ferry Fund", "party", "Democratic", "Call Centre"
    )  # fmt: skip
    assert (poll.area, poll.mode, question.population) == (
        "Pine County",
        "Phone",
        "Likely voters",
    )
    assert (question.margin_as_printed, question.note) == ("\u00b1 3.5%", "Before the hearing")
    assert (Poll.objects.get(pollster="Harbour").sponsor, Poll.objects.count()) == ("", 2)
    assert compared.reasons == {"unreadable": 1}
    assert compared.remarks == {"the column “Lead” is left out": 3}


def test_a_sponsor_that_a_table_names_must_be_named_by_a_claim(organisation):
    bring(organisation, MORE.encode())
    result = Result.objects.get(question__poll__pollster="Lake Survey", answer="Keep")

    claim = binding.add(
        organisation=organisation, at=make.NOON, by=CLOCK,
        values={"sentence": "60% of likely voters would keep it.", "result": result},
    )  # fmt: skip

    said = phrasing.latest([claim])[claim.pk].reasons
    assert "It does not name who paid for the poll: The Ferry Fund." in said


def test_the_unsure_are_kept_beside_the_answers_or_in_words_where_they_are_of_others(
    organisation,
):
    mueller = (
        "Start,End,Pollster,Sample Size,Population,Text,Approve,Disapprove,Unsure,"
        "Approve (Republican),Approve (Democrat),Url\n"
        "7/15/18,7/17/18,YouGov,1500,a,Do you approve?,37,30,33,17,62,\n"
    )
    sweden = (
        "Company,M,S,Uncertain,n,PublDate,collectPeriodFrom,collectPeriodTo,house\n"
        "Sifo,60,40,13.1,1929,2014-12-21,2014-12-08,2014-12-18,Sifo\n"
    )
    bring(organisation, mueller.encode(), topic="Mueller")
    bring(organisation, sweden.encode(), topic="Sweden")

    whole = Question.objects.get(topic__name="Mueller", subgroup="")
    assert whole.results.get(answer="Unsure").kind == "dont_know"
    parties = Question.objects.get(topic__name="Sweden")
    assert parties.results.count() == 2
    assert parties.note.startswith("Uncertain: 13.1 % of all that were asked.")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no rows"),
        (b"pollster,end\n", "no rows"),
        (b"name,age\nAda,36\n", "No known layout"),
        (b"date,answer,pct_estimate\n2026-01-01,Yes,51\n", "an average that someone published"),
        (b"\x00\xff\xfe", "no rows"),
    ],
)
def test_what_is_no_list_of_polls_is_refused_whole(raw, words):
    with pytest.raises(reading.NotPollsError, match=words):
        taking.take(raw, topic="", today=TODAY)


def test_a_record_by_hand_goes_out_and_comes_back_whole(organisation):
    keeping.add_poll(
        organisation=organisation, at=make.NOON, by=CLOCK,
        values={"pollster": "Valley Poll", "source_title": "Its report", "weighting": "by age",
                "sponsor_class": "media", "field_end": date(2026, 2, 1)},
        questions=[
            keeping.Asked(
                values={"in_short": "Ferry?", "population": "Adults", "topic": "Ferry",
                        "family": "keep it", "sample_size": 400, "note": "=1+1"},
                why="Both ask whether it goes on.",
                results=[("keep it", "around 71 %"), ("cut it", "less than a third")],
            )
        ],
    )  # fmt: skip
    first = handed(organisation)
    other = make.organisation("Other", "other")
    assert not bring(organisation, first.encode()).new

    bring(other, first.encode())

    assert handed(other) == first
    poll = Poll.objects.get(organisation=other)
    assert (poll.weighting, poll.sponsor_class) == ("by age", "media")
    assert poll.questions.get().results.get(answer="cut it").as_printed == "less than a third"
    assert Family.objects.filter(topic__organisation=other).get().name == "keep it"


def test_a_share_of_nothing_and_the_order_of_answers_go_out_and_come_back(organisation):
    rows = (
        "Ferry,Adams,,2026-03-01,,800,a,q1,p1,,61,0\nFerry,Brown,,2026-03-02,,800,a,q2,p2,,,9\n"
    )
    bring(organisation, (HEADER + rows).encode())
    poll = Poll.objects.get(pollster="Adams")
    for result, place in zip(
        poll.questions.get().results.order_by("place"), (1, 0), strict=True
    ):
        Result.objects.filter(pk=result.pk).update(place=place)
    other = make.organisation("Other", "other")

    bring(other, handed(organisation).encode())

    assert handed(other) == handed(organisation)
    there = Poll.objects.get(organisation=other, pollster="Adams").questions.get()
    assert keeping.results_of(there) == [("No", "0 %"), ("Yes", "61 %")]
    assert there.results.get(answer="No").share == 0


@pytest.mark.parametrize("name", FILES)
def test_a_real_list_is_read_once_and_goes_out_and_comes_back_the_same(name, organisation):
    """The first rows of each file; every row of it with `make endure`."""
    _there_and_back(name, organisation, rows=20)


@pytest.mark.endure
@pytest.mark.parametrize("name", FILES)
def test_a_whole_real_list_goes_out_and_comes_back_the_same(name, organisation):
    _there_and_back(name, organisation, rows=None)


def _there_and_back(name, organisation, *, rows):
    raw = (shared_data() / f"{name}.csv").read_bytes()
    raw = raw if rows is None else b"\n".join(raw.split(b"\n")[:rows])
    first = bring(organisation, raw, topic=name)
    assert len(first.new) + len(first.refused) == len(first.taken.lines)
    assert not bring(organisation, raw, topic=name).new
    one = handed(organisation)
    other = make.organisation("Other", "other")

    back = bring(other, one.encode(), topic=name)

    assert handed(other) == one
    assert not back.refused
    assert not bring(organisation, one.encode(), topic=name).new
    printed = [
        series.record_of(question, as_printed=True)
        for question in series.questions(organisation_id=organisation.pk)
    ]
    expected = [record for line in first.new for _topic, record in line.records]
    assert sorted(map(repr, printed)) == sorted(map(repr, expected))
