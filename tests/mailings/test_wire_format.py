"""Each kind of email that we send, as it goes, judged by other people's parsers."""

import re
from email import message_from_bytes
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from urllib.parse import urlsplit

import dkim
import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from tests import make
from tests.outbox.relays import running
from undersigned.config.environment import Relay as RelaySetting
from undersigned.lib import leasing
from undersigned.mailings import sampling, scheduling, sending
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.auditing import Actor
from undersigned.outbox import keys, queueing, return_path, signing, transport
from undersigned.outbox import sending as letters
from undersigned.outbox.return_path import About, Named
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db
DOMAIN = "rivervalley.example"


@pytest.fixture
def relay(settings, tmp_path):
    settings.DATA = tmp_path
    settings.BASE_URL = "https://act.rivervalley.example"
    settings.RETURN_PATH = f"b@bounces.{DOMAIN}"
    settings.DEFAULT_FROM_EMAIL = f"Undersigned <no-reply@{DOMAIN}>"
    settings.EMAIL_BACKEND = "undersigned.outbox.backend.QueueingBackend"
    signing._known.cache_clear()
    keys.make(DOMAIN, with_ed25519=True)
    keys.switch(DOMAIN, on=True)
    with running() as started:
        settings.RELAY = RelaySetting(
            host="127.0.0.1", port=started.port, user="", password="", security="none"
        )
        yield started
        transport.close_this_thread()
    signing._known.cache_clear()


def mailing(ours, **values) -> Mailing:
    made = make.mailing(ours, from_address=f"news@{DOMAIN}", **values)
    by = Actor("nobody:1", "Ana Lopez")
    scheduling.schedule(mailing=made, version=made.version, at=leasing.now(), by=by)
    return made


def all_blocks():
    """One of each kind, one with a condition that is met and one with one that is not."""
    words = "Grüße, {{ first_name or 'friend' }}. [Read](/post-offices/), **please**. " * 20
    ohio = {"all": [{"criterion": "state", "value": ["OH"]}]}
    return [
        kinds.new("heading", words="Für {{ first_name or 'alle' }}"),
        kinds.new("text", words=words, when=ohio, otherwise="Not in Ohio."),
        kinds.new("picture", alt="Eine Brücke", url="/post-offices/", path="/media/a.jpg"),
        kinds.new("button", words="Sign, {{ first_name or 'friend' }}", url="/post-offices/"),
        kinds.new("columns", words=words, words_2="Right\n\n.a dot"),
        kinds.new("text", words="Not for Ohio", when={"none": [ohio]}, otherwise="For Ohio"),
        kinds.new("divider"),
    ]


def test_each_person_gets_the_blocks_that_are_for_them(relay):
    everything(relay)
    mail = next(
        message_from_bytes(envelope.content, policy=default)
        for envelope in relay.taken
        if b"Subject: In blocks" in envelope.content
    )

    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert "Für Zoë" in words
        assert "For Ohio" in words
        assert "ot for Ohio" not in words
        assert "ot in Ohio" not in words
        assert "https://act.rivervalley.example/r/" in words


def everything(relay):
    """One of each kind of email: what the relay took, each with its envelope."""
    ours = make.organisation(
        "Nachbarn für Ohio", postal_address="1 Main Street, Athens", hold_minutes=0,
        from_address=f"us@{DOMAIN}",
    )  # fmt: skip
    campaign = make.campaign(ours)
    signer = make.supporter(
        ours, "Zoë Ünal", email="zoe@example.org", consent=EmailConsent.GIVEN
    )
    make.signature(campaign, signer)
    long = "Gute Nachrichten für alle, die unterschrieben haben, und für die anderen auch " * 2
    mailing(ours, name="plain", subject="News", body="Hello.\n\n.a dot\n\n" + "word " * 600)
    merged = 'Für {{ first_name or "friend" }} in Ohio, ' + long
    mailing(ours, name="merged", subject=merged[:200], body='Dear {{ first_name or "friend" }}')
    mailing(ours, name="blocks", subject="In blocks", in_blocks=True, blocks=all_blocks())
    update = mailing(ours, name="update", kind=Mailing.Kind.UPDATE, campaign=campaign)
    sampling.send_test(
        mailing=update, to=["ana@example.org"], which="normal", at=leasing.now(),
        by=Actor("nobody:1", "Ana Lopez"),
    )  # fmt: skip
    for kind in ("confirmation", "notice"):
        queueing.queue([
            queueing.Letter(
                organisation_id=ours.pk, to=f"{kind}@example.org", subject=long, text=long,
                from_name=ours.name, from_address=ours.from_address, kind=kind,
            )
        ])  # fmt: skip
    member = EmailMultiAlternatives("Your code", "123456", None, ["member@example.org"])
    member.attach_alternative("<p>123456</p>", "text/html")
    member.send()
    while sending.send_due(at=leasing.now()) or letters.send_due(at=leasing.now()):
        pass
    return relay.taken


def test_all_that_we_send_is_as_the_rules_ask(relay):
    taken = everything(relay)

    bulk = 0
    assert len(taken) == 8
    for envelope in taken:
        data = envelope.content
        mail = message_from_bytes(data, policy=default)
        judge_bytes(data, mail)
        judge_envelope(envelope, mail)
        judge_signature(data)
        if mail["List-Unsubscribe"]:
            bulk += 1
            judge_bulk(data, mail)
        else:
            assert mail["Auto-Submitted"] == "auto-generated"
    assert bulk == 4
    for row in Recipient.objects.all():
        assert row.state == Recipient.State.SENT


def judge_bytes(data, mail):
    """W: CRLF alone, no long line, small; headers that a parser reads without a doubt."""
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    assert b"\n." not in b"\n" + data
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert len(data) <= 100_000
    assert data.isascii()
    assert not mail.defects
    assert not any(part.defects for part in mail.walk())
    assert not any(mail[name].defects for name in mail.keys())  # noqa: SIM118  it is no dict
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        assert len(mail.get_all(name)) == 1, name
    assert parsedate_to_datetime(mail["Date"]).tzinfo is not None
    assert mail.get_body(("plain",)).get_content().strip()
    html = mail.get_body(("html",))
    if html and mail["Precedence"]:
        judge_html(html.get_content())
    for word in re.findall(rb"=\?[^?\s]+\?[bq]\?[^?\s]*\?=", data, re.IGNORECASE):
        assert len(word) <= 75


def judge_html(html):
    """It says its language, its pictures have words, and it has colours for the dark."""
    assert re.search(r'<html[^>]* lang="[a-z-]+"', html)
    assert re.search(r'<meta content="light dark" name="color-scheme"|'
                     r'<meta name="color-scheme" content="light dark"', html)  # fmt: skip
    assert "prefers-color-scheme: dark" in html
    assert "<script" not in html
    assert "http-equiv" not in html
    for picture in re.findall(r"<img[^>]*>", html):
        assert re.search(r'alt="[^"]+"', picture)
        assert re.search(r'src="https://act\.rivervalley\.example/', picture)
    for table in re.findall(r"<table[^>]*>", html):
        assert 'role="presentation"' in table


def judge_envelope(envelope, mail):
    """V1: one for each message, signed, aligned with From; D2."""
    local, domain = envelope.mail_from.split("@")
    named = return_path.read(local.partition("+")[2].encode())
    assert isinstance(named, Named)
    assert len(local) <= 64
    author = parseaddr(str(mail["From"]))[1].partition("@")[2]
    assert domain == f"bounces.{author}"
    assert return_path.found_in(mail.as_bytes()) == named
    if named.about == About.RECIPIENT:
        row = Recipient.objects.get(uuid=named.uuid)
        assert envelope.rcpt_tos == [row.supporter.email]
        assert mail["Message-ID"].startswith(f"<{row.mailing.uuid.hex}.{row.uuid.hex}@")


def judge_signature(data):
    """D1: RSA first, Ed25519 beside it, by somebody else's verifier; From over-signed."""
    names = {f"{r.name}.": r.value for r in map(keys.record, signing.read(DOMAIN))}

    def dns(name, timeout=5):
        return names[name.decode() if isinstance(name, bytes) else name].encode()

    for number in (0, 1):
        assert dkim.DKIM(data).verify(idx=number, dnsfunc=dns)
    head = re.sub(rb"\r\n[ \t]", b" ", data.partition(b"\r\n\r\n")[0])
    first = re.search(rb"(?m)^DKIM-Signature: (.*)", head)[1]
    signed = re.search(rb"h=([^;]*)", first)[1].split(b":")
    assert b"a=rsa-sha256; c=relaxed/relaxed;" in first
    assert b" l=" not in first
    assert signed.count(b"from") == 2
    if b"\nList-Unsubscribe:" in head:
        assert {b"list-unsubscribe", b"list-unsubscribe-post", b"list-id"} <= set(signed)


def judge_bulk(data, mail):
    """U1 to U3, L1, C."""
    head = data.partition(b"\r\n\r\n")[0].split(b"\r\n")
    [line] = [line for line in head if line.startswith(b"List-Unsubscribe:")]
    [url] = re.findall(rb"<(https://[^>]+)>", line)
    assert line == b"List-Unsubscribe: <%b>" % url  # unfolded, and one address alone
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert re.fullmatch(r".+ <[a-z0-9.-]+>", str(mail["List-Id"]))
    assert len(mail["Feedback-ID"].split(":")) == 4
    assert "zoe" not in str(mail["Feedback-ID"])
    assert mail["Precedence"] == "bulk"
    for kind in ("plain", "html"):
        words = mail.get_body((kind,)).get_content()
        assert "1 Main Street" in words
        assert url.decode() in words
    assert len(mail.get_body(("html",)).get_content()) <= 100_000


def test_the_one_click_needs_nothing_but_its_address(relay, settings):
    everything(relay)
    mail = next(
        message_from_bytes(envelope.content, policy=default)
        for envelope in relay.taken
        if b"\r\nList-Unsubscribe:" in envelope.content
    )
    path = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another, as after a rotation"
    program = Client(enforce_csrf_checks=True, headers={"host": "elsewhere.example"})

    looked = program.get(path)
    assert looked.status_code == 200
    assert Supporter.objects.get(email="zoe@example.org").email_consent == EmailConsent.GIVEN
    done = program.post(path, {"List-Unsubscribe": "One-Click"})

    assert (done.status_code, done.cookies) == (200, {})
    assert "zoe" not in path
    gone = Supporter.objects.get(email="zoe@example.org").email_consent
    assert gone == EmailConsent.WITHDRAWN
    assert program.post(f"{path[:-3]}x/", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_no_subject_or_name_begins_another_header(relay):
    ours = make.organisation(postal_address="1 Main Street", hold_minutes=0)
    make.campaign(ours)
    evil = make.supporter(ours, "Eve", email="eve@example.org", consent=EmailConsent.GIVEN)
    Supporter.objects.filter(pk=evil.pk).update(given_name="Eve\r\nBcc: all@example.org")
    mailing(ours, subject='News for {{ first_name or "you" }}')

    while sending.send_due(at=leasing.now()):
        pass

    (envelope,) = relay.taken
    mail = message_from_bytes(envelope.content, policy=default)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "News for Eve Bcc: all@example.org"
