"""Pages for what goes wrong: in the site's look, in words, with a next step."""

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests import make


@pytest.mark.django_db
def test_an_address_that_does_not_exist_says_so_and_sets_no_cookie():
    answer = Client().get("/there/is/no/such/page")

    assert answer.status_code == 404
    assert "There is nothing here" in answer.content.decode()
    assert not answer.cookies


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_words():
    client = Client(enforce_csrf_checks=True)
    member = make.member(make.organisation())
    client.force_login(member.user)

    answer = client.post("/accounts/", {"name": "Eve"})

    assert answer.status_code == 403
    assert "Nothing was changed" in answer.content.decode()
    member.user.refresh_from_db()
    assert member.user.name == "Ana Lopez"


def test_the_page_for_a_broken_server_needs_neither_database_nor_request():
    assert "Something broke on our side" in render_to_string("500.html")
