"""Published files are answered before Django, and nothing else is."""

import pytest

from undersigned.config import publishing

COUNT = b'{"count": 7}'


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "post-offices").mkdir()
    (tmp_path / "post-offices" / "count.json").write_bytes(COUNT)
    (tmp_path / "secret.json").write_bytes(b"secret")
    application = publishing.before(lambda *_: [b"django"], root=tmp_path)

    def ask(path, method="GET", **headers):
        seen: dict[str, str] = {}

        def start(status, pairs):
            seen.update(pairs, status=status)

        environ = {"PATH_INFO": path, "REQUEST_METHOD": method, **headers}
        return seen, b"".join(application(environ, start))

    return ask


def test_a_count_is_answered_and_may_be_kept_for_seconds(ask):
    seen, content = ask("/post-offices/count.json")

    assert content == COUNT
    assert seen["status"] == "200 OK"
    assert seen["Cache-Control"] == "public, max-age=5"


def test_who_has_the_count_is_told_so(ask):
    tag = ask("/post-offices/count.json")[0]["ETag"]

    seen, content = ask("/post-offices/count.json", HTTP_IF_NONE_MATCH=tag)

    assert (seen["status"], content) == ("304 Not Modified", b"")


def test_a_head_has_no_content(ask):
    seen, content = ask("/post-offices/count.json", "HEAD")

    assert (seen["Content-Length"], content) == (str(len(COUNT)), b"")


@pytest.mark.parametrize(
    ("path", "method"),
    [
        ("/post-offices/count.json", "POST"),
        ("/other/count.json", "GET"),
        ("/../secret.json", "GET"),
        ("/post-offices/../secret.json", "GET"),
        ("/post-offices/", "GET"),
    ],
)
def test_everything_else_is_djangos(ask, path, method):
    assert ask(path, method)[1] == b"django"
