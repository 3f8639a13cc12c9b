"""Warm-up: a domain that nobody knows sends a little more each day."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.mailings.test_sending import finish, people, under_way
from tests.outbox.relays import Relay, used
from undersigned.mailings import controlling, journal, recovering
from undersigned.mailings.leases import LATER
from undersigned.mailings.models import Recipient
from undersigned.mailings.running import Run
from undersigned.organisations.models import Organisation
from undersigned.outbox import warming
from undersigned.outbox.models import SentDay
from undersigned.supporters.models import Supporter

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
State = Recipient.State


@pytest.fixture
def relay(settings):
    with used(Relay(), settings) as started:
        yield started


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    settings.DATA = tmp_path
    return make.organisation(postal_address="1 Main Street, Athens, OH 45701")


def sent_on(domain: str, days_ago: int, number: int) -> None:
    day = timezone.now().date() - timedelta(days=days_ago)
    SentDay.objects.create(domain=domain, relay="127.0.0.1", day=day, number=number)


def test_a_ceiling_rises_with_the_best_day_and_ends(relay):
    today = timezone.now().date()
    assert warming.ceiling("a@new.example", on=today) == 2_000
    sent_on("new.example", 3, 1_900)
    assert warming.ceiling("a@new.example", on=today) == 3_800
    sent_on("new.example", 1, 60_000)
    assert warming.ceiling("a@new.example", on=today) is None
    sent_on("old.example", 40, 60_000)
    assert warming.ceiling("a@old.example", on=today) == 2_000  # providers have forgotten it


def test_a_new_domain_sends_so_many_a_day_the_most_active_first(ours, relay, monkeypatch):
    monkeypatch.setattr(warming, "FIRST_DAY", 2)
    campaign = make.campaign(ours)
    names = ["Ana Old", "Ben New", "Cho Mid", "Dee Never"]
    everyone = people(ours, *names)
    for person, days in zip(everyone, (90, 1, 30), strict=False):
        make.signature(campaign, person, confirmed_at=timezone.now() - timedelta(days=days))
    Supporter.objects.filter(given_name="Dee").update(
        created_at=timezone.now() - timedelta(days=900)
    )
    mailing = under_way(make.mailing(ours))

    finish()

    got = [envelope.rcpt_tos[0].split(".")[0] for envelope in relay.taken]
    assert sorted(got) == ["ben", "cho"]
    assert controlling.warms_up(mailing, on=timezone.now().date()) == {"most": 2, "left": 0}
    SentDay.objects.update(day=timezone.now().date() - timedelta(days=1))  # tomorrow
    finish()
    assert len(relay.taken) == 4


def test_a_sender_that_dies_gives_back_what_it_took_of_the_days_ceiling(
    ours, relay, monkeypatch
):
    monkeypatch.setattr(warming, "FIRST_DAY", 2)
    people(ours, "Ana Old", "Ben New")
    mailing, now = under_way(make.mailing(ours)), timezone.now()
    assert warming.reserve(mailing.from_address, 2, on=now.date(), most=2) == 2
    Recipient.objects.update(
        state=State.LEASED, lease_token=uuid.uuid4(), sender=journal.place(), tries=1,
        leased_until=now - timedelta(seconds=1),
    )  # fmt: skip

    assert recovering.recover(at=now) == 2
    finish()

    assert len(relay.taken) == 2
    assert SentDay.objects.get().number == 2


def test_what_a_sender_noted_as_kept_back_is_given_back_on_the_day_it_was_taken(
    ours, relay, monkeypatch
):
    monkeypatch.setattr(warming, "FIRST_DAY", 5)
    people(ours, "Ana One", "Ben Two", "Cho Three", "Dee Four")
    mailing, token = under_way(make.mailing(ours)), uuid.uuid4()
    yesterday = timezone.now() - timedelta(days=1)
    assert warming.reserve(mailing.from_address, 4, on=yesterday.date(), most=5) == 4
    Recipient.objects.update(
        state=State.LEASED, lease_token=token, sender=journal.place(), tries=1,
        leased_until=yesterday,
    )  # fmt: skip
    noted = journal.Journal(token)
    rows = Recipient.objects.order_by("pk")
    answers = (("sent", "250"), ("waiting", "-"), ("skipped", "suppressed"))
    for row, (outcome, code) in zip(rows, answers, strict=False):
        noted.handing(row.uuid)
        noted.answered(row.uuid, journal.Answer(outcome, code))
    noted.leave()

    assert recovering.recover(at=timezone.now()) == 4

    assert SentDay.objects.get(day=yesterday.date()).number == 1  # one went out


def test_a_sender_that_slept_does_not_give_back_what_was_given_back_for_it(
    ours, relay, monkeypatch
):
    monkeypatch.setattr(warming, "FIRST_DAY", 9)
    people(ours, "Ana One", "Ben Two")
    mailing = under_way(make.mailing(ours))
    warming.reserve(mailing.from_address, 5, on=timezone.now().date(), most=9)  # of another
    lease, rows = Run(mailing).lease(10)
    assert SentDay.objects.get().number == 7
    Recipient.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert recovering.recover(at=timezone.now()) == 2

    lease.record([(row, LATER) for row in rows])
    lease.close()

    assert SentDay.objects.get().number == 5


def test_an_owner_says_that_a_domain_is_known(ours, relay, monkeypatch):
    monkeypatch.setattr(warming, "FIRST_DAY", 1)
    Organisation.objects.update(warms_up=False)
    ours.refresh_from_db()
    people(ours, "Ana Old", "Ben New")
    under_way(make.mailing(ours))

    finish()

    assert len(relay.taken) == 2
    assert SentDay.objects.get().number == 2  # its history is kept all the same
