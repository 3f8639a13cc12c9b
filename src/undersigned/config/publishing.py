"""Answers published files (a campaign's count.json) without Django: a rush reads them most."""

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# One folder and one name, from letters that cannot climb out of the root.
_PUBLISHED = re.compile(r"/(?P<folder>[a-z0-9][a-z0-9-]*)/(?P<name>count\.json|card\.png)")
# How each is sent, and how many seconds old it may be in a cache.
_TYPES = {".json": ("application/json", 5), ".png": ("image/png", 300)}


def before(django: Application, *, root: Path) -> Application:
    """The application, with the files below `root` answered before it."""

    def application(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        found = _PUBLISHED.fullmatch(environ.get("PATH_INFO", ""))
        if found and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            answer = _answer(root / found["folder"] / found["name"], environ, start_response)
            if answer is not None:
                return answer
        return django(environ, start_response)

    return application


def _answer(
    path: Path, environ: dict[str, Any], start_response: StartResponse
) -> list[bytes] | None:
    """The file's answer; None when there is no such file, so that Django may say why."""
    try:
        with path.open("rb") as file:
            facts, content = os.fstat(file.fileno()), file.read()
    except OSError:
        return None
    tag = f'"{facts.st_ino:x}-{facts.st_mtime_ns:x}"'  # each file is a new one
    kind, seconds = _TYPES[path.suffix]
    headers = [
        ("Content-Type", kind),
        ("Cache-Control", f"public, max-age={seconds}"),
        ("Access-Control-Allow-Origin", "*"),
        ("X-Content-Type-Options", "nosniff"),
        ("ETag", tag),
    ]
    if environ.get("HTTP_IF_NONE_MATCH") == tag:
        start_response("304 Not Modified", headers)
        return []
    start_response("200 OK", [*headers, ("Content-Length", str(len(content)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [content]
