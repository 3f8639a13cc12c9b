"""Staff are told by email that a petition is flooded: when, whom, how often, in which words."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import make
from tests.guard.make import fill, post, solve
from tests.petitions.make import fold
from undersigned.accounts.models import Role
from undersigned.campaigns.models import Campaign
from undersigned.dashboard import alerting
from undersigned.guard import counting, proving, refusing
from undersigned.guard.limits import OVER
from undersigned.guard.models import Flood, Tally
from undersigned.organisations.models import Organisation
from undersigned.outbox import queueing
from undersigned.outbox.models import Message
from undersigned.petitions.models import CountSnapshot, Signature

pytestmark = pytest.mark.django_db
NOON = make.NOON
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def easy_work(monkeypatch: pytest.MonkeyPatch) -> None:
    refusing.forget_snapshots()
    monkeypatch.setattr(proving, "COST", 1)
    monkeypatch.setattr(proving, "PREFIX", "0")


@pytest.fixture
def ours() -> Organisation:
    return make.organisation(time_zone="America/New_York")


@pytest.fixture
def campaign(ours: Organisation) -> Campaign:
    make.member(ours, "Ana Lopez")
    made = make.campaign(ours)
    make.rates(ours, flood=3)
    return made


def held(campaign: Campaign, number: int, *, at: datetime, **values: Any) -> None:
    """So many robots confirmed at this moment, and are held."""
    before = Signature.objects.count()
    for n in range(before, before + number):
        who = make.supporter(
            campaign.organisation, f"Robot {n}", email=f"bot{n}@catchall.example"
        )
        make.signature(campaign, who, **{
            "state": "held", "confirmed_at": None, "held_at": at, "held_for": "flood",
            "network": "203.0.113.0/24", **values,
        })  # fmt: skip


def over(campaign: Campaign, number: int, *, at: datetime) -> None:
    """So many were taken although somewhere was over a limit."""
    counting.add([(OVER, str(campaign.petition.pk))] * number, at=at)


def told() -> list[str]:
    rows = Message.objects.filter(kind="flood").values_list("to_address", flat=True)
    return sorted(rows)


def test_a_flood_of_held_signatures_is_told_in_numbers_and_plain_words(
    campaign: Campaign,
) -> None:
    held(campaign, 3, at=NOON - 10 * MINUTE)
    held(campaign, 1, at=NOON, held_for="busy", held_until=NOON + HOUR)
    held(campaign, 2, at=NOON - 5 * HOUR)
    CountSnapshot.objects.create(petition=campaign.petition, count=1204)

    assert alerting.tell_due(at=NOON + MINUTE) == 1

    letter = Message.objects.get(kind="flood")
    assert letter.to_address == "ana.lopez@example.org"
    assert "Keep rural post offices open" in letter.subject
    for words in (
        "It began on March 2, 2026, 6:50 a.m. EST.",
        "Held within the last hour: 4.",
        "Held now: 5 that wait for you, and 1 that count by themselves",
        "The public page shows 1,204 signatures.",
        "can read that 6 are held",
        "/dashboard/river-valley/abuse/?campaign=post-offices",
        "remove them there by a rule",
    ):
        assert words in letter.text


def test_the_email_names_no_signer_and_no_network(campaign: Campaign) -> None:
    held(campaign, 5, at=NOON)

    alerting.tell_due(at=NOON)

    letter = Message.objects.get(kind="flood")
    for word in ("Robot", "bot0", "catchall", "203.0.113"):
        assert word not in letter.text + letter.subject


def test_what_is_below_the_number_is_nobodys_business(campaign: Campaign) -> None:
    held(campaign, 2, at=NOON)
    held(campaign, 5, at=NOON - HOUR)  # an hour ago to the minute: no longer within it
    held(campaign, 4, at=NOON, held_for="released", held_until=NOON)
    over(campaign, 2, at=NOON)
    over(campaign, 5, at=NOON - HOUR - 5 * MINUTE)

    assert alerting.tell_due(at=NOON) == 0
    assert told() == []


def test_many_that_did_the_work_are_told_too(campaign: Campaign) -> None:
    make.rates(campaign.organisation, network=4, domain=1000, domain_hold=1000)
    fill(campaign, 4)
    for n in range(3):
        page = post(campaign, email=f"late{n}@sure-office.example")
        assert page.status_code == 429
        again = post(campaign, email=f"late{n}@sure-office.example", **solve(page))
        assert again.status_code == 303
    fold()

    assert alerting.tell_due(at=timezone.now()) == 1
    assert "with a late email: 3." in Message.objects.get(kind="flood").text


def test_robots_that_give_up_before_the_puzzle_send_nobody_an_email(campaign: Campaign) -> None:
    make.rates(campaign.organisation, network=1, flood=3)
    fill(campaign, 1)

    for n in range(5):
        assert post(campaign, email=f"bot{n}@sure-office.example").status_code == 429

    assert alerting.tell_due(at=timezone.now()) == 0
    assert not Tally.objects.filter(scope=OVER.scope).exists()


def test_all_who_may_look_at_abuse_are_told_and_nobody_else(campaign: Campaign) -> None:
    ours, others = campaign.organisation, make.organisation("Hill", slug="hill")
    make.member(ours, "Luis Ortega", role=Role.ORGANISER)
    for name, role in (("Wen Writer", Role.WRITER), ("Vi Viewer", Role.VIEWER)):
        make.member(ours, name, role=role)
    gone = make.member(ours, "Max Gone", role=Role.ORGANISER)
    gone.user.is_active = False
    gone.user.save()
    make.member(others, "Sam Hill")
    held(campaign, 3, at=NOON)

    alerting.tell_due(at=NOON)

    assert told() == ["ana.lopez@example.org", "luis.ortega@example.org"]


def test_it_is_told_once_an_hour_while_it_lasts(campaign: Campaign) -> None:
    for minutes in range(0, 125, 5):
        at = NOON + minutes * MINUTE
        held(campaign, 1, at=at)
        alerting.tell_due(at=at)

    letters = Message.objects.filter(kind="flood").order_by("pk")
    assert [letter.queued_at - NOON for letter in letters] == [10 * MINUTE, 70 * MINUTE]
    assert all("6:00 a.m." not in letter.text for letter in letters)
    assert all("It began on March 2, 2026, 7 a.m. EST" in letter.text for letter in letters)


def test_a_flood_of_another_day_has_a_beginning_of_its_own(campaign: Campaign) -> None:
    held(campaign, 3, at=NOON)
    alerting.tell_due(at=NOON)
    held(campaign, 3, at=NOON + 30 * HOUR)
    alerting.tell_due(at=NOON + 30 * HOUR)

    assert len(told()) == 2
    assert "March 3, 2026, 1 p.m. EST" in Message.objects.filter(kind="flood")[1].text


def test_each_petition_is_told_by_itself(campaign: Campaign) -> None:
    parks = make.campaign(campaign.organisation, slug="parks", title="Keep the parks")
    held(campaign, 3, at=NOON)
    over(parks, 3, at=NOON)

    assert alerting.tell_due(at=NOON) == 2

    subjects = Message.objects.values_list("subject", flat=True)
    assert {subject.rpartition(": ")[2] for subject in subjects} == {
        "Keep rural post offices open", "Keep the parks",
    }  # fmt: skip


def test_an_organisation_that_has_set_no_number_is_told_from_a_hundred_on() -> None:
    ours = make.organisation()
    make.member(ours)
    campaign = make.campaign(ours)
    over(campaign, 99, at=NOON)
    assert alerting.tell_due(at=NOON) == 0

    over(campaign, 1, at=NOON)

    assert alerting.tell_due(at=NOON) == 1


def test_who_dies_before_the_emails_are_queued_has_told_nobody_and_the_next_tells_once(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(campaign, 3, at=NOON)

    def dies(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(queueing, "queue", dies)
        with pytest.raises(KeyboardInterrupt):
            alerting.tell_due(at=NOON)
    assert not Flood.objects.exclude(told_at=None).exists()

    for seconds in range(3):
        alerting.tell_due(at=NOON + timedelta(seconds=seconds))
    assert told() == ["ana.lopez@example.org"]
    assert not Message.objects.get(
        kind="flood"
    ).repeatable  # a sender that dies sends none twice


def test_two_workers_that_see_it_at_once_tell_it_once(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    held(campaign, 3, at=NOON)
    first = alerting._staff

    def meanwhile(organisations: Any) -> Any:
        monkeypatch.setattr(alerting, "_staff", first)
        assert alerting.tell_due(at=NOON) == 1  # the other worker
        return first(organisations)

    monkeypatch.setattr(alerting, "_staff", meanwhile)

    assert alerting.tell_due(at=NOON) == 0
    assert len(told()) == 1


def asked(at: datetime) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        alerting.tell_due(at=at)
    return len(queries)


def test_looking_costs_three_queries_and_telling_no_more_for_many_held_or_many_staff(
    campaign: Campaign,
) -> None:
    assert asked(NOON) == 3
    held(campaign, 3, at=NOON)
    few = asked(NOON)
    Flood.objects.all().delete()
    held(campaign, 30, at=NOON)
    for n in range(8):
        make.member(campaign.organisation, f"Staff Number{n}", role=Role.ORGANISER)

    assert asked(NOON) == few
    assert len(told()) == 1 + 9


def test_the_page_explains_the_rule_and_staff_set_the_number(campaign: Campaign) -> None:
    staff = make.signed_in(make.member(campaign.organisation, "Luis Ortega"))
    assert (
        "When 3 signatures under one petition"
        in staff.get("/dashboard/river-valley/abuse/").text
    )

    limits = "/dashboard/river-valley/abuse/limits/"
    values = staff.get(limits).context["form"].initial
    sent = {name: value for name, value in values.items() if value is not False}
    assert staff.post(limits, sent | {"flood": "0"}).status_code == 422
    assert staff.post(limits, sent | {"flood": "250"}).status_code == 302

    assert "When 250 signatures" in staff.get("/dashboard/river-valley/abuse/").text
    assert Client().get(limits).status_code == 302
