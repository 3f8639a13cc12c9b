"""The limit on attempts holds when they come at once, through several connections."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from tests import make

pytestmark = pytest.mark.django_db(transaction=True)

ALLOWED = 5


def attempt(number: int) -> str:
    """One wrong password from a network of its own, as one process of many would serve it."""
    try:
        client = Client(REMOTE_ADDR=f"198.51.{number}.7")
        data = {"login": "ana.lopez@example.org", "password": "no such thing"}
        return client.post("/accounts/sign-in/", data).content.decode()
    finally:
        connection.close()


def test_attempts_at_once_are_counted_together():
    make.member(make.organisation())

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(attempt, range(12)))

    tried = [answer for answer in answers if "do not belong together" in answer]
    assert len(tried) <= ALLOWED
    assert len(tried) >= 1
