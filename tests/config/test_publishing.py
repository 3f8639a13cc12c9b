"""Published files are answered before Django, and nothing else is."""

import pytest

from undersigned.config import publishing

COUNT = b'{"count": 7}'


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "post-offices").mkdir()
    (tmp_path / "post-offices" / "count.json").write_bytes(COUNT)
    (tmp_path / "secret.json").write_bytes(b"secret")
    log = tmp_path / "log"
    for path in ("checkpoint", "vkey", "log.key", "tile/0/x001/067", "tile/entries/000.p/12"):
        (log / path).parent.mkdir(parents=True, exist_ok=True)
        (log / path).write_bytes(path.encode())
    application = publishing.before(lambda *_: [b"django"], root=tmp_path, log=log)

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


@pytest.mark.parametrize("path", ["tile/0/x001/067", "tile/entries/000.p/12"])
def test_a_tile_of_the_log_never_changes(ask, path):
    seen, content = ask(f"/log/{path}")

    assert content == path.encode()
    assert seen["Cache-Control"] == "public, max-age=31536000, immutable"
    assert seen["Access-Control-Allow-Origin"] == "*"


def test_the_checkpoint_may_be_kept_for_seconds_alone(ask):
    seen, content = ask("/log/checkpoint")

    assert content == b"checkpoint"
    assert seen["Cache-Control"] == "public, max-age=5"
    assert ask("/log/vkey")[1] == b"vkey"


@pytest.mark.parametrize(
    "path", ["/log/log.key", "/log/tile/0/../../log.key", "/log/tile/0/000", "/log/tile/x/067"]
)
def test_nothing_else_of_the_log_is_a_file(ask, path):
    assert ask(path)[1] == b"django"
