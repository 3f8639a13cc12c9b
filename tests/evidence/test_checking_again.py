"""Claims are checked when they are saved, when the record changes, and each day."""

from datetime import timedelta

import pytest

from tests import make
from tests.evidence import rows
from undersigned.accounts.models import Role
from undersigned.evidence import binding, computing, keeping, phrasing, rechecking
from undersigned.evidence.models import Claim, Judgement
from undersigned.organisations.auditing import CLOCK
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db
SENTENCE = "61% of registered voters would keep the ferry."


@pytest.fixture
def ours():
    return make.organisation()


def bind(ours, sentence=SENTENCE, **values):
    return binding.add(
        organisation=ours, values={"sentence": sentence, **values}, at=make.NOON, by=CLOCK
    )


def status(claim):
    claim.refresh_from_db()
    return claim.get_status_display()


def later(days):
    return make.NOON + timedelta(days=days)


def test_a_claim_is_checked_as_it_is_saved(ours):
    claim = bind(ours, result=rows.poll(ours))

    assert status(claim) == "supported by one poll"
    assert claim.checked_on == rows.TODAY
    judgement = claim.judgements.get()
    assert judgement.rule
    assert judgement.evidence == [f"question:{claim.result.question.uuid}"]


@pytest.mark.parametrize(("total", "is_sure"), [(3000, True), (150, False)])
def test_a_majority_of_a_subgroup_is_as_sure_as_its_part_of_all_that_were_asked(
    ours, total, is_sure
):
    result = rows.poll(
        ours,
        keep=60,
        population="Democrats",
        subgroup="Democrats",
        sample_size=None,
        sample_total=total,
    )

    claim = bind(ours, "A majority of Democrats (60%) would keep the ferry.", result=result)

    assert (status(claim) == "supported by one poll") is is_sure


def test_it_falls_when_its_poll_grows_old_and_that_is_told_once(ours):
    claim = bind(ours, result=rows.poll(ours, ago=10))
    make.member(ours)
    make.member(ours, "Vic Wu", Role.VIEWER)

    assert rechecking.check_due(at=later(100)) == 1
    assert rechecking.check_due(at=later(100)) == 0  # once a day
    assert status(claim) == "supported by one poll"
    for days in (171, 172, 200):
        rechecking.check_due(at=later(days))

    assert status(claim) == "outdated"
    assert claim.fallen_at == later(171)
    assert [row.get_status_display() for row in claim.judgements.order_by("at")] == [
        "supported by one poll", "outdated"
    ]  # fmt: skip
    (letter,) = Message.objects.all()  # to the owner alone: a viewer cannot mend it
    assert letter.subject == "A claim no longer holds"
    assert SENTENCE in letter.text
    assert "It was supported by one poll; it is outdated." in letter.text


def test_the_front_page_says_which_fell_until_somebody_knows(ours):
    member = make.member(ours)
    claim = bind(ours, result=rows.poll(ours))
    rechecking.check_due(at=later(200))
    client = make.signed_in(member)
    front = f"/dashboard/{ours.slug}/"

    assert "1 claim no longer holds" in client.get(front).text
    client.post(f"{front}evidence/claims/{claim.uuid}/noted/")

    assert "no longer holds" not in client.get(front).text
    assert status(claim) == "outdated"


def test_it_rises_again_when_a_newer_poll_is_bound(ours):
    claim = bind(ours, result=rows.poll(ours))
    rechecking.check_due(at=later(200))
    newer = rows.poll(ours, ago=-190)

    binding.change(
        claim=claim, version=claim.version, at=later(200), by=CLOCK,
        values={"result_id": newer.pk, "sentence": SENTENCE},
    )  # fmt: skip

    assert status(claim).startswith("supported")
    assert claim.fallen_at is None


def test_a_corrected_record_is_seen_at_the_next_turn(ours):
    claim = bind(ours, result=rows.poll(ours))
    poll = claim.result.question.poll
    asked = keeping.questions_of(poll)[0]

    keeping.change_poll(
        poll=poll, version=1, why="misread", at=make.NOON, by=CLOCK,
        values={"pollster": "Lake Survey", "mode": "telephone"},
        questions=[keeping.Asked(
            id=asked.pk, values={"in_short": asked.in_short},
            results=[("Keep it", "51%"), ("Close it", "34%")],
        )],
    )  # fmt: skip
    rechecking.check_due(at=make.NOON)

    assert status(claim) == "not supported"
    assert claim.fallen_at == make.NOON


def test_an_examples_day_stands_still(ours):
    ours.as_of = rows.TODAY
    ours.save()
    claim = bind(ours, result=rows.poll(ours))

    rechecking.check_due(at=later(900))

    assert status(claim) == "supported by one poll"
    assert rechecking.check_due(at=later(900)) == 0


def test_a_claim_on_an_average_follows_it(ours):
    series = rows.series(ours)
    kept = computing.refresh(series, at=make.NOON)
    assert kept.level is not None
    number = round(kept.level)
    claim = bind(
        ours, f"{number}% of registered voters would keep the ferry, the polls show.",
        kind=Claim.Kind.AVERAGE, series=series,
    )  # fmt: skip
    assert status(claim) == "supported"

    for place in range(6):
        rows.poll(ours, f"Late {place}", 40, ago=-2, about=series.topic)
    series.refresh_from_db()
    computing.refresh(series, at=later(5))
    rechecking.check_due(at=later(5))

    assert status(claim) == "not supported"
    newest = series.averages.filter(variant="").latest("pk")
    assert f"average:{newest.pk}" in Judgement.objects.latest("pk").evidence


def test_a_majority_and_a_change_are_asked_of_the_average(ours):
    series = rows.series(ours, keep=(50, 52, 66, 69))
    computing.refresh(series, at=make.NOON)
    most = bind(ours, "Most registered voters would keep the ferry.",
                kind=Claim.Kind.MAJORITY, series=series)  # fmt: skip
    fell = bind(ours, "Support for the ferry fell among registered voters.",
                kind=Claim.Kind.CHANGE, series=series, since=rows.day(40))  # fmt: skip

    assert status(most) == "supported"
    assert status(fell) == "not supported"
    assert "The change is only" in phrasing.latest([fell])[fell.pk].reasons[0]


def test_one_poll_that_the_average_does_not_expect_is_contested(ours):
    series = rows.series(ours, keep=(50, 51, 49, 50, 52, 50))
    odd = rows.poll(ours, "Odd Poll", 75, ago=1, about=series.topic)
    computing.refresh(series, at=make.NOON)

    claim = bind(ours, "75% of registered voters would keep the ferry.", result=odd)

    assert status(claim) == "contested"


def test_many_claims_take_as_many_queries_as_few(ours, django_assert_num_queries):
    result = rows.poll(ours)
    for _number in range(20):
        Claim.objects.create(
            organisation=ours, sentence=SENTENCE, result=result, created_at=make.NOON
        )

    with django_assert_num_queries(12):
        rechecking.check_due(at=make.NOON)

    assert set(Claim.objects.values_list("status", flat=True)) == {Claim.Status.ONE_POLL}
