"""Busy networks and mail domains: who is asked for work, whose email waits, who is held."""

import json
from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.guard.make import coming, fill, post, solve, this_hour
from tests.petitions.make import emails, fold
from undersigned.campaigns.models import Campaign
from undersigned.guard import judging, learning, proving, snapshot
from undersigned.guard.models import SpentWork, Tally, UsualShare
from undersigned.petitions import learning as petitions_learning

pytestmark = pytest.mark.django_db


def test_below_the_rates_a_signature_asks_one_transaction_and_nothing_else(
    campaign: Campaign, django_assert_num_queries: DjangoAssertNumQueries, settings: Settings
) -> None:
    settings.FORM_SECONDS = 60
    post(campaign)

    with django_assert_num_queries(4):  # savepoint, submission, counters, savepoint
        answer = post(campaign, email="ana@example.org")

    assert answer.status_code == 303


def test_over_its_rate_a_network_is_asked_for_work_and_what_was_typed_is_kept(
    campaign: Campaign,
) -> None:
    make.rates(campaign.organisation, network=3)
    fill(campaign, 3)

    page = post(campaign)

    assert page.status_code == 429
    assert page.headers["Cache-Control"] == "no-store, private"
    assert b"Ortega" in page.content
    assert b"guard/work" in page.content
    assert b"Press \xe2\x80\x9cSign\xe2\x80\x9d once more" in page.content


def test_who_has_done_the_work_signs_like_everybody_and_one_solution_counts_once(
    campaign: Campaign,
) -> None:
    make.rates(campaign.organisation, network=3)
    fill(campaign, 3)
    solved = solve(post(campaign))

    done = post(campaign, **solved)
    again = post(campaign, **(solved | {"email": "other@example.org"}))
    fold()

    assert done.headers["Location"] == f"/{campaign.slug}/check-your-email/"
    assert again.status_code == 429
    assert emails()[0].not_before <= timezone.now()
    assert not emails("other@example.org")


def test_without_script_the_signature_is_taken_and_its_email_waits(campaign: Campaign) -> None:
    make.rates(campaign.organisation, network=3, delay_minutes=20)
    fill(campaign, 3)
    page = post(campaign)

    taken = post(campaign, asked_work=page.context["asked_work"], altcha="")
    fold()
    told = Client().get(taken.headers["Location"])

    assert taken.status_code == 303
    assert b"20 minutes" in told.content
    assert emails()[0].not_before > timezone.now() + timedelta(minutes=19)


def test_a_network_gets_no_more_late_emails_an_hour_than_its_rate(campaign: Campaign) -> None:
    make.rates(campaign.organisation, network=2, delay_minutes=10)
    fill(campaign, 2)
    for n in range(4):
        page = post(campaign, email=f"late{n}@example.org")
        asked = page.context["asked_work"]
        post(campaign, email=f"late{n}@example.org", asked_work=asked, altcha="")
    fold()

    times = [emails(f"late{n}@example.org")[0].not_before for n in range(4)]

    waits = [round((then - times[0]).total_seconds() / 60) for then in times]
    assert waits == [0, 30, 60, 90]


def test_asking_for_the_email_again_does_not_go_round_its_waiting(campaign: Campaign) -> None:
    make.rates(campaign.organisation, network=1)
    fill(campaign, 1)
    page = post(campaign)
    post(campaign, asked_work=page.context["asked_work"], altcha="")
    fold()

    Client().post(f"/{campaign.slug}/resend/", {"email": "luis.ortega@example.org"})

    assert len(emails()) == 1


def test_work_is_taken_for_its_petition_alone_and_not_for_ever(campaign: Campaign) -> None:
    at = timezone.now()
    other = make.campaign(campaign.organisation, "other")
    question = proving.ask(campaign.petition.uuid, at=at)
    mine, its = campaign.petition.uuid, other.petition.uuid

    def say(**values: Any) -> str:
        given: dict[str, Any] = {
            "asked": question.asked,
            "solved": "",
            "subject": mine,
            "at": at,
        }
        return proving.answer(**(given | values)).name

    assert say(subject=its) == "NONE"
    assert say(at=at + timedelta(hours=1)) == "NONE"
    assert say(asked="x" * 50) == "NONE"
    assert say(solved="not base64!") == "NONE"
    assert say(solved="x" * 5_000) == "NONE"
    assert say() == "ASKED"
    assert say() == "NONE"
    assert SpentWork.objects.count() == 1
    assert proving.forget_due(at=at + timedelta(hours=2)) == 1


def test_a_solution_with_another_key_is_no_solution(campaign: Campaign) -> None:
    at = timezone.now()
    question = proving.ask(campaign.petition.uuid, at=at)
    challenge = json.loads(question.challenge)
    forged = {"challenge": challenge, "solution": {"counter": 1, "derivedKey": "00" * 32}}
    text = b64encode(json.dumps(forged).encode()).decode()

    said = proving.answer(asked="", solved=text, subject=campaign.petition.uuid, at=at)

    assert said is proving.Answer.NONE


# Mail domains


def test_a_big_provider_is_judged_by_what_it_usually_brings(campaign: Campaign) -> None:
    learning.learn(
        organisation_id=campaign.organisation_id, petition_id=campaign.petition.pk,
        numbers={"big.example": 400, "other.example": 600},
    )  # fmt: skip
    this_hour(campaign, {"big.example": 900, "new.example": 80, "other.example": 20})

    busy = {d: judging.judge(coming(campaign, d)).busy for d in ("big.example", "new.example")}

    assert busy == {"big.example": None, "new.example": judging.Busy.DOMAIN}


def test_where_nothing_is_usual_yet_one_domain_may_bring_most_but_not_all(
    campaign: Campaign,
) -> None:
    this_hour(campaign, {"uni.example": 55, "other.example": 45})
    assert judging.judge(coming(campaign, "uni.example")).busy is None

    Tally.objects.all().delete()
    this_hour(campaign, {"uni.example": 95, "other.example": 5})
    assert judging.judge(coming(campaign, "uni.example")).busy == judging.Busy.DOMAIN


def test_a_new_petition_knows_what_is_usual_from_the_organisations_others(
    campaign: Campaign,
) -> None:
    learning.learn(
        organisation_id=campaign.organisation_id, petition_id=0,
        numbers={"big.example": 150, "other.example": 150},
    )  # fmt: skip
    this_hour(campaign, {"big.example": 95, "strange.example": 40})

    assert judging.judge(coming(campaign, "big.example")).busy is None
    assert judging.judge(coming(campaign, "strange.example")).busy == judging.Busy.DOMAIN


def test_what_is_usual_is_learnt_from_what_was_confirmed_before_this_hour(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "LEAST", 3)
    at = make.NOON + timedelta(days=1)
    for n in range(3):
        person = make.supporter(campaign.organisation, f"Person {n}", email=f"p{n}@big.example")
        make.signature(campaign, person)
    late = make.supporter(campaign.organisation, "Late", email="late@flood.example")
    make.signature(campaign, late, confirmed_at=at)

    petitions_learning.learn_due(at=at)

    known = set(UsualShare.objects.values_list("petition_id", "domain", "share"))
    mine = campaign.petition.pk
    assert known == {(mine, "", 1), (mine, "big.example", 1), (0, "", 1), (0, "big.example", 1)}


def test_over_the_petitions_rate_everybody_is_asked(campaign: Campaign) -> None:
    make.rates(campaign.organisation, petition=40)
    this_hour(campaign, {"a.example": 25, "b.example": 25})

    assert judging.judge(coming(campaign, "c.example")).busy == judging.Busy.PETITION


def test_a_snapshot_of_the_hour_before_says_nothing_about_this_one(campaign: Campaign) -> None:
    this_hour(campaign, {"uni.example": 95})
    at = timezone.now()
    assert judging.judge(coming(campaign, "uni.example", at=at)).busy

    assert (
        judging.judge(coming(campaign, "uni.example", at=at + timedelta(hours=1))).busy is None
    )
    assert snapshot.now(at=at + timedelta(hours=1)).counts == {}
