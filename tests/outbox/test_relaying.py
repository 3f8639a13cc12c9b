"""The conversation with a real SMTP server, and what each kind of trouble means."""

import socket
import threading
import time
from contextlib import closing

import pytest

from tests.outbox.relays import HANG_UP, Relay, certificate, running
from undersigned.outbox.outcomes import Delivered, Refused, Uncertain
from undersigned.outbox.relaying import RelayConnection

LETTER = b"Subject: Hello\r\n\r\nDear Ana,\r\n.a line with a dot\r\nyours\r\n"


def connect(relay, **changes):
    values = {
        "host": "localhost", "port": relay.port, "user": "", "password": "", "security": "none",
        "timeout": 2.0,
    } | changes  # fmt: skip
    return RelayConnection(**values)


def deliver(connection, *, to="ana@example.org", before_data=lambda: None, data=LETTER, **more):
    return connection.deliver(
        envelope_from="us@example.org", to=to, data=data, before_data=before_data, **more
    )


def test_a_message_reaches_the_relay_as_it_is():
    with running() as relay:
        connection = connect(relay)

        outcome = deliver(connection)

        connection.close()
    assert outcome == Delivered(250, "taken")
    (taken,) = relay.taken
    assert taken.content == LETTER
    assert (taken.mail_from, taken.rcpt_tos) == ("us@example.org", ["ana@example.org"])


def test_one_connection_carries_many_messages():
    with running() as relay:
        connection = connect(relay)

        for number in range(3):
            deliver(connection, to=f"supporter{number}@example.org")

        connection.close()
    assert (len(relay.taken), relay.connections) == (3, 1)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "content"])
@pytest.mark.parametrize(("answer", "permanent"), [("451 later", False), ("550 never", True)])
def test_a_refusal_says_where_and_whether_to_ask_again(stage, answer, permanent):
    with running(Relay(**{stage: answer})) as relay:
        connection = connect(relay)

        refused = deliver(connection)

        setattr(relay, stage, "250 OK")
        after = deliver(connection)
        connection.close()
    assert isinstance(refused, Refused)
    assert (refused.code, refused.permanent, refused.stage) == (
        int(answer[:3]),
        permanent,
        stage,
    )
    assert isinstance(after, Delivered)
    assert relay.connections == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt"])
def test_hanging_up_before_the_content_is_a_refusal_for_now(stage):
    relay = Relay()
    setattr(relay, stage, HANG_UP)
    with running(relay) as relay:
        connection = connect(relay)

        refused = deliver(connection)

        setattr(relay, stage, "250 OK")
        after = deliver(connection)
        connection.close()
    assert isinstance(refused, Refused)
    assert not refused.permanent
    assert isinstance(after, Delivered)


def test_hanging_up_after_the_content_is_uncertain():
    with running(Relay(content=HANG_UP)) as relay:
        connection = connect(relay)

        outcome = deliver(connection)

        connection.close()
    assert isinstance(outcome, Uncertain)


def scripted(*answers, then=None):
    """A server of plain sockets that says these lines, one a command, and then keeps silent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        with closing(listener), closing(listener.accept()[0]) as client:
            client.sendall(b"220 hello\r\n")
            for answer in answers:
                client.recv(65536)
                client.sendall(answer.encode() + b"\r\n")
            if then:
                then(client)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return listener.getsockname()[1], thread


def silence(client):
    client.recv(65536)
    time.sleep(1)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        ((), Refused),
        (("250 hello",), Refused),
        (("250 hello", "250 ok"), Refused),
        (("250 hello", "250 ok", "250 ok"), Refused),
        (("250 hello", "250 ok", "250 ok", "354 go on"), Uncertain),
    ],
)
def test_a_time_out_is_uncertain_only_after_the_content_began(answers, kind):
    port, thread = scripted(*answers, then=silence)
    connection = RelayConnection(
        host="127.0.0.1", port=port, user="", password="", security="none", timeout=0.2
    )

    outcome = deliver(connection)

    thread.join()
    assert type(outcome) is kind


def test_data_that_is_refused_is_a_refusal():
    port, thread = scripted("250 hello", "250 ok", "250 ok", "554 no", "250 reset")
    connection = RelayConnection(
        host="127.0.0.1", port=port, user="", password="", security="none", timeout=2
    )

    outcome = deliver(connection)

    connection.close()
    thread.join()
    assert outcome == Refused(554, permanent=True, stage="data", reply="no")


def test_before_data_is_called_when_the_recipient_is_taken_and_not_when_refused():
    called: list[object] = []
    with running() as relay:
        connection = connect(relay)

        deliver(connection, before_data=lambda: called.append(len(relay.taken)))
        relay.rcpt = "550 unknown"
        deliver(connection, before_data=lambda: called.append("refused"))

        connection.close()
    assert called == [0]


def test_what_before_data_raises_stops_the_message_and_leaves_the_connection_usable():
    def stop():
        raise RuntimeError("unsubscribed a moment ago")

    with running() as relay:
        connection = connect(relay)

        with pytest.raises(RuntimeError):
            deliver(connection, before_data=stop)
        after = deliver(connection)

        connection.close()
    assert isinstance(after, Delivered)
    assert (len(relay.taken), relay.connections) == (1, 1)


def test_nobody_listens_is_the_connections_trouble():
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        port = unused.getsockname()[1]
    connection = RelayConnection(
        host="127.0.0.1", port=port, user="", password="", security="none", timeout=1
    )

    outcome = deliver(connection)

    assert isinstance(outcome, Refused)
    assert (outcome.stage, outcome.is_about_connection) == ("connect", True)


@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
def test_a_self_signed_certificate_is_refused(tmp_path, security, implicit):
    with running(certificate=certificate(tmp_path), implicit=implicit) as relay:
        outcome = deliver(connect(relay, security=security))

    assert isinstance(outcome, Refused)
    assert outcome.is_about_connection
    assert relay.taken == []


@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
def test_a_certificate_that_this_machine_trusts_is_taken(
    tmp_path, monkeypatch, security, implicit
):
    made = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made[0]))
    with running(certificate=made, implicit=implicit) as relay:
        connection = connect(relay, security=security)

        outcome = deliver(connection)

        connection.close()
    assert isinstance(outcome, Delivered)


def test_a_relay_without_starttls_gets_no_mail_when_it_was_asked_for():
    with running() as relay:
        outcome = deliver(connect(relay, security="starttls"))

    assert isinstance(outcome, Refused)
    assert (outcome.stage, relay.taken) == ("starttls", [])


@pytest.mark.parametrize(("password", "kind"), [("right", Delivered), ("wrong", Refused)])
def test_the_relay_asks_for_a_password(password, kind):
    with running(Relay(users={"us": "right"})) as relay:
        connection = connect(relay, user="us", password=password)

        outcome = deliver(connection)

        connection.close()
    assert type(outcome) is kind
    assert len(relay.taken) == (kind is Delivered)


def test_an_address_beyond_ascii_needs_a_relay_that_takes_it():
    with running() as relay:
        connection = connect(relay)

        outcome = deliver(connection, to="josé@example.org")

        connection.close()
    assert isinstance(outcome, Refused)
    assert outcome.permanent


def test_mail_of_a_demonstration_never_leaves():
    with running() as relay:
        outcome = deliver(connect(relay), never_leaves=True)

    assert isinstance(outcome, Refused)
    assert (outcome.permanent, relay.connections) == (True, 0)


def test_a_connection_that_rested_too_long_is_asked_and_replaced(monkeypatch):
    with running() as relay:
        connection = connect(relay)
        deliver(connection)
        monkeypatch.setattr("undersigned.outbox.relaying._IDLE_SECONDS", -1.0)

        deliver(connection)
        connection._smtp.sock.shutdown(socket.SHUT_RDWR)
        outcome = deliver(connection)

        connection.close()
    assert isinstance(outcome, Delivered)
    assert relay.connections == 2
