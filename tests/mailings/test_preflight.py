"""What is asked of the network before a mailing goes, and what keeps it back."""

import http.client
import socket
import ssl
import threading
import time
from contextlib import closing, suppress
from http.server import BaseHTTPRequestHandler

import pytest
from django.utils import timezone

from tests import make
from tests.mailings.dns_server import serving
from tests.mailings.test_sending import ANA
from tests.mailings.web_server import Quiet, answering
from tests.outbox.apis import Provider
from undersigned.config.environment import Relay
from undersigned.mailings import one_click, preflight, scheduling, sending, visiting
from undersigned.mailings.models import Mailing
from undersigned.mailings.visiting import Verdict
from undersigned.organisations.models import AuditEntry
from undersigned.outbox import keys, sender_domain
from undersigned.supporters.models import EmailConsent

pytestmark = [pytest.mark.enable_socket]
SENDER = "news@mail.valley.example"
DMARC = '"v=DMARC1; p=reject"'
SPF = '"v=spf1 include:relay.example -all"'
GOOD = {
    ("mail.valley.example", "TXT"): SPF,
    ("_dmarc.valley.example", "TXT"): DMARC,
    ("s1._domainkey.mail.valley.example", "TXT"): '"v=DKIM1; k=rsa; p=abc"',
    ("mail.valley.example", "MX"): "10 mx.valley.example.",
}


@pytest.fixture(autouse=True)
def relay(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(one_click, "look", lambda: iter(()))  # told in test_one_click.py
    settings.DATA = tmp_path
    settings.DKIM_SELECTORS = ("s1",)
    settings.RELAY = Relay(host="127.0.0.1", port=1, user="", password="", security="none")


def without(name: str) -> dict[tuple[str, str], str]:
    """The good zone without a name, or without a kind of record."""
    return {key: text for key, text in GOOD.items() if name not in key}


def troubles(settings, zone, *, sender: str = SENDER, reply_to: str = "") -> list[str]:
    with serving(zone) as address:
        settings.RESOLVER = address
        found = sender_domain.look(sender, reply_to=reply_to)
    return [f"{'!' if one.blocks else '?'} {one.what}" for one in found]


def test_a_domain_whose_records_are_right_is_in_order(settings):
    assert troubles(settings, GOOD) == []


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ("_dmarc.valley.example", "! mail.valley.example has no DMARC record."),
        ("s1._domainkey.mail.valley.example", "! There is no DKIM key at s1._domainkey"),
        ("MX", "! Answers would come back: mail.valley.example takes no mail."),
        ("mail.valley.example", "! mail.valley.example has no SPF record."),
    ],
)
def test_each_missing_record_keeps_the_mailing_back(settings, missing, words):
    found = troubles(settings, without(missing))

    assert any(line.startswith(words) for line in found)


@pytest.mark.parametrize(
    ("spf", "words"),
    [
        (f'{SPF}|"v=spf1 -all"', "! mail.valley.example has 2 SPF records"),
        ('"v=spf1 +all"', "? The SPF record of mail.valley.example lets anybody send"),
    ],
)
def test_two_spf_records_count_as_none_and_anybody_is_too_many(settings, spf, words):
    [found] = troubles(settings, {**GOOD, ("mail.valley.example", "TXT"): spf})

    assert found.startswith(words)


def test_our_own_key_has_to_stand_in_the_dns(settings):
    settings.DKIM_SELECTORS = ()
    [key] = keys.make("mail.valley.example", with_ed25519=False)
    assert "It is not known whether" in troubles(settings, GOOD)[0]
    keys.switch("mail.valley.example", on=True)
    sender_domain.signing._known.cache_clear()
    record = keys.record(key)

    [missing] = troubles(settings, GOOD)
    halves = f'"{record.value[:200]}" "{record.value[200:]}"'
    right = troubles(settings, {**GOOD, (record.name, "TXT"): halves})
    wrong = troubles(settings, {**GOOD, (record.name, "TXT"): '"v=DKIM1; p=other"'})

    assert missing.startswith("! We sign with a key that the DNS does not hold")
    assert right == []
    assert wrong == [missing]


def test_bounces_to_another_domain_do_not_agree_with_from(settings):
    settings.RETURN_PATH = "b@bounces.elsewhere.example"
    settings.DKIM_SELECTORS = ()
    zone = {**GOOD, ("bounces.elsewhere.example", "TXT"): SPF}

    found = troubles(settings, zone)
    settings.RETURN_PATH = "b@bounces.valley.example"
    zone[("bounces.valley.example", "TXT")] = SPF

    assert any(line.startswith("! Neither SPF nor DKIM") for line in found)
    assert not any("Neither" in line for line in troubles(settings, zone))


def test_what_a_providers_api_sends_has_its_envelope_and_its_signature(settings):
    settings.MAIL_API = Provider("mailgun").api
    settings.RETURN_PATH = "b@bounces.elsewhere.example"  # of a relay, from before
    keys.make("mail.valley.example", with_ed25519=False)
    keys.switch("mail.valley.example", on=True)
    sender_domain.signing._known.cache_clear()
    without_spf = {key: text for key, text in GOOD.items() if text != SPF}

    assert troubles(settings, without_spf) == []
    [missing] = troubles(settings, {k: v for k, v in without_spf.items() if "s1." not in k[0]})
    assert missing.startswith("! There is no DKIM key at s1._domainkey")
    [no_dmarc] = troubles(settings, without("_dmarc.valley.example"))
    assert no_dmarc.startswith("! mail.valley.example has no DMARC record")


def test_an_answer_goes_to_a_box_that_takes_mail(settings):
    zone = {**GOOD, ("silent.example", "MX"): "0 ."}

    [found] = troubles(settings, zone, reply_to="us@silent.example")

    assert found.startswith("! Answers would come back: silent.example")


def test_what_is_wrong_is_told_though_the_dns_falls_silent_later(settings, monkeypatch):
    asked = sender_domain._ask

    def ask(name: str, kind: str) -> list[object]:
        if "_dmarc" in name:
            raise sender_domain._SilentError(name)
        return asked(name, kind)

    monkeypatch.setattr(sender_domain, "_ask", ask)

    spf, silent = troubles(settings, without("mail.valley.example") | {
        ("s1._domainkey.mail.valley.example", "TXT"): '"v=DKIM1; k=rsa; p=abc"',
    })  # fmt: skip

    assert spf.startswith("! mail.valley.example has no SPF record.")
    assert silent == "? The DNS fell silent: not all of mail.valley.example is checked."


def test_a_silent_dns_blocks_nothing(settings, monkeypatch):
    monkeypatch.setattr(sender_domain, "_SECONDS", 0.3)
    settings.RESOLVER = "127.0.0.1:1"

    [found] = sender_domain.look(SENDER, reply_to="")

    assert not found.blocks
    assert "are not checked" in found.what


# Links


class _Site(Quiet, BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, place = {
            "/": (200, ""), "/gone": (404, ""), "/shy": (403, ""), "/to": (302, "/"),
            "/round": (302, "/round"), "/inside": (302, "http://10.0.0.1/"),
        }[self.path.partition("?")[0]]  # fmt: skip
        self.send_response(status)
        if place:
            self.send_header("Location", place)
        self.end_headers()


def test_links_are_visited_and_what_is_dead_is_told(monkeypatch):
    monkeypatch.setattr(visiting, "_may_be_asked", lambda address: address == "127.0.0.1")
    with answering(_Site) as base:
        paths = ["/", "/gone", "/shy", "/to?a=1", "/round", "/inside", "/"]
        found = visiting.visit(f"{base}{path}" for path in paths)
    closed = visiting.visit([f"{base}/"])

    assert [one.verdict for one in found] == [
        Verdict.WORKS, Verdict.DEAD, Verdict.UNKNOWN, Verdict.WORKS,
        Verdict.UNKNOWN,  # in circles: a wall of cookies sends programs so, and no people
        Verdict.UNKNOWN,
    ]  # fmt: skip
    assert found[1].words == "it answers 404: there is no such page"
    assert found[5].words == "10.0.0.1 is no public address"
    assert closed[0].verdict == Verdict.DEAD
    assert closed[0].words == "127.0.0.1 takes no connections"


@pytest.mark.parametrize(
    ("error", "verdict", "words"),
    [
        (socket.gaierror(socket.EAI_NONAME, "?"), Verdict.DEAD, "there is no site example.org"),
        (
            socket.gaierror(socket.EAI_AGAIN, "?"),
            Verdict.UNKNOWN,
            "the name example.org could not be looked up at the moment",
        ),
        (ConnectionRefusedError(), Verdict.DEAD, "example.org takes no connections"),
        (
            ssl.SSLCertVerificationError(),
            Verdict.DEAD,
            "the certificate of example.org is wrong or has run out",
        ),
        (ssl.SSLEOFError(), Verdict.UNKNOWN, "example.org takes no secure connection"),
        (TimeoutError(), Verdict.UNKNOWN, "it takes too long"),
        (ConnectionResetError(), Verdict.UNKNOWN, "the connection broke off"),
        (http.client.BadStatusLine("x"), Verdict.UNKNOWN, "the connection broke off"),
        (UnicodeError("label too long"), Verdict.UNKNOWN, "it is no web address"),
    ],
)
def test_a_page_that_is_not_reached_says_why_in_plain_words_and_what_to_do(
    monkeypatch, error, verdict, words
):
    def fails(*_words):
        raise error

    monkeypatch.setattr(visiting, "_ask", fails)

    [found] = visiting.visit(["https://example.org/"])

    assert (found.verdict, found.words) == (verdict, words)
    assert found.remedy.endswith(".")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "it answers 403: it does not let us in"),
        (422, "it answers 422: it does not understand the link"),
        (503, "it answers 503: the site has a fault at the moment"),
    ],
)
def test_an_answer_that_is_no_page_says_what_the_number_means(monkeypatch, status, words):
    monkeypatch.setattr(visiting, "_ask", lambda *_words: (status, ""))

    [found] = visiting.visit(["https://example.org/"])

    assert (found.verdict, found.words) == (Verdict.UNKNOWN, words)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1%eth0",
     "0.0.0.0",  # noqa: S104
     "100.64.0.1", "224.0.0.1", "2002:0a00:0001::", "64:ff9b::a00:1", "64:ff9b:1::1",
     "fec0::1", "::7f00:1"],
)  # fmt: skip
def test_a_private_address_is_never_asked(address):
    assert not visiting._may_be_asked(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1"])
def test_a_public_address_may_be_asked(address):
    assert visiting._may_be_asked(address)


def test_a_name_server_that_is_away_says_nothing_about_a_link(monkeypatch):
    def away(*_words, **_more):
        raise socket.gaierror(socket.EAI_AGAIN, "try again")

    monkeypatch.setattr(socket, "getaddrinfo", away)

    assert visiting.visit(["https://example.org/"])[0].verdict == Verdict.UNKNOWN


def test_a_path_in_letters_beyond_ascii_is_asked_and_too_many_are_told(monkeypatch):
    monkeypatch.setattr(visiting, "_may_be_asked", lambda address: address == "127.0.0.1")
    with answering(_Site) as base:
        found = visiting.visit([f"{base}?a=é", *(f"{base}/?{n}" for n in range(45))])

    assert found[0].verdict == Verdict.WORKS
    assert found[-1].words == "and 5 more: there are too many to check"


def test_a_site_that_drips_its_answer_keeps_nobody(monkeypatch):
    monkeypatch.setattr(visiting, "_may_be_asked", lambda address: address == "127.0.0.1")
    monkeypatch.setattr(visiting, "_SECONDS", 0.5)
    ended = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:

        def drip() -> None:
            with closing(listener.accept()[0]) as client, suppress(OSError):
                client.recv(4096)
                while not ended.wait(0.1):
                    client.sendall(b"H")

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        [found] = visiting.visit([f"http://127.0.0.1:{listener.getsockname()[1]}/"])
        ended.set()
        thread.join()

    assert (found.verdict, found.words) == (Verdict.UNKNOWN, "it takes too long")
    assert time.monotonic() - began < visiting._ALL_SECONDS / 2


def test_what_is_no_web_address_is_not_asked():
    [found] = visiting.visit(["ftp://example.org/file"])
    assert found.verdict == Verdict.UNKNOWN


# The mailing


@pytest.mark.django_db
def test_what_the_network_refuses_keeps_a_mailing_back_at_every_turn(settings):
    preflight._known.clear()
    ours = make.organisation(postal_address="1 Main Street", hold_minutes=0)
    make.supporter(ours, consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours, from_address=SENDER)
    client = make.signed_in(make.member(ours))
    url = f"/dashboard/{ours.slug}/mailings/{mailing.uuid}/"
    with serving(without("_dmarc.valley.example")) as address:
        settings.RESOLVER = address
        page = client.get(f"{url}preflight/").content.decode()
        part = client.get(f"{url}preflight/", headers={"HX-Request": "true"}).content.decode()
        sent = client.post(f"{url}send/", {"version": 1}, follow=True).content.decode()
    mailing.refresh_from_db()

    assert "has no DMARC record" in page
    assert "<html" not in part
    assert "It cannot go yet" in sent
    assert mailing.state == Mailing.State.DRAFT

    with serving(GOOD) as address:  # it is right, and breaks during the hold
        settings.RESOLVER = address
        preflight._known.clear()
        scheduling.schedule(mailing=mailing, version=1, at=timezone.now(), by=ANA)
        assert "are in order" in client.get(f"{url}preflight/").content.decode()
    with serving(without("_dmarc.valley.example")) as address:
        settings.RESOLVER = address
        preflight._known.clear()
        sending.tend_due(at=timezone.now())  # each second: it waits for no network
        assert preflight._known == {}
        assert scheduling.start_due(at=timezone.now()) == 1
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.DRAFT
    assert "DMARC" in AuditEntry.objects.get(verb="held back").after["because"]
