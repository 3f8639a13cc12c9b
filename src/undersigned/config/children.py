"""Starts the web server and the worker as children of one foreground command."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence

from undersigned.lib import family

_END_SECONDS = 60


def start(arguments: Sequence[str], *, variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """`undersigned ARGUMENTS` in a session of its own: Ctrl-C reaches us alone."""
    return subprocess.Popen(  # noqa: S603  our own interpreter
        [sys.executable, "-m", "undersigned", *arguments],
        env={**os.environ, **variables, family.PARENT: str(os.getpid())},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    """Lets each finish what it has in hand; one that will not is ended."""
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    ends_at = time.monotonic() + _END_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def answers(url: str) -> bool:
    """True once /healthz says that all is well."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/healthz", timeout=5) as answer:
            return bool(json.load(answer)["ok"])
    except (urllib.error.URLError, OSError, ValueError):
        return False
