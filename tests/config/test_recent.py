"""A page that was answered a moment ago is answered from memory; what is personal never is."""

import asyncio

import pytest

from tests.config.test_front import ask, finished
from undersigned.config.front import recent
from undersigned.config.front.messages import Request

PUBLIC = {"cache-control": "public, max-age=5", "etag": '"one"'}


class Django:
    """Counts how often it is asked, and answers in two parts."""

    def __init__(self, headers, *, size=4):
        self.asked = 0
        self._headers, self._part = headers, b"x" * (size // 2)

    async def __call__(self, scope, _receive, send):
        self.asked += 1
        await asyncio.sleep(0.01)
        headers = [(name.encode(), value.encode()) for name, value in self._headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        part = b"" if scope["method"] == "HEAD" else self._part
        await send({"type": "http.response.body", "body": part, "more_body": True})
        await send({"type": "http.response.body", "body": part})


def application(django):
    pages = recent.Pages(django)

    async def application(scope, receive, send):
        await pages(Request(scope), receive, send)

    return application


def asked(django, *requests):
    """The answers to these, one after the other; each (method, path, headers)."""
    opened = application(django)

    async def run():
        return [await ask(opened, method, path, **more) for method, path, more in requests]

    return finished(run())


def test_a_public_page_is_drawn_once_for_many():
    django = Django(PUBLIC)

    answers = asked(django, *[("GET", "/post-offices/", {})] * 5)

    assert django.asked == 1
    assert {answer.content for answer in answers} == {b"xxxx"}


def test_a_rush_on_a_page_that_is_too_old_asks_once(monkeypatch):
    monkeypatch.setattr(recent, "_SECONDS", 0.05)
    django = Django(PUBLIC)
    opened = application(django)

    async def run():
        await ask(opened, "GET", "/post-offices/")
        await asyncio.sleep(0.06)
        await asyncio.gather(*[ask(opened, "GET", "/post-offices/") for _ in range(20)])

    finished(run())

    assert django.asked == 2


@pytest.mark.parametrize("tag", ['"one"', 'W/"one"', '"two", "one"', "*"])
def test_who_has_the_page_is_told_so(tag):
    django = Django(PUBLIC)
    had = {"if_none_match": tag}

    first, second = asked(django, ("GET", "/", had), ("GET", "/", had))

    assert (first.status, second.status) == (304, 304)
    assert second.content == b""
    assert django.asked == 1


def test_who_has_another_page_gets_this_one():
    answer = asked(Django(PUBLIC), ("GET", "/", {"if_none_match": '"two"'}))[0]

    assert (answer.status, answer.content) == (200, b"xxxx")


def test_a_head_has_no_content():
    django = Django(PUBLIC)

    first, *rest = asked(django, ("HEAD", "/", {}), ("GET", "/", {}), ("HEAD", "/", {}))

    assert first.content == rest[1].content == b""
    assert django.asked == 2


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"cache-control": "no-store, private"},
        {**PUBLIC, "set-cookie": "a=b"},
        {**PUBLIC, "vary": "Cookie"},
    ],
)
def test_what_is_not_for_everybody_is_not_kept(headers):
    django = Django(headers)

    answers = asked(django, *[("GET", "/signed/token/", {})] * 3)

    assert django.asked == 3
    assert {answer.content for answer in answers} == {b"xxxx"}


def test_a_page_with_a_source_in_its_address_is_not_kept():
    django = Django(PUBLIC)

    asked(django, *[("GET", "/", {"query": b"source=flyer"})] * 2)

    assert django.asked == 2


def test_an_answer_that_depends_on_what_the_reader_accepts_is_kept_for_each():
    django = Django({**PUBLIC, "vary": "Accept-Encoding"})

    asked(django, ("GET", "/", {"accept_encoding": "gzip"}), ("GET", "/", {}))

    assert django.asked == 2


def test_a_large_file_is_passed_on_and_not_kept():
    django = Django(PUBLIC, size=2_000_000)

    answers = asked(django, *[("GET", "/list.csv", {})] * 2)

    assert django.asked == 2
    assert len(answers[0].content) == 2_000_000


def test_only_so_many_are_kept(monkeypatch):
    monkeypatch.setattr(recent, "_MOST", 2)
    django = Django(PUBLIC)

    asked(django, *[("GET", path, {}) for path in ("/a", "/b", "/c", "/a")])

    assert django.asked == 4
