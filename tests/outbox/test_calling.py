"""Mail by a provider's HTTP API: what is sent, and what each kind of answer means."""

import socket
import time
import uuid
from email import message_from_string
from email.policy import default as policy

import pytest

from tests.outbox import apis, relays
from tests.outbox.apis import HANG_UP, MANNERS, REFUSED, SILENCE, TAKEN, running
from tests.outbox.wires import Letters, people
from undersigned.config.mail_api import MailApi
from undersigned.lib import mime
from undersigned.outbox import return_path
from undersigned.outbox.apis.calling import Caller
from undersigned.outbox.dispatching import Desk
from undersigned.outbox.outcomes import Delivered, Refused, Uncertain, Withheld
from undersigned.outbox.return_path import About, Named
from undersigned.outbox.returns import recording
from undersigned.outbox.returns.kinds import Kind

pytestmark = pytest.mark.parametrize("manner", MANNERS)
ANA = "ana@example.org"
NAMED = Named(About.RECIPIENT, uuid.uuid4())
UNSUBSCRIBE = "List-Unsubscribe: <https://act.example.org/u/abc/>"
ONE_CLICK = "List-Unsubscribe-Post: List-Unsubscribe=One-Click"


def made(to, *more):
    lines = [
        mime.line("From", mime.mailbox("From", "Müller, Rosa", "news@rivervalley.example")),
        mime.line("To", to), mime.line("Subject", mime.encoded("Subject", "Grüße an alle")),
        "Date: Sun, 29 Nov 2026 12:00:00 +0000", "Message-ID: <one.two@act.example.org>",
        "Reply-To: hello@rivervalley.example", *more,
    ]  # fmt: skip
    return mime.message(lines, text="Liebe Ana,\n.ja", html="<p>Liebe Aña</p>", boundary="=_x")


class Mail(Letters):
    """Whole messages, each named as a row of ours would be."""

    def compose(self, item):
        to = item.row
        item.fill(
            sender="b@rivervalley.example", to=to, named=NAMED,
            data=made(to, UNSUBSCRIBE, ONE_CLICK) if self.data else made(to),
        )  # fmt: skip
        return Withheld("no more") if to in self.withheld else None


def call(api, mail, *, connections=2, timeout=(2.0, 2.0)):
    """All of them by this API, until each has its outcome."""
    caller = Caller(api, connections=connections, timeout=timeout)
    desk = Desk(caller, [mail])
    while desk.feed_once(mail, 1000):
        desk.drain()
    caller.close()
    return mail.outcomes


def one(manner, answer):
    with running(manner, answers={ANA: [answer]}) as provider:
        return call(provider.api, Mail(ANA), timeout=(2.0, 0.4))[ANA]


def test_a_message_arrives_with_our_headers_and_the_token_and_nothing_is_tracked(manner):
    with running(manner) as provider:
        assert call(provider.api, Mail(ANA)) == {ANA: Delivered()}

    (sent,) = provider.calls
    assert (sent.to, sent.token) == (ANA, return_path.token(NAMED.about, NAMED.uuid))
    if manner == "mailgun":
        assert sent.mime == made(ANA, UNSUBSCRIBE, ONE_CLICK)
        assert set(sent.options) == {"to", "v:token", "o:tracking-clicks", "o:tracking-opens"}
        assert sent.options["o:tracking-clicks"] == sent.options["o:tracking-opens"] == "no"
        return
    said = sent.options
    assert {"TrackOpens": False, "TrackLinks": "None"}.items() <= said.items()
    headers = {header["Name"]: header["Value"] for header in said["Headers"]}
    assert headers == {
        "Message-ID": "<one.two@act.example.org>", "X-PM-KeepID": "true",
        "List-Unsubscribe": "<https://act.example.org/u/abc/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }  # fmt: skip
    mail = message_from_string(f"From: {said['From']}\n\n", policy=policy)
    (sender,) = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (
        "Müller, Rosa", "news@rivervalley.example",
    )  # fmt: skip
    assert (said["Subject"], said["ReplyTo"]) == ("Grüße an alle", "hello@rivervalley.example")
    assert said["TextBody"].split() == ["Liebe", "Ana,", ".ja"]
    assert said["HtmlBody"].strip() == "<p>Liebe Aña</p>"


def test_mail_to_many_goes_by_a_stream_of_its_own_where_the_provider_parts_them(manner):
    with running(manner) as provider:
        call(provider.api, Mail(ANA))
        call(provider.api, Mail("ben@example.org", data=b""))

    streams = [sent.options.get("MessageStream") for sent in provider.calls]
    assert streams == {"mailgun": [None, None], "postmark": ["broadcast", None]}[manner]


def test_each_person_has_one_call_and_as_many_go_at_once_as_there_are_places(manner):
    mail = Mail(*people(12))
    with running(manner, delay=0.05) as provider:
        call(provider.api, mail, connections=4)

    assert sorted(sent.to for sent in provider.calls) == sorted(people(12))
    assert provider.at_once == 4
    for sent in provider.calls:
        assert mail.noted_at[sent.to] < sent.at


def test_what_must_not_go_is_not_called_for(manner):
    demo = Mail("x@example.org", never_leaves=True)
    with running(manner) as provider:
        mail = Mail(*people(3), stops=people(3)[:1], withheld=people(3)[1:2])
        call(provider.api, mail)
        outcome = call(provider.api, demo)["x@example.org"]

    assert [sent.to for sent in provider.calls] == people(3)[2:]
    assert (outcome.permanent, outcome.code) == (True, 550)


@pytest.mark.parametrize("status", [500, 503, 408])
def test_an_ill_provider_is_asked_again_for_that_message(manner, status):
    outcome = one(manner, (status, {"message": "later", "Message": "later"}))

    assert outcome == Refused(451, permanent=False, stage="content", reply="later")


@pytest.mark.parametrize("answer", [SILENCE, HANG_UP, (502, {"x": 1}), (504, {"x": 1})])
def test_no_answer_or_one_of_a_server_between_is_uncertain(manner, answer):
    assert isinstance(one(manner, answer), Uncertain)


def test_an_answer_that_says_yes_and_cannot_be_read_is_uncertain(manner):
    assert isinstance(one(manner, (200, {"strange": "yes"})), Uncertain)


def test_an_address_that_is_refused_fails_for_that_person_alone(manner):
    with running(manner, answers={ANA: [REFUSED[manner]]}) as provider:
        outcomes = call(provider.api, Mail(ANA, "ben@example.org"))

    refused = outcomes[ANA]
    assert isinstance(refused, Refused)
    assert (refused.permanent, refused.is_about_connection) == (True, False)
    assert "valid" in refused.reply or "Invalid" in refused.reply
    assert outcomes["ben@example.org"] == Delivered()


@pytest.mark.parametrize("status", [200, 422])
def test_who_is_on_the_providers_own_list_is_refused(manner, status):
    words = f"inactive addresses: {ANA}. Inactive recipients are ones that have bounced"
    by_postmark = {"ErrorCode": 0 if status == 200 else 406, "Message": words, "To": ANA}
    answer = by_postmark | {"MessageID": "one"} if manner == "postmark" else {"message": words}
    outcome = one(manner, (400 if manner == "mailgun" else status, answer))

    assert isinstance(outcome, Refused)
    assert (outcome.permanent, outcome.stage) == (True, "mail")
    came = recording.of_refusal(outcome, named=NAMED, to=ANA, attempt=1)
    assert came.report.kind == Kind.OTHER, "it may have bounced, or was taken off by hand"


@pytest.mark.parametrize(
    ("status", "stage", "code"), [(429, "limit", 421), (401, "auth", 535), (402, "auth", 535)]
)
def test_what_is_said_of_the_account_counts_against_nobody(manner, status, stage, code):
    words = {"message": "no", "Message": "no"}
    answers = {to: [(status, words)] for to in people(40)}
    with running(manner, answers=answers) as provider:
        outcomes = call(provider.api, Mail(*people(40)))

    refused = Refused(code, permanent=False, stage=stage, reply="no")
    assert outcomes == dict.fromkeys(people(40), refused)
    assert refused.is_about_connection
    assert len(provider.calls) <= 2, "the others were not tried"


def test_without_credits_mail_waits_too(manner):
    answer = {"ErrorCode": 405, "message": "unpaid", "Message": "no credits left"}
    outcome = one(manner, ({"mailgun": 402, "postmark": 422}[manner], answer))

    assert isinstance(outcome, Refused)
    assert (outcome.stage, outcome.is_about_connection) == ("auth", True)


def test_an_address_that_no_message_can_bear_fails_without_a_call(manner):
    with running(manner) as provider:
        outcome = call(provider.api, Mail("a@b@example.org"))["a@b@example.org"]

    assert provider.calls == []
    assert (outcome.permanent, outcome.stage) == (True, "compose")


def test_after_a_pause_it_is_asked_again(manner):
    with running(manner, answers={ANA: [(429, {"message": "slow"}), TAKEN]}) as provider:
        caller = Caller(provider.api, connections=1)
        outcomes = []
        for pause in (0.0, 0.0, 1.05):
            time.sleep(pause)
            mail = Mail(ANA)
            desk = Desk(caller, [mail])
            desk.feed_once(mail, 1)
            desk.drain()
            outcomes.append(type(mail.outcomes[ANA]))
        caller.close()

    assert outcomes == [Refused, Refused, Delivered]
    assert len(provider.calls) == 2


def test_a_provider_that_cannot_be_reached_was_surely_not_told(manner):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    api = apis.Provider(manner, port=port).api

    refused = call(api, Mail(ANA))[ANA]

    assert (refused.stage, refused.permanent) == ("connect", False)


def test_a_wrong_certificate_is_no_provider(manner, tmp_path):
    with relays.running(certificate=relays.certificate(tmp_path), implicit=True) as relay:
        api = apis.Provider(manner, port=relay.port).api
        values = {**vars(api), "url": f"https://localhost:{relay.port}"}
        refused = call(MailApi(**values), Mail(ANA))[ANA]

    assert (refused.stage, refused.permanent) == ("connect", False)


def test_what_has_no_place_yet_is_given_back_when_the_sender_stops(manner):
    mail = Mail(*people(9))
    with running(manner, delay=0.1) as provider:
        caller = Caller(provider.api, connections=2)
        desk = Desk(caller, [mail])
        desk.feed_once(mail, 9)
        desk.turn(0.0)
        desk.finish()
        caller.close()

    assert len(mail.outcomes) == len(provider.calls) == 2
    assert len(mail.left) == 7
