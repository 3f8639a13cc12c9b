"""The sequencer is killed between any two steps: no leaf is lost or doubled, no tree forks."""

import base64
import os
import shutil
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.kills.crowd import Crowd
from tests.kills.installation import Installation
from tests.kills.moments import random_moments

pytestmark = [pytest.mark.kills]

POINTS = [
    "ledger.before_commit",
    "ledger.after_commit",
    "ledger.before_sync",
    "ledger.after_sync",
    "ledger.after_last",
    "ledger.after_checkpoint",
    "ledger.after_settling",
]
SEQUENCER = ("--only", "log")


@pytest.fixture
def variables():
    return {"UNDERSIGNED_LEDGER_HOLD": "1,1"}


class Watcher:
    """Looks at the whole public log again and again: it only ever grows."""

    def __init__(self, installation):
        self.signed = []
        self.found = {}
        self._installation = installation
        self._leaves = []
        installation.ask("log_petition")

    def sign(self, number):
        self.signed += self._installation.ask("log_signatures", number)

    def look(self):
        self.found = self._installation.ask("log")  # checks every hash
        leaves = self.found["leaves"]
        assert leaves[: len(self._leaves)] == self._leaves, "the log was rewritten"
        self._leaves = leaves

    def is_over(self):
        self.look()
        return self.found["waiting"] == 0

    def check(self):
        self.look()  # the files were read before the database said that nothing waits
        kinds, withdrawn = self.found["kinds"], self.found["kinds"]["void"]
        assert sorted(self.found["subjects"]) == sorted(self.signed), "lost, or doubled"
        assert kinds["sign"] == len(self.signed)
        assert self.found["count"] == self.found["tally"] == len(self.signed) - withdrawn
        print(  # noqa: T201  for `make endure`
            f"{len(self._leaves)} leaves: 0 lost, 0 doubled, 0 rewritten"
        )


@pytest.mark.parametrize("times", [4, pytest.param(100, marks=pytest.mark.endure)])
def test_a_sequencer_that_is_killed_loses_and_doubles_nothing(installation, times):
    moments = random_moments()
    log = Watcher(installation)

    for point in POINTS:
        log.sign(7)
        installation.start("worker", *SEQUENCER, fault=point)
        installation.dies("worker")
        log.look()
    for _ in range(times):
        log.sign(moments.randint(1, 300))
        installation.start("worker", *SEQUENCER)
        time.sleep(moments.uniform(0, 0.6))
        installation.kill("worker")
        log.look()
    installation.start("worker", *SEQUENCER)
    installation.wait_until(log.is_over)

    log.check()


def test_two_sequencers_never_take_the_same_leaves(installation):
    log = Watcher(installation)
    for name in ("one", "two"):
        installation.start("worker", *SEQUENCER, name=name)

    for _ in range(5):
        log.sign(5)
        time.sleep(0.3)
    installation.kill("one")
    log.sign(5)
    installation.wait_until(log.is_over)

    log.check()


@pytest.mark.postgresql  # on SQLite all processes share one machine and one folder
def test_a_second_machine_with_a_copy_of_the_key_starts_no_second_history(
    installation, relay, variables, tmp_path
):
    log = Watcher(installation)
    installation.start("worker", *SEQUENCER)
    log.sign(5)
    installation.wait_until(log.is_over)
    shutil.copytree(installation.data, tmp_path / "copy")
    other = Installation(
        tmp_path / "copy", relay_port=relay.port, database_url=installation.database_url,
        **variables,
    )  # fmt: skip
    try:
        other.start("worker", *SEQUENCER)
        for _ in range(6):
            log.sign(5)
            time.sleep(0.4)
        installation.wait_until(log.is_over)
        theirs = other.ask("log")["leaves"]
    finally:
        other.stop()

    log.check()
    assert log.found["leaves"][: len(theirs)] == theirs


def test_the_logs_key_is_never_in_the_memory_of_a_web_process(installation, relay):
    form = installation.ask("campaign")
    installation.serve()
    installation.start("worker")
    with Crowd(installation.port, form, relay) as crowd:
        installation.wait_until(lambda: crowd.confirmed)
    folder = installation.data / "ledger"
    installation.wait_until((folder / "last").exists)
    page = f"http://127.0.0.1:{installation.port}{installation.ask('promise')}"
    with urllib.request.urlopen(page) as promised:
        assert promised.status == 200

    web, worker = installation.processes("serve"), installation.processes("worker")
    log_key, promise_key = (
        seeds(folder / "log.key"),
        seeds(installation.data / "secrets/promise-key"),
    )
    assert any(holds(pid, log_key) for pid in worker), "the search finds a key that is there"
    assert any(holds(pid, promise_key) for pid in web), "and in a web process too"
    assert not any(holds(pid, log_key) for pid in web)


def seeds(path):
    """The key as it is in the file, and as it is used."""
    seed = path.read_text(encoding="ascii").split()[1]
    return seed.encode(), base64.b64decode(seed)


def holds(pid, wanted):
    """Whether the process has it anywhere in its memory."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="ascii").splitlines()
    memory = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        return any(key in part for part in readable(memory, maps) for key in wanted)
    finally:
        os.close(memory)


def readable(memory, maps):
    for line in maps:
        span, rights, *_rest = line.split()
        start, end = (int(part, 16) for part in span.split("-"))
        if rights.startswith("rw"):
            with suppress(OSError, OverflowError):
                yield os.pread(memory, end - start, start)
