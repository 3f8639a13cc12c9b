"""A real installation for tests that kill: its data folder, web server, worker and relay."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

DEADLINE = 60.0  # for what takes a second on a quiet machine


class Installation:
    """Processes as an operator runs them. Nothing is shared with the test's own database."""

    def __init__(self, data: Path, *, relay_port: int, database_url: str = "") -> None:
        self.port = free_port()
        self._data = data
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._variables = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "UNDERSIGNED_DATA": str(data),
            "UNDERSIGNED_URL": f"http://localhost:{self.port}",
            "UNDERSIGNED_SMTP_URL": f"smtp+plain://127.0.0.1:{relay_port}",
            "UNDERSIGNED_LOG_LEVEL": "ERROR",
            "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            **({"DATABASE_URL": database_url} if database_url else {}),
        }

    def run(self, *arguments: str) -> str:
        """A command that ends, and what it said."""
        command = [sys.executable, "-m", "undersigned", *arguments]
        done = subprocess.run(  # noqa: S603
            command, env=self._variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def ask(self, question: str, *arguments: object) -> object:
        """Calls a function of `tests.kills.inside` in a process of the installation."""
        command = [sys.executable, "-m", "tests.kills.inside", question]
        done = subprocess.run(  # noqa: S603
            [*command, *map(str, arguments)],
            env=self._variables, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def start(self, *arguments: str, fault: str = "") -> None:
        """`undersigned ARGUMENTS` in a process group of its own, to be killed as a whole."""
        self._mark.unlink(missing_ok=True)
        variables: Mapping[str, str] = self._variables | {
            "UNDERSIGNED_FAULT": fault, "UNDERSIGNED_FAULT_MARK": str(self._mark),
        }  # fmt: skip
        self._processes[arguments[0]] = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "undersigned", *arguments],
            env=variables, stdout=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip

    def serve(self, *, fault: str = "") -> None:
        """The web server, once it answers: with a fault, once that struck and it lives again.

        (granian starts a worker that died anew; the fault strikes once, in the first of them.)
        """
        self.start("serve", "--port", str(self.port), fault=fault)
        if fault:
            self.wait_until(self.came_to_the_fault)
        self.wait_until(self._answers)

    def came_to_the_fault(self) -> bool:
        """Whether the process that was started last reached its point."""
        return self._mark.exists()

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        process = self._processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        process.wait(DEADLINE)

    def wait_for_death(self, name: str) -> int:
        """The worker killed itself at its fault point: its exit code."""
        return self._processes.pop(name).wait(DEADLINE)

    def stop_kindly(self, name: str) -> int:
        """What systemd does: SIGTERM, and the exit code."""
        process = self._processes.pop(name)
        process.terminate()
        return process.wait(DEADLINE)

    def is_running(self, name: str) -> bool:
        return name in self._processes and self._processes[name].poll() is None

    def wait_until(self, true: Callable[[], object]) -> None:
        ends_at = time.monotonic() + DEADLINE
        while not true():
            assert time.monotonic() < ends_at, f"waited {DEADLINE} s for {true}"
            time.sleep(0.1)

    def stop(self) -> None:
        for name in list(self._processes):
            self.kill(name)

    @property
    def _mark(self) -> Path:
        return self._data / "fault-came"

    def _answers(self) -> bool:
        """Whatever it says (503 without a worker): it speaks."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, http.client.HTTPException), closing(asked):
            asked.request("GET", "/healthz")
            return bool(asked.getresponse().status)
        return False


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def recipients(envelopes: Sequence[object]) -> list[str]:
    """Whom the relay took a message for, in order."""
    return [envelope.rcpt_tos[0] for envelope in envelopes]
