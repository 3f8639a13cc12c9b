"""The suite itself: the database takes rows, sockets are closed, the browser sees a page."""

import os
import socket

import pytest
from django.conf import settings
from django.db import connection
from pytest_socket import SocketConnectBlockedError

from undersigned.config import environment


@pytest.mark.django_db
def test_the_database_is_the_one_that_the_environment_names():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")

        assert cursor.fetchone() == (1,)
    assert connection.vendor in str(settings.DATABASES["default"]["ENGINE"])


@pytest.mark.sqlite
@pytest.mark.django_db
def test_sqlite_writes_ahead_in_the_tests_as_it_does_for_real():
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")

        assert cursor.fetchone() == ("wal",)


def test_no_test_reaches_the_network():
    with socket.socket() as plug, pytest.raises((SocketConnectBlockedError, UserWarning)):
        plug.connect(("192.0.2.1", 80))


def test_a_test_sees_nothing_of_the_developers_installation():
    ours = environment.read(os.environ).data

    assert ours.name.startswith("undersigned-tests-")
    assert environment.read({}).data != ours


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_browser_reaches_the_server_of_a_test(live_server, page):
    answer = page.goto(live_server.url + "/nothing-here")

    assert answer is not None
    assert answer.status == 404
