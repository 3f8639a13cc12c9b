"""The public's addresses have nothing of a sign-in around them; the members' have all of it."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from tests import make

pytestmark = pytest.mark.django_db


def look(request: HttpRequest) -> HttpResponse:
    names = ("session", "user", "htmx", "_messages")
    return HttpResponse(" ".join(name for name in names if hasattr(request, name)))


urlpatterns = [path("post-offices/", look), path("dashboard/", look), path("accounts/x/", look)]


@pytest.mark.urls(__name__)
def test_a_public_page_has_no_session_and_no_user(client: Client) -> None:
    assert client.get("/post-offices/").content == b""
    assert client.get("/dashboard/").content == b"session user htmx _messages"
    assert client.get("/accounts/x/").content == b"session user htmx _messages"


def test_a_public_page_keeps_what_protects_its_reader(client: Client) -> None:
    make.campaign(make.organisation())

    for address in ("/post-offices/", "/no-such-page/"):
        headers = client.get(address).headers
        assert headers["X-Request-Id"]
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]


def test_an_address_without_its_last_stroke_is_put_right(client: Client) -> None:
    make.campaign(make.organisation())

    assert client.get("/post-offices")["Location"] == "/post-offices/"


def test_members_forms_still_need_their_token() -> None:
    member = make.member(make.organisation())
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member.user)

    answer = strict.post(f"/dashboard/{member.organisation.slug}/team/", {})

    assert answer.status_code == 403
