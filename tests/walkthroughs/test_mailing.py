"""The second walkthrough: a mailing through a real SMTP server, to those it is meant for."""

import pytest

from tests import make
from tests.outbox.relays import running
from undersigned.config.environment import Relay as RelaySetting
from undersigned.lib import leasing
from undersigned.mailings import scheduling, sending
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.auditing import Actor
from undersigned.outbox import transport
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db
ANA = Actor("nobody:1", "Ana Lopez")


@pytest.fixture
def relay(settings, tmp_path):
    settings.DATA = tmp_path
    with running() as started:
        settings.RELAY = RelaySetting(
            host="127.0.0.1", port=started.port, user="", password="", security="none"
        )
        yield started
        transport.close_this_thread()


def scheduled() -> Mailing:
    ours = make.organisation(postal_address="1 Main Street", hold_minutes=0)
    campaign = make.campaign(ours)
    for name, state in (("Rosa Diaz", "OH"), ("Cho Park", "IA"), ("Lee Moss", "TX")):
        person = make.supporter(ours, name, region=state, consent=EmailConsent.GIVEN)
        make.signature(campaign, person)
    make.supporter(ours, "Max Roe", consent=EmailConsent.GIVEN)
    signed = {"criterion": "signed", "value": {"campaign": str(campaign.uuid), "since": ""}}
    states = {"criterion": "state", "value": ["OH", "IA"]}
    mailing = make.mailing(ours, audience={"all": [signed, states]})
    scheduling.schedule(mailing=mailing, version=1, at=leasing.now(), by=ANA)
    return mailing


def finish() -> None:
    while sending.send_due(at=leasing.now()):
        pass


def test_the_signers_of_two_states_get_it_once_and_nobody_else(relay):
    mailing = scheduled()

    finish()
    finish()

    got = sorted(address for taken in relay.taken for address in taken.rcpt_tos)
    assert got == ["cho.park@example.org", "rosa.diaz@example.org"]
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENT


def test_a_refused_address_has_failed_with_its_code(relay):
    relay.rcpt = "550 no such mailbox"
    mailing = scheduled()

    finish()

    assert make.numbers(mailing).bounced == 2
    assert set(Recipient.objects.values_list("code", flat=True)) == {"550"}


def test_a_busy_relay_is_asked_again_later(relay):
    relay.rcpt = "451 later"
    mailing = scheduled()

    finish()

    states = set(Recipient.objects.values_list("state", flat=True))
    assert states == {Recipient.State.DEFERRED}
    assert make.numbers(mailing).unfinished == 2


def test_a_connection_that_breaks_after_the_content_leaves_it_uncertain(relay):
    relay.content = "hang up"
    mailing = scheduled()

    finish()
    finish()

    assert make.numbers(mailing).uncertain == 2
