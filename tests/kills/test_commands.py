"""The commands as an operator meets them: real processes, real signals, real ports."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import closing

import pytest

from tests.kills.installation import DEADLINE, Installation, free_port

pytestmark = [pytest.mark.kills]


@pytest.fixture
def empty(tmp_path, database_of_its_own):
    made = Installation(tmp_path, relay_port=1, database_url=database_of_its_own)
    yield made
    made.stop()


def health(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        return json.load(error)
    except OSError:
        return {"ok": False}


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_database_that_needs_an_upgrade_is_not_touched(empty, command):
    assert empty.run(command, code=3) == ""


def test_a_wrong_part_of_the_worker_is_named(empty):
    assert empty.run("worker", "--only", "clock,post", code=2) == ""


def test_web_and_worker_run_say_that_they_do_and_stop_when_told(installation):
    assert "Up to date." in installation.run("upgrade")
    installation.serve()
    assert health(installation.port)["worker"]["alive"] is False
    installation.start("worker")
    installation.wait_until(lambda: health(installation.port)["ok"])

    for name in ("worker", "serve"):
        assert installation.stop_kindly(name) == 0

    assert not health(installation.port)["ok"]
    with closing(socket.create_server(("127.0.0.1", installation.port))):
        pass  # nobody holds it any more


@pytest.fixture
def demo(tmp_path, migrated_once):
    """Starts it, on a database that is migrated already and holds no example yet."""
    data = tmp_path / "data"
    shutil.copytree(migrated_once.data, data)
    started = []

    def start(port):
        variables = {
            name: value for name, value in os.environ.items() if name != "DATABASE_URL"
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "undersigned", "demo"],
            env=variables | {
                "UNDERSIGNED_DATA": str(data), "PORT": str(port),
                "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
                "UNDERSIGNED_LOG_LEVEL": "ERROR", "UNDERSIGNED_DEMO_PEOPLE": "100",
            },
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


def read_until(process, start):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(start):
            return "".join(lines)
    raise AssertionError("".join(lines))


@pytest.mark.sqlite
def test_the_demo_starts_with_one_command_and_takes_its_children_along(demo):
    port = free_port()
    process = demo(port)
    said = read_until(process, "Stop with")

    assert re.search(rf"^Ready: http://localhost:{port}/$", said, re.MULTILINE)
    assert re.search(r"^Sign in .*http://localhost:\d+/\S+$", said, re.MULTILINE)
    assert health(port)["mail"]["way"] == "demo"
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/mail/messages.json") as answer:
        assert answer.status == 200
    again = demo(port)
    assert again.wait(DEADLINE) == 4
    assert "already runs" in again.stdout.read()

    process.kill()  # no cleaning up: Linux tells the children
    process.wait()
    ends_at = time.monotonic() + DEADLINE
    while health(port) != {"ok": False}:
        assert time.monotonic() < ends_at
        time.sleep(0.2)

    process = demo(port)
    assert "Loading the example" not in read_until(process, "Stop with")
    process.send_signal(signal.SIGINT)
    assert process.wait(DEADLINE) == 0


@pytest.mark.sqlite
def test_a_port_that_is_taken_is_named(demo):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]

        process = demo(port)

        assert process.wait(DEADLINE) == 4
    assert f"Port {port} is taken" in process.stdout.read()


@pytest.mark.sqlite  # the demo has no other
def test_a_port_that_is_none_is_refused(demo):
    process = demo("70000")

    assert process.wait(DEADLINE) == 1
    assert "PORT is '70000'" in process.stdout.read()
