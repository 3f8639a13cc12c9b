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
