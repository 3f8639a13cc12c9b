"""Starts the installation's processes quickly: imported once, forked for each.

    python -m tests.kills.forking

It loads Django with the settings of its environment, then reads lines of JSON:
`{"module": "undersigned", "arguments": ["worker"], "variables": {…}, "output": "/a/file"}`.
For each it forks, and the child becomes `python -m MODULE ARGUMENTS`: the command's own main,
in a process group of its own (of `tests.kills.inside` it calls one function). What differs from
a start of an operator's: the modules are in memory already, and granian is called where
`undersigned serve` would exec it.
The answer is `{"started": pid}`, and `{"died": pid, "code": -9}` when that is so.
"""

import faulthandler
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from tests.kills import inside  # sets Django up

LOOK_SECONDS = 1.0  # for a death whose signal was lost


def load() -> None:
    """What every process imports sooner or later."""
    for name in (
        "undersigned.config.urls", "undersigned.config.health", "undersigned.lib.family",
        "undersigned.config.management.commands.worker",
        "undersigned.config.management.commands.serve", "undersigned.config.schedule",
        "undersigned.config.front", "granian.cli", "granian.server",
    ):  # fmt: skip
        importlib.import_module(name)
    from undersigned.config import schedule  # noqa: PLC0415  needs Django

    for entry in schedule.ENTRIES:
        importlib.import_module(entry.run.rpartition(".")[0])
    gc.freeze()  # pages that nobody writes are not copied


def wait_for_work() -> dict[str, Any]:
    """Forks for each line; returns in the child, with what the line said."""
    died, woken = socket.socketpair()
    woken.setblocking(False)  # noqa: FBT003  Python's own
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken.fileno(), warn_on_full_buffer=False)
    selector = selectors.DefaultSelector()
    selector.register(0, selectors.EVENT_READ)
    selector.register(died, selectors.EVENT_READ)
    kept = b""
    while True:
        ready = {key.fileobj for key, _events in selector.select(LOOK_SECONDS)}
        if died in ready:
            died.recv(100)
        bury()
        if 0 not in ready:
            continue
        read = os.read(0, 65536)
        if not read:
            os._exit(0)
        *lines, kept = (kept + read).split(b"\n")
        for line in lines:
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for thing in (selector, died, woken):
                    thing.close()
                work: dict[str, Any] = json.loads(line)
                return work
            os.setpgid(pid, pid)  # before anybody can think of killing it
            say(started=pid)


def bury() -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        say(died=pid, code=os.waitstatus_to_exitcode(status))


def say(**what: int) -> None:
    os.write(1, json.dumps(what).encode() + b"\n")


def become(work: dict[str, Any]) -> None:
    """From here on this is the command."""
    faulthandler.enable()  # SIGABRT prints where it stands
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    os.dup2(os.open(work["output"], flags, 0o600), 1)
    os.environ.update(work["variables"])
    importlib.reload(sys.modules["undersigned.lib.faults"])  # it reads the environment
    if work["module"] == inside.__name__:
        answer(*work["arguments"])
    os.execv = call_granian  # type: ignore[assignment]
    sys.argv = [work["module"], *work["arguments"]]
    runpy.run_module(work["module"], run_name="__main__")


def answer(question: str, *arguments: str) -> NoReturn:
    """Without the interpreter's goodbye, which takes longer than the question."""
    os.write(1, json.dumps(getattr(inside, question)(*arguments)).encode())
    os._exit(0)


def call_granian(_program: str, command: list[str]) -> None:
    """In the place of exec, which would import everything anew."""
    from django.db import connection  # noqa: PLC0415  needs Django

    if connection.vendor == "postgresql":
        connection.close_pool()  # its threads would not survive granian's fork
    sys.argv = ["granian", *command[command.index("granian") + 1 :]]
    runpy.run_module("granian", run_name="__main__")


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    load()
    say(started=os.getpid())
    become(wait_for_work())
