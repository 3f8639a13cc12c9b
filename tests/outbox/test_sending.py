"""What becomes of a letter from the queue to the relay, whatever happens between."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.outbox.relays import HANG_UP, running
from undersigned.config.environment import Relay as RelaySetting
from undersigned.lib import leasing
from undersigned.outbox import queueing, recovering, sending, suppression, transport
from undersigned.outbox.models import CaughtMessage, Message, Return
from undersigned.outbox.queueing import Letter, WrongLetterError

pytestmark = pytest.mark.django_db(transaction=True)

State = Message.State


@pytest.fixture
def relay(settings):
    with running() as started:
        settings.RELAY = RelaySetting(
            host="127.0.0.1", port=started.port, user="", password="", security="none"
        )
        yield started
        transport.close_this_thread()


def letter(**changes):
    values = {
        "organisation_id": None, "to": "ana@example.org", "subject": "Please confirm",
        "text": "Dear Ana", "from_name": "Rural Post", "from_address": "us@example.org",
        "kind": "notice",
    } | changes  # fmt: skip
    return Letter(**values)


def queue(**changes):
    queueing.queue([letter(**changes)])
    return Message.objects.order_by("-pk")[0]


def send():
    return sending.send_due(at=leasing.now())


def test_a_letter_is_sent_and_noted(relay):
    message = queue(
        html="<p>Dear Ana</p>", reply_to="reply@example.org", headers={"X-Campaign": "7"}
    )

    assert send() == 1

    message.refresh_from_db()
    assert (message.state, message.code, message.lease_token) == (State.SENT, 250, None)
    content = relay.taken[0].content.decode()
    assert f"Message-ID: <{message.uuid}@localhost>" in content
    assert "Reply-To: reply@example.org" in content
    assert "X-Campaign: 7" in content
    assert "multipart/alternative" in content


def test_a_rush_of_confirmations_is_noted_together(relay, django_assert_max_num_queries):
    queueing.queue([letter(kind="confirmation", to=f"s{n}@example.org") for n in range(15)])

    with django_assert_max_num_queries(20):
        assert send() == 15

    assert Message.objects.filter(state=State.SENT).count() == 15
    assert len(relay.taken) == 15


def test_without_a_relay_letters_wait(settings):
    settings.RELAY = None
    message = queue()

    assert send() == 0

    message.refresh_from_db()
    assert (transport.state(), message.state) == ("none", State.WAITING)


def test_a_letter_waits_for_its_time(relay):
    queue(not_before=datetime(2099, 1, 1, tzinfo=UTC))

    assert send() == 0


def test_a_letter_asked_for_twice_is_queued_once():
    for _ in range(2):
        queueing.queue([letter(dedup_key="signature:1")])

    assert Message.objects.count() == 1


@pytest.mark.parametrize("part", ["to", "subject", "from_name", "reply_to", "from_address"])
@pytest.mark.parametrize("break_", ["\r\nBcc: eve@example.org", "\n", "\0"])
def test_a_line_break_in_a_header_is_refused(part, break_):
    with pytest.raises(WrongLetterError, match=part):
        letter(**{part: f"ana@example.org{break_}"})


def test_a_line_break_in_an_own_header_is_refused():
    with pytest.raises(WrongLetterError):
        letter(headers={"X-Name": "a\nBcc: eve@example.org"})


def test_what_is_no_address_is_refused():
    with pytest.raises(WrongLetterError, match="to is not an email address"):
        letter(to="ana")


def test_a_refusal_for_now_is_tried_again_later(relay):
    relay.rcpt = "451 later"
    message = queue()

    send()

    message.refresh_from_db()
    assert (message.state, message.code, message.attempts) == (State.WAITING, 451, 1)
    assert message.not_before > leasing.now() + timedelta(seconds=20)


def test_a_refusal_for_good_is_kept_with_its_code(relay):
    relay.rcpt = "550 no such user"
    message = queue()

    send()

    message.refresh_from_db()
    assert (message.state, message.code, message.reply) == (State.REFUSED, 550, "no such user")
    assert Return.objects.get(about_uuid=message.uuid).kind == Return.Kind.HARD


def test_after_a_day_of_refusals_the_message_is_given_up(relay):
    relay.rcpt = "451 later"
    message = queue()
    Message.objects.update(attempts=sending.MAX_ATTEMPTS - 1)

    send()

    message.refresh_from_db()
    assert message.state == State.REFUSED


@pytest.mark.parametrize(
    ("kind", "state"), [("confirmation", State.WAITING), ("notice", State.UNCERTAIN)]
)
def test_only_confirmations_are_repeated_when_it_is_unknown_whether_they_arrived(
    relay, kind, state
):
    relay.content = HANG_UP
    message = queue(kind=kind)

    send()

    message.refresh_from_db()
    assert message.state == state


def test_a_relay_that_is_away_costs_no_attempts(settings):
    settings.RELAY = RelaySetting(
        host="127.0.0.1", port=1, user="", password="", security="none"
    )
    queueing.queue([letter(), letter()])

    assert send() == 0

    assert set(Message.objects.values_list("state", "attempts")) == {(State.WAITING, 0)}


def test_an_address_that_no_header_takes_is_refused_for_good(relay):
    message = queue(to="ana@exa mple..org")

    send()

    message.refresh_from_db()
    assert message.state == State.REFUSED
    assert relay.taken == []


def test_a_suppressed_address_gets_what_it_asked_for_and_nothing_else(relay):
    organisation = make.organisation()
    stop = suppression.Stop(
        organisation_id=organisation.pk, canonical="ana@gmail.com",
        reason=suppression.Reason.UNSUBSCRIBED,
    )  # fmt: skip
    suppression.suppress([stop, stop], at=leasing.now())
    asked = queue(organisation_id=organisation.pk, to="A.na+x@gmail.com", transactional=True)
    unasked = queue(organisation_id=organisation.pk, to="A.na+x@gmail.com", transactional=False)
    other = queue(organisation_id=organisation.pk, to="bo@gmail.com", transactional=False)

    send()

    states = {message.pk: message.state for message in Message.objects.all()}
    assert states == {asked.pk: State.SENT, unasked.pk: State.WITHHELD, other.pk: State.SENT}


def test_a_suppression_is_lifted_only_for_its_own_reason():
    organisation = make.organisation()
    stop = suppression.Stop(
        organisation_id=organisation.pk, canonical="ana@example.org",
        reason=suppression.Reason.COMPLAINED,
    )  # fmt: skip
    suppression.suppress([stop], at=leasing.now())

    def lift(reason):
        return suppression.allow(
            organisation_id=organisation.pk, canonical="ana@example.org", reason=reason
        )

    assert not lift(suppression.Reason.UNSUBSCRIBED)
    assert suppression.suppressed(organisation.pk, ["ana@example.org", "bo@example.org"]) == {
        "ana@example.org"
    }
    assert lift(suppression.Reason.COMPLAINED)
    assert suppression.suppressed(organisation.pk, ["ana@example.org"]) == set()


def test_mail_of_a_demonstration_leaves_by_no_relay(relay):
    organisation = make.organisation(sends_by_relay=False)
    message = queue(organisation_id=organisation.pk)

    send()

    message.refresh_from_db()
    assert (message.state, relay.taken) == (State.WITHHELD, [])


def test_the_demo_catches_mail_and_marks_what_never_leaves(settings):
    settings.DEMO = True
    organisation = make.organisation(sends_by_relay=False)
    queue(organisation_id=organisation.pk)
    queue()

    assert send() == 2

    assert list(
        CaughtMessage.objects.order_by("pk").values_list("never_leaves", flat=True)
    ) == [
        True,
        False,
    ]


def leased(message, *, handed):
    past = leasing.now() - timedelta(minutes=1)
    Message.objects.filter(pk=message.pk).update(
        state=State.SENDING, lease_token=message.uuid, leased_until=past,
        handed_at=past if handed else None,
    )  # fmt: skip


def test_what_a_dead_sender_held_waits_again_or_is_uncertain():
    waiting, handed = queue(), queue()
    repeatable = queue(kind="confirmation")
    leased(waiting, handed=False)
    leased(handed, handed=True)
    leased(repeatable, handed=True)

    assert recovering.recover_due(at=leasing.now()) == 3
    assert recovering.recover_due(at=leasing.now()) == 0

    states = {message.pk: message.state for message in Message.objects.all()}
    assert states == {
        waiting.pk: State.WAITING,
        handed.pk: State.UNCERTAIN,
        repeatable.pk: State.WAITING,
    }


def test_a_sender_that_slept_past_its_lease_sends_nothing(relay, monkeypatch):
    message = queue()

    def sleep(*_):
        Message.objects.update(leased_until=leasing.now() - timedelta(seconds=1))
        recovering.recover_due(at=leasing.now())
        return set()

    monkeypatch.setattr(sending, "_of_demonstrations", sleep)

    send()

    message.refresh_from_db()
    assert (message.state, relay.taken) == (State.WAITING, [])


def test_old_messages_are_forgotten(relay):
    queue()
    send()
    queue(not_before=datetime(2099, 1, 1, tzinfo=UTC))
    CaughtMessage.objects.create(
        at=leasing.now(),
        envelope_from="",
        to_address="ana@example.org",
        data=b"",
        never_leaves=False,
    )

    later = leasing.now() + timedelta(days=31)

    assert recovering.forget_due(at=later) == 2
    assert Message.objects.count() == 1


def test_an_erased_persons_messages_go():
    organisation = make.organisation()
    queue(organisation_id=organisation.pk)
    queue(organisation_id=organisation.pk, to="bo@example.org")

    recovering.forget_addresses(organisation_id=organisation.pk, addresses=["ana@example.org"])

    assert [message.to_address for message in Message.objects.all()] == ["bo@example.org"]


def test_the_waits_grow_and_end_at_four_hours():
    waits = [sending.back_off(attempts) for attempts in range(1, 30)]

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=30), timedelta(hours=4))
