"""A line of the log can be read by a program, and found again by the request's id."""

import json
import logging

from django.http import HttpResponse
from django.test import RequestFactory

from undersigned.lib import logs, middleware


def _line(**more):
    record = logging.makeLogRecord(
        {"name": "undersigned.jobs", "levelname": "INFO", "msg": "%d jobs", "args": (3,)} | more
    )
    return json.loads(logs.JsonFormatter().format(record))


def test_a_line_is_json_with_time_level_and_rendered_message():
    line = _line(created=0)

    assert line == {
        "at": "1970-01-01T00:00:00.000+00:00",
        "level": "info",
        "logger": "undersigned.jobs",
        "message": "3 jobs",
    }


def test_an_exception_is_in_the_line_as_a_trace():
    error = ValueError("no")

    line = _line(exc_info=(type(error), error, None))

    assert "ValueError: no" in line["trace"]


def test_the_request_is_named_in_the_log_and_in_the_answer():
    seen = []

    def view(_request):
        seen.append(_line())
        return HttpResponse()

    answer = middleware.request_id(view)(RequestFactory().get("/"))

    assert seen[0]["request"] == answer["X-Request-Id"]
    assert "request" not in _line()


def test_a_line_names_neither_a_personal_link_nor_an_address():
    token = "Zk3vT9-hPq0_4rYw8sXnB2mLc6JdF1gKtA5uEo7iRlU"
    refused = _line(msg="Gone: %s", args=(f"/accounts/link/{token}/",))
    taken = ValueError("Key (email)=(ana.lopez@example.org) already exists.")
    failed = _line(exc_info=(type(taken), taken, None))

    assert refused["message"] == "Gone: /accounts/link/…/"
    assert failed["trace"] == "ValueError: Key (email)=(…@…) already exists."


def test_a_campaign_s_address_may_stand_in_a_line():
    line = _line(
        msg="Not Found: %s", args=("/keep-the-rural-post-offices-of-the-valley-open/",)
    )

    assert line["message"] == "Not Found: /keep-the-rural-post-offices-of-the-valley-open/"
