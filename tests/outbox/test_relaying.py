"""The conversation with real SMTP servers, and what each kind of trouble means."""

import gc
import socket
import threading
import warnings
from contextlib import closing, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.outbox.relays import HANG_UP, Relay, running
from tests.outbox.wires import (
    LETTER,
    Letters,
    address,
    people,
    scripted,
    send,
    send_one,
    silence,
)  # fmt: skip
from undersigned.outbox.conversing import _content
from undersigned.outbox.dispatching import Desk
from undersigned.outbox.outcomes import Delivered, Refused, Uncertain, Withheld
from undersigned.outbox.pooling import Pool


def test_a_message_reaches_the_relay_as_it_is():
    with running() as relay:
        outcome = send_one(relay)

    assert outcome == Delivered(250, "taken")
    (taken,) = relay.taken
    assert taken.content == LETTER
    assert (taken.mail_from, taken.rcpt_tos) == ("us@example.org", ["ana@example.org"])


def test_one_connection_carries_many_messages_and_several_share_them():
    with running() as relay:
        send(Letters(*people(9)), address(relay.port))
        assert (len(relay.taken), relay.connections) == (9, 1)

        send(Letters(*people(9)), address(relay.port), connections=3)

    assert (len(relay.taken), relay.connections) == (18, 4)


@pytest.mark.parametrize("stage", ["mail", "rcpt", "content"])
@pytest.mark.parametrize(("answer", "permanent"), [("451 later", False), ("550 never", True)])
def test_a_refusal_says_where_and_whether_to_ask_again(stage, answer, permanent):
    with running(Relay(**{stage: answer})) as relay:
        refused = send(Letters(*people(3)), address(relay.port))

    expected = Refused(int(answer[:3]), permanent=permanent, stage=stage, reply=answer[4:])
    assert refused == dict.fromkeys(people(3), expected)
    assert relay.connections == 1


@pytest.mark.parametrize("stage", ["mail", "rcpt"])
def test_hanging_up_before_the_content_is_a_refusal_for_now(stage):
    relay = Relay()
    setattr(relay, stage, HANG_UP)
    with running(relay) as relay:
        refused = send_one(relay)

    assert isinstance(refused, Refused)
    assert not refused.permanent


def test_hanging_up_after_the_content_is_uncertain():
    with running(Relay(content=HANG_UP)) as relay:
        outcome = send_one(relay)

    assert isinstance(outcome, Uncertain)


@pytest.mark.parametrize(
    ("hello", "answers", "kind"),
    [
        ("", (), Refused),
        ("250 hello", (), Refused),
        ("250 hello", ("250 ok",), Refused),
        ("250 hello", ("250 ok", "250 ok"), Refused),
        ("250 hello", ("250 ok", "250 ok", "354 go on"), Uncertain),
    ],
)
def test_a_time_out_is_uncertain_only_after_the_content_began(hello, answers, kind):
    port, thread = scripted(*answers, then=silence, hello=hello)

    outcome = send(Letters("ana@example.org"), address(port, host="127.0.0.1", timeout=0.2))

    thread.join()
    assert type(outcome["ana@example.org"]) is kind


def test_data_that_is_refused_is_a_refusal():
    port, thread = scripted("250 ok", "250 ok", "554 no", "250 reset")

    outcome = send(Letters("ana@example.org"), address(port, host="127.0.0.1"))

    thread.join()
    assert outcome["ana@example.org"] == Refused(554, permanent=True, stage="data", reply="no")


def test_without_pipelining_a_command_waits_for_the_answer_before():
    heard = []

    def serve(client):
        for answer in (
            "250 ok",
            "550 no such user",
            "250 reset",
            "250 ok",
            "250 ok",
            "354 go on",
        ):
            heard.append(client.recv(65536))
            client.sendall(answer.encode() + b"\r\n")
        heard.append(client.recv(65536))
        client.sendall(b"250 taken\r\n")
        client.recv(65536)

    port, thread = scripted(then=serve)
    letters = Letters("ana@example.org", "bo@example.org")

    outcomes = send(letters, address(port, host="127.0.0.1"))

    thread.join()
    assert [line.split(b"\r\n")[0][:4] for line in heard[:6]] == [
        b"MAIL", b"RCPT", b"RSET", b"MAIL", b"RCPT", b"DATA",
    ]  # fmt: skip
    assert isinstance(outcomes["ana@example.org"], Refused)
    assert isinstance(outcomes["bo@example.org"], Delivered)


class Choosy:
    """A pipelining relay of plain sockets: what it answers depends on the address alone.

    `a…` is taken, `u…` is unknown, `d…` is taken and its content put off, `h…` is hung up on
    after the content, `l…` makes it say goodbye (421) at the recipient.
    """

    def __init__(self, *, cut):
        self.taken, self.cut = [], cut
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        kept, to, is_content = b"", "", False
        # The client may leave in the middle of an answer.
        with closing(client), suppress(ConnectionError):
            self.say(client, "220 choosy")
            while data := client.recv(65536):
                kept += data
                while (end := b"\r\n.\r\n" if is_content else b"\r\n") in kept:
                    line, _, kept = kept.partition(end)
                    if not is_content and line[:4] == b"RCPT":
                        to = line[9:-1].decode()
                    act = self.content if is_content else self.obey
                    answer = act(to, line)
                    is_content = answer.startswith("354")
                    if not answer or line == b"QUIT":
                        return
                    self.say(client, answer)
                    if answer.startswith("421"):
                        return

    def content(self, to, data):
        """What it says to the content for that address; nothing: it hangs up."""
        if to[0] == "h":
            return ""
        if to[0] == "d":
            return "452 full"
        self.taken.append((to, data.split(b"\r\n")[-1].decode()))
        return f"250 have {to}"

    def obey(self, to, line):
        word, kind = line[:4], to[:1]
        if word == b"EHLO":
            return "250-choosy\r\n250-PIPELINING\r\n250 8BITMIME"
        if word == b"RCPT" and kind in "lu":
            return "421 goodbye" if kind == "l" else f"550 no {to}"
        if word == b"DATA":
            return "503 nobody" if kind == "u" else "354 go on"
        return "250 ok"

    def say(self, client, words):
        """In pieces of `cut` bytes: an answer may come in any."""
        data = words.encode() + b"\r\n"
        for start in range(0, len(data), self.cut):
            client.sendall(data[start : start + self.cut])


class Named(Letters):
    """Each content ends with the address it is for."""

    def compose(self, item):
        item.fill(
            sender="us@example.org", to=item.row, data=f"S: x\r\n\r\n{item.row}\r\n".encode()
        )


EXPECTED = {"a": Delivered, "u": Refused, "d": Refused, "h": Uncertain, "l": Refused}


@pytest.mark.parametrize("cut", [1, 7, 1000])
@pytest.mark.parametrize("connections", [1, 5])
def test_each_answer_belongs_to_its_own_message(cut, connections):
    relay = Choosy(cut=cut)
    names = [f"{kind}{n}@example.org" for n, kind in enumerate("aauadaahauuddalaahaa" * 3)]

    outcomes = send(
        Named(*names), address(relay.port, host="127.0.0.1"), connections=connections
    )

    relay.listener.close()
    assert {name: type(outcome) for name, outcome in outcomes.items()} == {
        name: EXPECTED[name[0]] for name in names
    }
    for name, outcome in outcomes.items():
        if isinstance(outcome, Delivered):
            assert outcome.reply == f"have {name}"
        elif name[0] == "u":
            assert outcome == Refused(550, permanent=True, stage="rcpt", reply=f"no {name}")
        elif name[0] == "d":
            assert (outcome.code, outcome.stage, outcome.permanent) == (452, "content", False)
        elif name[0] == "l":
            assert (outcome.code, outcome.permanent) == (421, False)
    assert sorted(relay.taken) == sorted((n, n) for n in names if n[0] == "a")


def test_a_message_is_noted_when_its_recipient_is_taken_and_not_when_refused():
    relay = Choosy(cut=1000)
    letters = Named("a@example.org", "u@example.org")

    send(letters, address(relay.port, host="127.0.0.1"))

    relay.listener.close()
    assert list(letters.noted_at) == ["a@example.org"]


def test_what_must_not_go_after_all_does_not_go_and_the_others_do():
    with running() as relay:
        letters = Letters(*people(5), stops=people(1), withheld=people(2)[1:])

        outcomes = send(letters, address(relay.port))

    assert sorted(taken.rcpt_tos[0] for taken in relay.taken) == people(5)[2:]
    assert outcomes[people(2)[1]] == Withheld("no more")
    assert people(1)[0] not in outcomes


def test_nobody_listens_is_the_connections_trouble():
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        port = unused.getsockname()[1]

    outcomes = send(Letters(*people(3)), address(port, host="127.0.0.1"), connections=2)

    assert len(outcomes) == 3
    for outcome in outcomes.values():
        assert (outcome.stage, outcome.is_about_connection) == ("connect", True)


def test_where_one_relay_is_away_another_takes_all():
    with closing(socket.create_server(("127.0.0.1", 0))) as unused:
        away = unused.getsockname()[1]
    with running() as relay:
        both = [address(away, host="127.0.0.1"), address(relay.port)]

        outcomes = send(Letters(*people(8)), *both, connections=4)

    assert {type(outcome) for outcome in outcomes.values()} == {Delivered}
    assert len(relay.taken) == 8


def test_two_relays_share_the_work():
    with running(Relay(delay=0.02)) as one, running(Relay(delay=0.02)) as two:
        send(Letters(*people(12)), address(one.port), address(two.port), connections=4)

    assert len(one.taken) + len(two.taken) == 12
    assert one.taken
    assert two.taken


def test_an_address_beyond_ascii_needs_a_relay_that_takes_it():
    with running() as relay:
        refused = send_one(relay, to="josé@example.org")
    with running(smtputf8=True) as relay:
        taken = send_one(relay, to="josé@example.org")

    assert isinstance(refused, Refused)
    assert refused.permanent
    assert isinstance(taken, Delivered)
    assert relay.taken[0].rcpt_tos == ["josé@example.org"]
    assert "SMTPUTF8" in relay.taken[0].mail_options


def test_a_message_larger_than_the_relay_takes_is_not_tried():
    port, _thread = scripted(then=silence, hello="250-hello\r\n250 SIZE 20")

    outcome = send(Letters("ana@example.org"), address(port))["ana@example.org"]

    assert (outcome.code, outcome.permanent) == (552, True)


def test_mail_of_a_demonstration_never_leaves():
    with running() as relay:
        letters = Letters("ana@example.org", never_leaves=True)
        outcome = send(letters, address(relay.port))["ana@example.org"]

    assert isinstance(outcome, Refused)
    assert (outcome.permanent, relay.connections) == (True, 0)


def test_a_connection_that_the_relay_closed_while_it_rested_is_replaced():
    with running() as relay:
        pool = Pool([address(relay.port)], connections=1)
        first, second = Letters("ana@example.org"), Letters("bo@example.org")
        for letters in (first, second):
            desk = Desk(pool, [letters])
            desk.feed_once(letters, 1)
            desk.drain()
            for conversation in pool._open:
                conversation.transport.get_extra_info("socket").shutdown(socket.SHUT_RD)
        pool.close()

    assert isinstance(second.outcomes["bo@example.org"], Delivered)
    assert relay.connections == 2


def test_a_pool_that_is_closed_while_it_connects_leaves_no_socket():
    port, _thread = scripted(hello="", then=silence)
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always", ResourceWarning)
        pool = Pool([address(port)], connections=1)
        letters = Letters("ana@example.org")
        pool.submit(letters.feed(1), first=False)
        pool.step(0.2)
        assert pool._opening, "the relay has not answered yet"
        pool.close()
        del pool, letters
        gc.collect()

    assert [str(warning.message) for warning in found] == []


@given(st.binary(max_size=200))
def test_a_content_ends_where_it_ends_and_nowhere_before(data):
    wire = _content(data)

    assert wire.endswith(b".\r\n")
    assert wire.count(b"\r\n.\r\n") + wire.startswith(b".\r\n") == 1
    assert wire.count(b"\r") == wire.count(b"\n") == wire.count(b"\r\n")
