"""A rush that lasts, seen every ten seconds: how late letters are, and who works.

People sign at a steady rate over HTTP, every third confirms, and a mailing goes out beside it,
all on this machine: a web server, a worker, those who sign, and a relay.
Run: python benchmarks/rush.py [signatures a second [seconds [people [SQLite|PostgreSQL]]]]
"""

import contextlib
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests import migrated, postgres
from tests.kills.installation import Installation
from tests.kills.rush import Rush, Timed, beside_a_mailing

_EVERY = 10.0  # seconds from one line to the next
_TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    given = sys.argv[1:]
    rate, seconds, people = (
        int(given[place]) if len(given) > place else usual
        for place, usual in enumerate((300, 60, 20_000))
    )
    database = given[3] if len(given) > 3 else "SQLite"
    with _server(database) as url, Timed().running() as relay, _made(url, relay) as made:
        rush = beside_a_mailing(made, relay, rate=rate, people=people)
        signing = threading.Thread(target=rush.last, args=(seconds,))
        signing.start()
        watch(made, rush, relay, signing)
        late = [at - rush.signed[address] for address, at in relay.arrived.items()]
        print(
            f"{database}: {len(rush.signed):,} signed in {rush.signing_lasted:.1f} s, "
            f"{rush.confirmed:,} confirmed, "
            f"{relay.mailed:,} of the mailing; letters {statistics.median(late):.1f} s late "
            f"(median), {max(late):.1f} s (latest); wrong answers: {rush.wrong[:3]}"
        )


def watch(made: Installation, rush: Rush, relay: Timed, signing: threading.Thread) -> None:
    """A line every ten seconds, until all have signed and have their letter."""
    began, spent, came, mailed = time.monotonic(), _spent(made), 0, 0
    while signing.is_alive() or len(relay.arrived) < len(rush.signed):
        time.sleep(_EVERY)
        arrived = list(relay.arrived.items())
        late = [at - rush.signed[to] for to, at in arrived[came:] if to in rush.signed]
        now = _spent(made)
        shares = {name: (now[name] - spent.get(name, 0.0)) / _EVERY for name in now}
        print(
            f"{time.monotonic() - began:5.0f} s: {len(rush.signed):,} signed, "
            f"{len(rush.signed) - len(arrived):,} without a letter, "
            f"{max(late, default=0.0):.1f} s late at most, {relay.mailed - mailed:,} mailed; "
            + ", ".join(f"{name} {share:.0%}" for name, share in shares.items()),
            flush=True,
        )
        spent, came, mailed = now, len(arrived), relay.mailed


def _spent(made: Installation) -> dict[str, float]:
    """Seconds of the processor by process, of those who sign and the relay, and of all."""
    found = {
        f"{name} {pid}": _of(pid)
        for name in ("serve", "worker")
        for pid in made.processes(name)
    }
    whole = Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:]
    numbers = [int(part) / _TICKS for part in whole[:8]]
    return {
        **found, "signers and relay": time.process_time(),
        "idle": numbers[3], "disk": numbers[4], "other machines": numbers[7],
    }  # fmt: skip


def _of(pid: int) -> float:
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(text[11]) + int(text[12])) / _TICKS
    return 0.0


@contextlib.contextmanager
def _server(database: str) -> Iterator[str]:
    if database == "SQLite":
        yield ""
        return
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with postgres.running() as url:
        yield url


@contextlib.contextmanager
def _made(url: str, relay: Timed) -> Iterator[Installation]:
    folder = Path(tempfile.mkdtemp(prefix="undersigned-bench-"))
    variables = {"UNDERSIGNED_LEDGER_HOLD": "1,1"}
    try:
        with (
            migrated.once_a_run(folder / "migrated", url) as once,
            contextlib.ExitStack() as stack,
        ):
            shutil.copytree(once.data, folder / "data")
            own = stack.enter_context(once.copied_database()) if url else ""
            made = Installation(
                folder / "data", relay_port=relay.port, database_url=own, **variables
            )
            stack.callback(made.stop)
            yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
