"""A mailing on its way: frozen once, nobody twice, and what a crash leaves."""

import re
import uuid
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from functools import partial
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import make
from undersigned.lib import leasing
from undersigned.mailings import (
    controlling,
    freezing,
    journal,
    recovering,
    results,
    scheduling,
    sending,
    unsubscribing,
)
from undersigned.mailings.journal import Answer, Journal
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox import queueing
from undersigned.outbox import sending as outbox_sending
from undersigned.outbox.models import CaughtMessage
from undersigned.supporters.models import Consent, EmailConsent, Supporter

pytestmark = pytest.mark.django_db
ANA, BEN = Actor("nobody:1", "Ana Lopez"), Actor("nobody:2", "Ben Hart")  # no members
State = Recipient.State


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    settings.DEMO = True
    settings.DATA = tmp_path
    return make.organisation(postal_address="1 Main Street, Athens, OH 45701")


def people(ours: Organisation, *names: str, region: str = "OH") -> list[Supporter]:
    return [
        make.supporter(ours, name, region=region, consent=EmailConsent.GIVEN) for name in names
    ]


def under_way(mailing: Mailing) -> Mailing:
    scheduling.schedule(mailing=mailing, version=mailing.version, at=leasing.now(), by=ANA)
    Mailing.objects.filter(pk=mailing.pk).update(hold_until=leasing.now())
    scheduling.start_due(at=leasing.now())
    mailing.refresh_from_db()
    return mailing


def finish() -> None:
    while sending.send_due(at=leasing.now()):
        pass


def test_it_goes_to_those_who_agreed_and_signed_in_the_chosen_states(ours):
    campaign = make.campaign(ours)
    rosa, cho, lee, stranger = people(ours, "Rosa Diaz", "Cho Park", "Lee Moss", "Max Roe")
    Supporter.objects.filter(pk=lee.pk).update(region="TX")
    silent = make.supporter(ours, "Sid Lent")
    for person in (rosa, cho, silent):
        make.signature(campaign, person)
    signed = {"criterion": "signed", "value": {"campaign": str(campaign.uuid), "since": ""}}
    states = {"criterion": "state", "value": ["OH", "IA"]}
    mailing = make.mailing(ours, audience={"all": [signed, states]})

    under_way(mailing)
    finish()

    got = CaughtMessage.objects.values_list("to_address", flat=True)
    assert sorted(got) == [cho.email, rosa.email]
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENT
    assert make.numbers(mailing).delivered == make.numbers(mailing).total == 2
    assert stranger.email not in got


def test_the_headers_are_those_that_mail_programs_ask_for(ours):
    make.campaign(ours)
    make.supporter(ours, "Zoë Ünal", email="zoe@example.org", consent=EmailConsent.GIVEN)
    make_long = make.mailing(ours, from_name="Nachbarn für Ohio", reply_to="us@example.org")
    under_way(make_long)

    finish()

    data = bytes(CaughtMessage.objects.get().data)
    mail = message_from_bytes(data, policy=default)
    assert mail["Subject"] == "Good news, Zoë"
    assert str(mail["From"]) == "Nachbarn für Ohio <news@rivervalley.example>"
    assert mail["Precedence"] == "bulk"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "river-valley." in mail["List-Id"]
    head = data.split(b"\r\n\r\n")[0].split(b"\r\n")
    [line] = [line for line in head if line.startswith(b"List-Unsubscribe:")]
    assert line.endswith(b"/>")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for words in ("Dear Zoë", "1 Main Street", "/unsubscribe/", "/r/"):
        assert words in text
        assert words in html
    assert "prefers-color-scheme" in html


def test_of_two_people_with_one_mailbox_the_one_known_longest_is_written_to(ours):
    longest, later = (
        make.supporter(ours, name, email="home@example.org", slot=slot,
                       consent=EmailConsent.GIVEN)
        for name, slot in (("Rosa Diaz", 2), ("Luis Ortega", 1))
    )  # fmt: skip
    assert longest.pk < later.pk

    assert freezing.freeze(mailing=make.mailing(ours)) == 1

    assert Recipient.objects.get().supporter == longest


def test_two_people_with_one_mailbox_are_one_recipient(ours):
    people(ours, "Rosa Diaz")
    twin = make.supporter(
        ours, "Rolf Diaz", email="rosa.diaz@example.org", slot=2, consent=EmailConsent.GIVEN
    )
    mailing = make.mailing(ours)

    assert freezing.freeze(mailing=mailing) == 1
    assert freezing.freeze(mailing=mailing) == 0
    assert not twin.received.exists()


def test_who_unsubscribes_after_the_freezing_is_left_out(ours):
    make.campaign(ours)
    rosa, _cho = people(ours, "Rosa Diaz", "Cho Park")
    mailing = under_way(make.mailing(ours))
    recipient = Recipient.objects.get(supporter=rosa)

    unsubscribing.unsubscribe(recipient=recipient, how=Consent.How.ONE_CLICK, at=leasing.now())
    finish()

    recipient.refresh_from_db()
    assert (recipient.state, recipient.code) == (State.SKIPPED, "unsubscribed")
    assert make.numbers(mailing).delivered == 1


def test_many_people_need_a_second_person(ours):
    ours.approval_above = 1
    ours.save()
    people(ours, "Rosa Diaz", "Cho Park")
    mailing = make.mailing(ours)
    scheduling.schedule(mailing=mailing, version=1, at=make.NOON, by=ANA)
    mailing.refresh_from_db()

    with pytest.raises(scheduling.SamePersonError):
        scheduling.approve(mailing=mailing, at=make.NOON, by=ANA)
    scheduling.approve(mailing=mailing, at=make.NOON, by=BEN)

    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.HELD
    assert mailing.hold_until == make.NOON + timedelta(minutes=10)


def test_a_held_mailing_is_taken_back_and_a_sent_one_is_not(ours):
    people(ours, "Rosa Diaz")
    mailing = make.mailing(ours)
    scheduling.schedule(mailing=mailing, version=1, at=make.NOON, by=ANA)

    scheduling.undo(mailing=mailing, at=make.NOON, by=ANA)
    assert scheduling.start_due(at=make.NOON + timedelta(hours=1)) == 0

    mailing.refresh_from_db()
    under_way(mailing)
    with pytest.raises(scheduling.NotNowError):
        scheduling.undo(mailing=mailing, at=make.NOON, by=ANA)


def test_a_stopped_mailing_writes_to_nobody_else_until_it_goes_on(ours):
    people(ours, "Rosa Diaz")
    mailing = under_way(make.mailing(ours))

    scheduling.stop(mailing=mailing, at=leasing.now(), by=ANA)
    finish()
    assert not CaughtMessage.objects.exists()

    scheduling.go_on(mailing=mailing, at=leasing.now(), by=ANA)
    finish()
    assert CaughtMessage.objects.count() == 1


def test_a_mailing_steps_aside_while_letters_that_people_wait_for_are_late(ours):
    people(ours, "Rosa Diaz")
    under_way(make.mailing(ours))
    late = leasing.now() - timedelta(seconds=3)
    queueing.queue(
        [
            queueing.Letter(
                organisation_id=ours.pk, to="luis@example.org", subject="Confirm", text="Here",
                from_name="Us", from_address="us@example.org", kind="confirmation",
            )
        ],
        at=late,
    )  # fmt: skip

    finish()
    assert not CaughtMessage.objects.exists()

    outbox_sending.send_due(at=leasing.now())
    finish()
    assert CaughtMessage.objects.count() == 2


def test_without_a_postal_address_nothing_goes(ours):
    ours.postal_address = ""
    ours.save()
    people(ours, "Rosa Diaz")

    with pytest.raises(scheduling.BlockedError, match="postal address"):
        scheduling.schedule(mailing=make.mailing(ours), version=1, at=make.NOON, by=ANA)


@pytest.mark.parametrize(
    ("handed", "answer", "expected"),
    [
        (False, None, State.WAITING),
        (True, None, State.UNCERTAIN),
        (True, Answer("sent", "250"), State.SENT),
        (True, Answer("failed", "550"), State.FAILED),
    ],
)
def test_after_a_crash_the_journal_says_what_became_of_a_leased_row(
    ours, handed, answer, expected
):
    people(ours, "Rosa Diaz")
    mailing = make.mailing(ours)
    freezing.freeze(mailing=mailing)
    row = Recipient.objects.get()
    token = uuid.uuid4()
    Recipient.objects.update(
        state=State.LEASED, lease_token=token, leased_until=make.NOON, sender=journal.place()
    )
    if handed:
        dead = Journal(token)
        dead.handing(row.uuid)
        if answer:
            dead.answered(row.uuid, answer)

    assert recovering.recover(at=make.NOON) == 0  # the lease is not over
    assert recovering.recover(at=make.NOON + timedelta(seconds=1)) == 1

    row.refresh_from_db()
    assert row.state == expected
    totals = make.numbers(mailing)
    assert totals.total == 1 == totals.handled + totals.unfinished


def test_what_a_dead_sender_held_is_found_without_reading_all_recipients():
    with CaptureQueriesContext(connection) as asked:
        recovering.recover(at=make.NOON)
    assert len(asked) == 2
    for query in asked.captured_queries:
        # As the index over what is held has it; PostgreSQL reads a table this small as a whole.
        assert '"lease_token" IS NOT NULL' in query["sql"]
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN QUERY PLAN {query['sql']}")
                assert "mailings_recipient_held" in str(cursor.fetchall())


def test_who_was_deferred_and_whose_next_sender_died_is_tried_again_and_loses_no_try(ours):
    people(ours, "Rosa Diaz")
    under_way(make.mailing(ours))
    Recipient.objects.update(
        state=State.LEASED, lease_token=uuid.uuid4(), leased_until=make.NOON,
        sender=journal.place(), tries=2, not_before=make.NOON - timedelta(hours=1),
    )  # fmt: skip
    assert recovering.recover(at=make.NOON + timedelta(seconds=1)) == 1
    assert Recipient.objects.get().tries == 1

    finish()

    assert Recipient.objects.get().state == State.SENT
    assert CaughtMessage.objects.count() == 1


def test_the_uncertain_go_out_again_only_when_a_person_says_so(ours):
    people(ours, "Rosa Diaz")
    mailing = under_way(make.mailing(ours))
    Recipient.objects.update(state=State.UNCERTAIN)
    finish()
    assert not CaughtMessage.objects.exists()

    again = partial(controlling.try_again, state=State.UNCERTAIN, at=make.NOON, by=ANA)
    assert again(mailing=mailing) == 1
    finish()

    assert CaughtMessage.objects.count() == 1
    assert AuditEntry.objects.get(verb="tried again").after == {"uncertain": 1}
    Recipient.objects.update(state=State.UNCERTAIN, returned="hard")
    assert again(mailing=mailing) == 0


def test_an_update_goes_to_confirmed_signers_who_did_not_unsubscribe(ours):
    campaign = make.campaign(ours)
    rosa, cho = people(ours, "Rosa Diaz", "Cho Park")
    sid = make.supporter(ours, "Sid Lent")
    gone = make.supporter(ours, "Gus Gone", consent=EmailConsent.WITHDRAWN)
    for person in (rosa, sid, gone):
        make.signature(campaign, person)
    mailing = make.mailing(ours, kind=Mailing.Kind.UPDATE, campaign=campaign)

    under_way(mailing)
    finish()

    got = sorted(CaughtMessage.objects.values_list("to_address", flat=True))
    assert got == [rosa.email, sid.email]
    assert cho.email not in got


def test_a_link_to_a_campaign_becomes_personal_and_keeps_its_source(ours):
    make.campaign(ours)
    people(ours, "Rosa Diaz")
    body = (
        "[Sign](/post-offices/) or [so](/post-offices/?source=facebook-1&utm_medium=ad&x=1) "
        "or [read](/o/river-valley/?y=2)"
    )
    under_way(make.mailing(ours, body=body, tracks_clicks=False))

    finish()

    mail = message_from_bytes(bytes(CaughtMessage.objects.get().data), policy=default)
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    for words in (text, unescape(html)):
        assert re.search(r"/post-offices/s/[\w-]+/\?source=mailing[\s\"]", words)
        kept = r"/post-offices/s/[\w-]+/\?source=facebook-1&utm_medium=ad[\s\"]"
        assert re.search(kept, words)
        assert "/o/river-valley/?y=2" in words


def test_who_signs_by_a_mailings_link_is_counted_with_its_source(ours):
    campaign = make.campaign(ours)
    people(ours, "Rosa Diaz")
    mailing = under_way(make.mailing(ours, body="[Sign](/post-offices/?refcode=tuesday)"))
    finish()
    mail = message_from_bytes(bytes(CaughtMessage.objects.get().data), policy=default)
    text = mail.get_body(("plain",)).get_content()
    [link] = re.findall(r"(/r/\S+)", text)
    reader = Client()

    path = reader.get(link)["Location"]
    hidden = reader.get(path).context["sign_hidden"]
    reader.post(path, dict(hidden))

    signature = campaign.petition.signatures.get()
    assert (signature.refcode, signature.mailing_uuid) == ("tuesday", mailing.uuid)
    assert results.actions(mailing) == 1
