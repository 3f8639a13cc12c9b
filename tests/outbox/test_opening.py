"""How a connection to a relay begins: TLS, certificates, sign-in; and how answers are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outbox.relays import Relay, certificate, running
from tests.outbox.wires import Letters, address, scripted, send, send_one
from undersigned.outbox.outcomes import Delivered, Refused
from undersigned.outbox.replies import Replies, Reply, WrongReplyError


@pytest.mark.parametrize(("security", "implicit"), [("starttls", False), ("tls", True)])
def test_a_self_signed_certificate_is_refused(tmp_path, security, implicit):
    with running(certificate=certificate(tmp_path), implicit=implicit) as relay:
        outcome = send_one(relay, security=security)

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
        outcome = send_one(relay, security=security)

    assert isinstance(outcome, Delivered)


def test_a_relay_without_starttls_gets_no_mail_when_it_was_asked_for():
    with running() as relay:
        outcome = send_one(relay, security="starttls")

    assert isinstance(outcome, Refused)
    assert (outcome.stage, relay.taken) == ("starttls", [])


def test_what_comes_after_starttls_in_the_clear_is_an_attack():
    port, thread = scripted("220 go\r\n250 injected", hello="250-hello\r\n250 STARTTLS")

    outcome = send(Letters("ana@example.org"), address(port, security="starttls"))

    thread.join()
    assert outcome["ana@example.org"].stage == "starttls"


@pytest.mark.parametrize(("password", "kind"), [("right", Delivered), ("wrong", Refused)])
def test_the_relay_asks_for_a_password(password, kind):
    with running(Relay(users={"us": "right"})) as relay:
        outcome = send_one(relay, user="us", password=password)

    assert type(outcome) is kind
    assert len(relay.taken) == (kind is Delivered)


@pytest.mark.parametrize("mechanism", ["LOGIN", "PLAIN LOGIN", "CRAM-MD5"])
def test_the_mechanism_is_one_that_the_relay_offers(mechanism):
    heard = []

    def serve(client):
        answers = ["334 name", "334 word"] if mechanism == "LOGIN" else []
        for answer in (*answers, "235 welcome", "250 ok", "550 enough"):
            heard.append(client.recv(65536))
            client.sendall(answer.encode() + b"\r\n")

    port, _thread = scripted(then=serve, hello=f"250-hello\r\n250 AUTH {mechanism}")
    where = address(port, host="127.0.0.1", user="us", password="word", timeout=0.5)

    outcome = send(Letters("ana@example.org"), where)["ana@example.org"]

    assert isinstance(outcome, Refused)
    assert outcome.is_about_connection == (mechanism == "CRAM-MD5")
    if mechanism == "LOGIN":
        assert heard[:3] == [b"AUTH LOGIN\r\n", b"dXM=\r\n", b"d29yZA==\r\n"]
    elif mechanism == "PLAIN LOGIN":
        assert heard[0] == b"AUTH PLAIN AHVzAHdvcmQ=\r\n"


@given(
    st.lists(st.sampled_from([(250, "ok"), (550, "no\nnever"), (354, "")])), st.integers(1, 9)
)
def test_answers_are_whole_however_they_are_cut(said, cut):
    lines = b""
    for code, text in said:
        *before, last = text.split("\n")
        lines += b"".join(f"{code}-{words}\r\n".encode() for words in before)
        lines += f"{code} {last}\r\n".encode()
    replies, found = Replies(), []

    for start in range(0, len(lines), cut):
        found += replies.feed(lines[start : start + cut])

    assert found == [Reply(*pair) for pair in said]
    assert replies.is_empty


@pytest.mark.parametrize(
    "line", [b"hello\r\n", b"25\r\n", b"250-a\r\n550 b\r\n", b"2" * 70_000]
)
def test_what_is_no_answer_ends_the_conversation(line):
    with pytest.raises(WrongReplyError):
        Replies().feed(line)
