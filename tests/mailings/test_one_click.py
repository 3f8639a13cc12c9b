"""The button of mail programs is pressed before a mailing goes: does a press arrive?"""

import uuid
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.mailings.web_server import Quiet, answering
from undersigned.mailings import one_click, rendering
from undersigned.supporters.models import EmailConsent

pytestmark = [pytest.mark.enable_socket]


def said(settings, base: str) -> list[str]:
    settings.BASE_URL = base
    return [f"{'!' if one.blocks else '?'} {one.what}" for one in one_click.look()]


def proxy(status: int, place: str = "", words: str = "") -> type[Quiet]:
    """What answers in our place."""

    class Proxy(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            if place:
                self.send_header("Location", place)
            self.end_headers()
            self.wfile.write(words.encode())

    return Proxy


@pytest.mark.django_db(transaction=True)
def test_a_press_that_arrives_is_in_order_but_for_https(settings, live_server: LiveServer):
    [plain] = said(settings, live_server.url)

    assert plain.startswith("? Mail programs press “unsubscribe” over https alone")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((301, "https://www.valley.example/"), "is sent on to https://www.valley.example/"),
        ((403,), "does not arrive: the answer was 403."),
        ((200, "", "<h1>Please sign in</h1>"), "does not arrive: the answer was 200."),
    ],
)
def test_a_proxy_that_keeps_a_press_back_keeps_the_mailing_back(settings, answer, words):
    with answering(proxy(*answer)) as base:
        _https, blocks = said(settings, base)

    assert blocks.startswith("! “Unsubscribe” of mail programs ")
    assert words in blocks


def test_an_address_that_is_not_reached_from_here_is_told_and_keeps_nothing_back(settings):
    _https, silent = said(settings, "http://127.0.0.1:1")

    assert silent.startswith("? It was not seen whether")
    assert "127.0.0.1 takes no connections" in silent


@pytest.mark.django_db
def test_the_trial_unsubscribes_nobody_and_its_link_shows_no_page(client: Client):
    supporter = make.supporter(make.organisation(), consent=EmailConsent.GIVEN)
    path = urlsplit(rendering.unsubscribe_url(uuid.UUID(int=0), at=timezone.now())).path

    pressed = client.post(path, {"List-Unsubscribe": "One-Click"})
    opened = client.get(path)
    typed = client.post(path)

    assert (pressed.status_code, pressed.content.decode()) == (200, one_click.ARRIVED)
    assert opened.status_code == typed.status_code == 404
    supporter.refresh_from_db()
    assert supporter.email_consent == EmailConsent.GIVEN


def test_no_other_link_is_a_trial():
    path = urlsplit(rendering.unsubscribe_url(uuid.uuid4(), at=timezone.now())).path

    assert not one_click.is_trial(path.split("/")[2])
    assert not one_click.is_trial("forged")
