"""What a rush asks for is answered before Django, durably; all else is Django's as before."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.wsgi import get_wsgi_application

from tests import make
from tests.petitions.make import emails, fold, link, typed
from undersigned.actions.models import Submission
from undersigned.config import front
from undersigned.guard import refusing
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db(transaction=True)


class Answered:
    def __init__(self, start, *parts):
        self.status = start["status"]
        self.headers = {
            name.decode().lower(): value.decode() for name, value in start["headers"]
        }
        self.content = b"".join(part.get("body", b"") for part in parts)


def finished(work):
    """Its result. In a thread: the browser's tests leave an event loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


async def ask(application, method, path, body=b"", query=b"", **headers):
    pairs = [
        (name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()
    ]
    if method == "POST":
        pairs.append((b"content-length", str(len(body)).encode()))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": query, "headers": [(b"host", b"localhost"), *pairs],
        "client": ("203.0.113.9", 1), "server": ("localhost", 8000),
    }  # fmt: skip
    one = ApplicationCommunicator(application, scope)
    await one.send_input({"type": "http.request", "body": body})
    messages = [await one.receive_output(30)]
    while len(messages) == 1 or messages[-1].get("more_body"):
        messages.append(await one.receive_output(30))
    await one.wait(30)
    return Answered(*messages)


@pytest.fixture
def django():
    return get_wsgi_application()


@pytest.fixture
def get(django):
    """One request to an installation that was just started."""
    refusing.forget_snapshots()

    def get(method, path, body=b"", **more):
        return finished(ask(front.Front(django), method, path, body, **more))

    return get


@pytest.fixture
def campaign():
    return make.campaign(make.organisation())


FORM = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "same-origin"}


def form(campaign, **values):
    return urlencode(typed(campaign, **values)).encode()


def test_a_good_form_is_on_the_disk_when_it_is_answered(campaign, get):
    answer = get("POST", f"/{campaign.slug}/sign", form(campaign), **FORM)

    assert answer.status == 303
    assert answer.headers["location"] == f"/{campaign.slug}/check-your-email/"
    assert Submission.objects.get().network == "203.0.113.0/24"


def test_a_good_form_is_answered_as_django_answers_it(campaign, get, client):
    ours = get("POST", f"/{campaign.slug}/sign", form(campaign), **FORM)
    djangos = client.post(f"/{campaign.slug}/sign", typed(campaign))

    left_out = {"x-request-id", "content-security-policy", "content-type"}
    assert ours.headers == {
        name.lower(): value
        for name, value in djangos.headers.items()
        if name.lower() not in left_out
    }


@pytest.mark.parametrize(
    ("values", "headers", "status"),
    [
        ({"email": "ana@"}, {}, 422),
        ({"leave_empty": "x"}, {}, 422),
        ({}, {"sec_fetch_site": "cross-site"}, 403),
    ],
)
def test_what_is_wrong_with_a_form_is_said_by_its_page(campaign, get, values, headers, status):
    path = f"/{campaign.slug}/sign"

    answer = get("POST", path, form(campaign, **values), **FORM | headers)

    assert answer.status == status
    assert b"<html" in answer.content
    assert not Submission.objects.exists()


def test_a_confirmation_is_on_the_disk_when_it_is_answered(campaign, get):
    get("POST", f"/{campaign.slug}/sign", form(campaign), **FORM)
    fold()
    path = link(emails()[-1], "confirm")

    shown = get("GET", path)
    before = Signature.objects.get().state
    answer = get("POST", path, sec_fetch_site="same-origin")
    again = get("POST", path, sec_fetch_site="same-origin")

    assert (shown.status, before) == (200, "pending")
    assert (answer.status, again.status) == (303, 303)
    assert answer.headers["location"].startswith(f"/{campaign.slug}/thanks/")
    assert answer.headers["cache-control"] == "no-store, private"
    assert Signature.objects.get().state == "confirmed"


def test_a_forged_confirmation_is_a_page_that_is_not_there(campaign, get):
    answer = get("POST", f"/{campaign.slug}/confirm/forged/", sec_fetch_site="same-origin")

    assert answer.status == 404


def test_a_database_that_fails_is_djangos_to_explain(campaign, get, monkeypatch):
    from django.db import OperationalError  # noqa: PLC0415

    def fails(_batch):
        raise OperationalError("disk full")

    monkeypatch.setattr("undersigned.petitions.intake._group._write", fails)

    answer = get("POST", f"/{campaign.slug}/sign", form(campaign), **FORM)

    assert answer.status == 303  # Django could write it
    assert Submission.objects.count() == 1


class Waits:
    """What granian's receive answers: it can be waited for, and is no coroutine."""

    def __init__(self, message):
        self._message = message

    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return self._message


def test_django_reads_a_body_from_a_server_whose_answers_are_no_coroutines():
    sent = []

    def django(environ, start_response):
        body = environ["wsgi.input"].read(3)
        start_response("200 OK", [])
        return [body]

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http", "method": "POST", "path": "/accounts/login/", "query_string": b"",
        "headers": [(b"content-length", b"3")], "server": ("localhost", 80), "scheme": "http",
        "http_version": "1.1", "client": None, "root_path": "",
    }  # fmt: skip
    receive = lambda: Waits({"type": "http.request", "body": b"a=b"})  # noqa: E731
    finished(front.Front(django)(scope, receive, send))

    assert b"".join(part.get("body", b"") for part in sent) == b"a=b"
