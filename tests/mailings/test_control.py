"""How a mailing goes out: its pace, its providers, the warm-up, stop and trying again."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.mailings.test_sending import ANA, finish, people, under_way
from tests.outbox.relays import Relay, running, used
from undersigned.config.environment import Limit
from undersigned.config.environment import Relay as RelayAddress
from undersigned.lib import leasing
from undersigned.mailings import (
    controlling,
    scheduling,
    sending,
    unsubscribing,
)
from undersigned.mailings.models import Mailing, Recipient
from undersigned.mailings.sending import Mailings
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox import easing, pacing, transport
from undersigned.outbox.dispatching import Desk
from undersigned.outbox.models import Window
from undersigned.supporters.models import Consent, EmailConsent

pytestmark = [pytest.mark.django_db, pytest.mark.enable_socket]
State = Recipient.State


class Choosy(Relay):
    """Says 'not now' to those at one provider."""

    refuses = "@gmail.com"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.endswith(self.refuses):
            return "451 4.7.1 try again later"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.fixture
def relay(settings):
    with used(Choosy(), settings) as started:
        yield started


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    settings.DATA = tmp_path
    return make.organisation(postal_address="1 Main Street, Athens, OH 45701")


def at_gmail(ours: Organisation, number: int) -> None:
    for index in range(number):
        make.supporter(
            ours, f"G{index} Mail", email=f"g{index}@gmail.com", consent=EmailConsent.GIVEN
        )


def until(desk: Desk, true: Callable[[], object]) -> None:
    ends_at = time.monotonic() + 60
    while not true():
        assert time.monotonic() < ends_at
        desk.turn(0.05)


def turn(desk: Desk, *, seconds: float) -> None:
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        desk.turn(0.05)


def states(mailing: Mailing) -> dict[str, int]:
    found: dict[str, int] = {}
    for state in Recipient.objects.filter(mailing=mailing).values_list("state", flat=True):
        found[state] = found.get(state, 0) + 1
    return found


def test_a_mailing_keeps_its_pace_and_stops_at_once(ours, relay):
    people(ours, *(f"P{index} Person" for index in range(30)))
    mailing = under_way(make.mailing(ours, pace=10 * 3600))  # ten a second
    desk = Desk(transport.of_this_thread(), [Mailings()])

    until(desk, lambda: relay.taken)
    turn(desk, seconds=1.0)
    sent = len(relay.taken)
    scheduling.stop(mailing=mailing, at=leasing.now(), by=ANA)
    turn(desk, seconds=1.0)
    stopped = len(relay.taken)
    turn(desk, seconds=1.0)
    desk.finish()

    assert 2 <= sent <= 16
    assert stopped - sent <= 12  # within half a second, and those on their way
    assert len(relay.taken) == stopped
    assert set(states(mailing)) == {"sent", "waiting"}
    assert sum(states(mailing).values()) == 30


def test_who_unsubscribes_while_it_goes_is_not_written_to(ours, relay):
    people(ours, *(f"P{index} Person" for index in range(12)))
    mailing = under_way(make.mailing(ours, pace=3 * 3600))
    desk = Desk(transport.of_this_thread(), [Mailings()])
    until(desk, lambda: relay.taken)  # the next are leased already

    last = Recipient.objects.filter(mailing=mailing).order_by("-pk")[:6]
    for row in last:
        unsubscribing.unsubscribe(recipient=row, how=Consent.How.ONE_CLICK, at=timezone.now())
    turn(desk, seconds=4)
    desk.finish()

    taken = {envelope.rcpt_tos[0] for envelope in relay.taken}
    assert taken.isdisjoint(row.canonical_address for row in last)
    assert set(states(mailing)) <= {"sent", "skipped", "waiting"}
    assert states(mailing)["skipped"] == 6


def test_a_provider_that_says_not_now_is_left_alone_and_the_others_go_on(ours, relay):
    at_gmail(ours, 90)
    people(ours, *(f"P{index} Person" for index in range(40)))
    mailing = under_way(make.mailing(ours))
    desk = Desk(transport.of_this_thread(), [Mailings()])

    until(desk, lambda: "leased" not in states(mailing) and "waiting" not in states(mailing))
    desk.finish()

    assert len(relay.taken) == 40
    assert states(mailing) == {"sent": 40, "deferred": 90}
    [(name, end)] = easing.held(at=timezone.now())
    assert name == "Gmail"
    assert end > timezone.now()
    untried = Recipient.objects.filter(state=State.DEFERRED, tries=0)
    assert untried.exists()  # it costs those who were not asked nothing


def test_one_message_asks_whether_it_takes_mail_again(ours, relay):
    at_gmail(ours, 6)
    mailing = under_way(make.mailing(ours))
    finish()
    relay.refuses = "@nobody.example"
    Window.objects.filter(failures__gt=0).update(held_until=timezone.now())
    Recipient.objects.filter(mailing=mailing).update(not_before=timezone.now())

    finish()

    assert states(mailing) == {"sent": 6}
    assert easing.held(at=timezone.now()) == []
    assert not Window.objects.filter(failures__gt=0).exists()


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 60), (9, 3600)])
def test_each_further_no_doubles_the_while_up_to_an_hour(failures, seconds):
    assert easing.wait(failures) == timedelta(seconds=seconds)


def test_a_limited_provider_holds_up_no_other(ours, relay, settings):
    relay.refuses = "@nobody.example"
    settings.PROVIDER_LIMITS = {"Gmail": Limit(5, 2)}
    at_gmail(ours, 30)
    people(ours, *(f"P{index} Person" for index in range(30)))
    mailing = under_way(make.mailing(ours))
    desk = Desk(transport.of_this_thread(), [Mailings()])

    until(desk, lambda: len(relay.taken) >= 34)
    turn(desk, seconds=1)
    desk.finish()

    to = [envelope.rcpt_tos[0] for envelope in relay.taken]
    gmail = sum(address.endswith("@gmail.com") for address in to)
    assert len(to) - gmail == 30
    assert 4 <= gmail <= 20
    assert states(mailing) == {"sent": 30 + gmail, "waiting": 30 - gmail}


def test_what_would_wait_long_for_its_provider_comes_back_in_steps(settings):
    moments = pacing.postpone("provider:Gmail", rate=5, number=200)
    later = pacing.postpone("provider:Gmail", rate=5, number=50)

    assert moments == sorted(moments)
    assert timedelta(seconds=30) <= moments[-1] - moments[0] <= timedelta(seconds=50)
    assert later[0] >= moments[-1]


def test_a_full_mailbox_is_no_trouble_of_the_provider(ours, relay):
    relay.rcpt = "452 4.2.2 mailbox full"
    people(ours, *(f"P{index} Person" for index in range(8)))
    under_way(make.mailing(ours))

    finish()

    assert easing.held(at=timezone.now()) == []


def test_senders_share_a_window_and_a_rest_is_not_made_up_for():
    first = pacing.reserve("all", rate=100, number=50)
    second = pacing.reserve("all", rate=100, number=50)

    assert -0.25 <= first <= 0
    assert 0.2 <= second - first <= 0.55
    time.sleep(1.2)
    assert -0.25 <= pacing.reserve("all", rate=100, number=1) <= 0


# Trying again, and the pages


def test_those_that_failed_are_tried_again_but_for_dead_mailboxes(ours, relay):
    relay.rcpt = "550 5.7.1 we do not like this"
    people(ours, "Ana Old", "Ben New", "Cho Mid")
    mailing = under_way(make.mailing(ours))
    finish()
    ben = Recipient.objects.get(canonical_address__startswith="ben")
    Recipient.objects.filter(pk=ben.pk).update(returned="hard")
    relay.rcpt = "250 OK"
    member = make.member(ours)
    client, url = make.signed_in(member), f"/dashboard/{ours.slug}/mailings/{mailing.uuid}/"

    page = client.get(f"{url}results/").content.decode()
    answer = client.post(f"{url}again/failed/", follow=True).content.decode()
    finish()

    assert "2 people could be tried once more" in page
    assert "2 people are tried once more" in answer
    assert states(mailing) == {"sent": 2, "failed": 1}
    assert AuditEntry.objects.filter(verb="tried again").get().after == {"failed": 2}
    assert client.post(f"{url}again/sent/").status_code == 404
    assert "Nobody is left" in client.post(f"{url}again/failed/", follow=True).content.decode()


def test_a_pace_is_set_before_and_while_it_goes_and_is_on_the_trail(ours, settings):
    settings.DEMO = True
    make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours)
    client: Client = make.signed_in(make.member(ours))
    url = f"/dashboard/{ours.slug}/mailings/{mailing.uuid}/"

    words = client.post(f"{url}pace/", {"pace": "500"}, follow=True).content.decode()
    wrong = client.post(f"{url}pace/", {"pace": "many"}, follow=True).content.decode()

    assert "500 emails an hour at most" in words
    assert "“many” is no pace" in wrong
    mailing.refresh_from_db()
    assert mailing.pace == 500
    Mailing.objects.update(state=Mailing.State.SENDING, frozen_at=make.NOON)
    Window.objects.create(name=controlling.window(mailing), next_at=9e12)
    assert "as fast as it can" in client.post(f"{url}pace/", follow=True).content.decode()
    assert Window.objects.get().next_at == 0
    [first, second] = AuditEntry.objects.filter(verb="set the pace of").order_by("pk")
    assert (first.after, second.before) == ({"an hour": 500}, {"an hour": 500})
    page = client.get(f"{url}results/").content.decode()
    assert "Emails an hour at most" in page


def test_its_pace_makes_no_other_mailing_of_one_that_waits(ours):
    """A colleague's link to approve it, and a page that is open, still work."""
    mailing = make.mailing(ours, state="waiting")

    for number, state in enumerate((Mailing.State.WAITING, Mailing.State.SENDING), 1):
        Mailing.objects.update(state=state)
        controlling.set_pace(mailing=mailing, pace=number, at=make.NOON, by=ANA)
        mailing.refresh_from_db()

        assert (mailing.pace, mailing.version) == (number, number)


def test_a_slow_mailing_does_not_hold_up_another(ours, relay):
    people(ours, *(f"P{index} Person" for index in range(10)))
    slow = under_way(make.mailing(ours, pace=1))
    quick = under_way(make.mailing(ours))
    desk = Desk(transport.of_this_thread(), [Mailings()])

    until(desk, lambda: make.numbers(quick).delivered == 10)
    desk.finish()

    assert make.numbers(slow).delivered <= 1
    assert sending.finish_due(at=leasing.now()) == 1


@pytest.mark.parametrize(("offers", "state"), [(True, "sent"), (False, "failed")])
def test_an_address_beyond_ascii_goes_by_smtputf8_or_is_refused_by_name(
    ours, settings, offers, state
):
    make.supporter(ours, "José Ruiz", email="josé@müller.example", consent=EmailConsent.GIVEN)
    make.supporter(ours, "Ana Ruiz", email="ana@müller.example", consent=EmailConsent.GIVEN)
    with running(smtputf8=offers) as relay:
        settings.RELAY = RelayAddress(
            host="127.0.0.1", port=relay.port, user="", password="", security="none"
        )
        under_way(make.mailing(ours))
        finish()
        transport.close_this_thread()

    jose = Recipient.objects.get(canonical_address__startswith="jos")
    assert (jose.state, jose.code) == (state, "250" if offers else "553")
    taken = {envelope.rcpt_tos[0]: envelope for envelope in relay.taken}
    assert "ana@xn--mller-kva.example" in taken
    if offers:
        head = taken["josé@xn--mller-kva.example"].original_content or b""
        assert isinstance(head, bytes)
        assert "To: josé@xn--mller-kva.example\r\n".encode() in head
