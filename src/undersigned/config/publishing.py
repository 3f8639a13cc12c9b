"""Answers files without Django: counts, which a rush reads most, and the public log."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# One folder and one name, from letters that cannot climb out of the root.
_PUBLISHED = re.compile(r"/(?P<folder>[a-z0-9][a-z0-9-]*)/(?P<name>count\.json|card\.png)")
_NUMBER = r"(?:x\d{3}/)*\d{3}(?:\.p/[1-9]\d{0,2})?"  # x001/x234/067, or 067.p/12
_TILE = re.compile(rf"/log/(?P<path>tile/(?:entries|\d{{1,2}})/{_NUMBER})")
_YEAR = 31_536_000


class _Kind(NamedTuple):
    """How a file is sent, and how many seconds old it may be in a cache."""

    type: str
    seconds: int
    more: str = ""


_KINDS = {
    "count.json": _Kind("application/json", 5),
    "card.png": _Kind("image/png", 300),
    "checkpoint": _Kind("text/plain; charset=utf-8", 5),
    "vkey": _Kind("text/plain; charset=utf-8", 3600),
}
_NEVER_CHANGES = _Kind("application/octet-stream", _YEAR, ", immutable")
_HEAD = {"/log/checkpoint": "checkpoint", "/log/vkey": "vkey"}


def before(django: Application, *, root: Path, log: Path) -> Application:
    """The application, with the files below `root` and those of the log answered before it."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            found = _find(environ.get("PATH_INFO", ""), root=root, log=log)
            answer = _answer(*found, environ, start_response) if found else None
            if answer is not None:
                return answer
        return django(environ, start_response)

    return application


def _find(path: str, *, root: Path, log: Path) -> tuple[Path, _Kind] | None:
    """The file at an address and its kind; None for what is no file of ours."""
    if path.startswith("/log/"):
        if path in _HEAD:
            return log / _HEAD[path], _KINDS[_HEAD[path]]
        tile = _TILE.fullmatch(path)
        return (log / tile["path"], _NEVER_CHANGES) if tile else None
    found = _PUBLISHED.fullmatch(path)
    return (root / found["folder"] / found["name"], _KINDS[found["name"]]) if found else None


def _answer(
    path: Path, kind: _Kind, environ: dict[str, Any], start_response: StartResponse
) -> list[bytes] | None:
    """The file's answer; None when there is no such file, so that Django may say why."""
    try:
        with path.open("rb") as file:
            facts, content = os.fstat(file.fileno()), file.read()
    except OSError:
        return None
    tag = f'"{facts.st_ino:x}-{facts.st_mtime_ns:x}"'  # each file is a new one
    headers = [
        ("Content-Type", kind.type),
        ("Cache-Control", f"public, max-age={kind.seconds}{kind.more}"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
        ("ETag", tag),
    ]
    if environ.get("HTTP_IF_NONE_MATCH") == tag:
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
