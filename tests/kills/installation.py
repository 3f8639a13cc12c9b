"""A real installation for tests that kill: its data folder, web server, worker and relay.

made = Installation(folder, relay_port=relay.port, database_url=url)  # already migrated
made.start("worker", fault="outbox.before_data:4")   # the point, and which passage of it
made.dies("worker")                                  # at that point, and nowhere else
made.ask("states")                                   # calls tests.kills.inside.states()
"""

import http.client
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path

DEADLINE = 120.0  # for what takes a second on a quiet machine


class Installation:
    """Processes as an operator runs them. Nothing is shared with the test's own database."""

    def __init__(
        self, data: Path, *, relay_port: int, database_url: str = "", **variables: str
    ) -> None:
        self.port = free_port()
        self.data = data
        self.database_url = database_url
        self._processes: dict[str, int] = {}
        self._forking: Forking | None = None
        self._variables = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "UNDERSIGNED_DATA": str(data),
            "UNDERSIGNED_URL": f"http://localhost:{self.port}",
            "UNDERSIGNED_SMTP_URL": f"smtp+plain://127.0.0.1:{relay_port}",
            "UNDERSIGNED_RESOLVER": "off",
            "UNDERSIGNED_LOG_LEVEL": "ERROR",
            "UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.1",
            "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
            "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
            **({"DATABASE_URL": database_url} if database_url else {}),
            **variables,
        }

    def run(self, *arguments: str, code: int = 0) -> str:
        """A command that ends, and what it said; started as an operator starts it."""
        command = [sys.executable, "-m", "undersigned", *arguments]
        done = subprocess.run(  # noqa: S603
            command, env=self._variables, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def ask(self, question: str, *arguments: object) -> object:
        """Calls a function of `tests.kills.inside` in a process of the installation."""
        pid = self._fork("tests.kills.inside", question, *map(str, arguments))
        assert self._forks.wait(pid) == 0, f"{question}: its reason is above"
        said = self._forks.output(pid)
        answer = json.loads(said.read_text(encoding="utf-8"))
        said.unlink()
        return answer

    def start(self, *arguments: str, fault: str = "", name: str = "") -> None:
        """`undersigned ARGUMENTS` in a process group of its own, to be killed as a whole."""
        mark = self._mark(name or arguments[0])
        mark.unlink(missing_ok=True)
        variables = {"UNDERSIGNED_FAULT": fault, "UNDERSIGNED_FAULT_MARK": str(mark)}
        pid = self._fork("undersigned", *arguments, variables=variables)
        self._processes[name or arguments[0]] = pid

    def serve(self, *, fault: str = "") -> None:
        """The web server, once it answers: with a fault, once that struck and it lives again.

        (granian starts a worker that died anew; the fault strikes once, in the first of them.)
        """
        self.start("serve", "--port", str(self.port), fault=fault)
        if fault:
            self.wait_until(lambda: self.came_to_the_fault("serve"))
        self.wait_until(self._answers)

    def came_to_the_fault(self, name: str) -> bool:
        """Whether that process reached its point."""
        return self._mark(name).exists()

    def kill(self, name: str, number: int = signal.SIGKILL) -> int:
        """All of its group; the exit code."""
        pid = self._processes.pop(name)
        with suppress(ProcessLookupError):
            os.killpg(pid, number)
        return self._forks.wait(pid)

    def dies(self, name: str) -> None:
        """Waits until it killed itself at its fault's point, not of anything else."""
        code = self._forks.wait(self._processes.pop(name))
        assert self.came_to_the_fault(name), "it never came to the point"
        assert code == -signal.SIGKILL

    def put_to_sleep(self, name: str, *arguments: str, at: str) -> int:
        """A worker that stops itself at that point, while none of its threads holds a lock.

        (What stops in the middle of a transaction keeps the others waiting until it wakes.)
        The answer is how many were killed there, because they did.
        """
        for killed in range(8):
            self.start("worker", *arguments, fault=f"{at}:stop", name=name)
            self._sleeps(name)
            if self.ask("can_write"):
                return killed
            self.kill(name)
            self.ask("lapse")
        raise AssertionError(f"{at}: always in the middle of a transaction")

    def _sleeps(self, name: str) -> None:
        stat = Path(f"/proc/{self._processes[name]}/stat")
        self.wait_until(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
        assert self.came_to_the_fault(name)

    def wake(self, name: str) -> None:
        os.killpg(self._processes[name], signal.SIGCONT)

    def processes(self, name: str) -> list[int]:
        """All of its group: the web server has children."""
        stats = [(path, path.read_text()) for path in Path("/proc").glob("[0-9]*/stat")]
        groups = {int(path.parent.name): text.rpartition(")")[2] for path, text in stats}
        return [
            pid for pid, text in groups.items() if int(text.split()[2]) == self._processes[name]
        ]

    def wait_for_death(self, name: str) -> int:
        """The exit code of one that ends by itself."""
        return self._forks.wait(self._processes.pop(name))

    def stop_kindly(self, name: str) -> int:
        """What systemd does: SIGTERM, and the exit code."""
        pid = self._processes.pop(name)
        os.kill(pid, signal.SIGTERM)
        return self._forks.wait(pid)

    def wait_until(self, true: Callable[[], object]) -> None:
        ends_at = time.monotonic() + DEADLINE
        while not true():
            assert time.monotonic() < ends_at, f"waited {DEADLINE} s for {true}"
            time.sleep(0.1)  # a question costs as much

    def stop(self) -> None:
        for name in list(self._processes):
            self.kill(name)
        if self._forking is not None:
            self._forking.close()

    def _fork(
        self, module: str, *arguments: str, variables: dict[str, str] | None = None
    ) -> int:
        return self._forks.fork(module, arguments, variables or {})

    @property
    def _forks(self) -> "Forking":
        if self._forking is None:
            self._forking = Forking(self.data, self._variables)
        return self._forking

    def _mark(self, name: str) -> Path:
        return self.data / f"fault-came-{name}"

    def _answers(self) -> bool:
        """Whatever it says (503 without a worker): it speaks."""
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        with suppress(OSError, http.client.HTTPException), closing(asked):
            asked.request("GET", "/healthz")
            return bool(asked.getresponse().status)
        return False


class Forking:
    """The program `tests.kills.forking`, for one installation."""

    def __init__(self, data: Path, variables: dict[str, str]) -> None:
        self._data = data
        self._codes: dict[int, int] = {}  # guarded by _news, as is _started
        self._started: list[int] = []
        self._news = threading.Condition()
        self._numbers = itertools.count()
        self._outputs: dict[int, Path] = {}
        # What is killed leaves no coverage, and collecting it takes half of the time.
        variables = {n: text for n, text in variables.items() if not n.startswith("COVERAGE_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kills.forking"],
            env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._next()

    def fork(self, module: str, arguments: Sequence[str], variables: dict[str, str]) -> int:
        """The number of the process that becomes `python -m MODULE ARGUMENTS`."""
        output = self._data / f"said-{next(self._numbers)}"
        work = {
            "module": module, "arguments": list(arguments), "variables": variables,
            "output": str(output),
        }  # fmt: skip
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(work).encode() + b"\n")
        self._process.stdin.flush()
        pid = self._next()
        self._outputs[pid] = output
        return pid

    def output(self, pid: int) -> Path:
        return self._outputs.pop(pid)

    def wait(self, pid: int) -> int:
        """Its exit code, as subprocess tells it."""
        with self._news:
            if not self._news.wait_for(lambda: pid in self._codes, DEADLINE):
                os.kill(pid, signal.SIGABRT)  # faulthandler prints where its threads are
                self._news.wait_for(lambda: pid in self._codes, 1)
                raise AssertionError(f"{pid} is still alive: where, stands above")
            return self._codes[pid]

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(DEADLINE)
        self._reader.join(DEADLINE)
        self._process.stdout.close()

    def _next(self) -> int:
        with self._news:
            assert self._news.wait_for(lambda: self._started, DEADLINE), "nothing was started"
            return self._started.pop()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            news = json.loads(line)
            with self._news:
                if "started" in news:
                    self._codes.pop(news["started"], None)  # numbers are used again
                    self._started.append(news["started"])
                else:
                    self._codes[news["died"]] = news["code"]
                self._news.notify_all()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def recipients(envelopes: Sequence[object]) -> list[str]:
    """Whom the relay took a message for, in order."""
    return [envelope.rcpt_tos[0] for envelope in envelopes]
