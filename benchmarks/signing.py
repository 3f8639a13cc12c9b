"""A rush on a petition: signing, folding, confirming and reading, over HTTP, on both databases.

The real server (`undersigned serve`) with limits on, signers from all networks behind a trusted
proxy, and in the same server plain Django views that do one row, or the same work in one
transaction a request, and a bare ASGI insert with group commit as the ceiling. Rounds take
turns, so that a busy machine slows all alike; medians are printed. The load generator (wrk)
shares the machine. Run: make bench, or python benchmarks/signing.py [seconds a round] [rounds]
"""

import secrets
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import load
from benchmarks.load import servers
from tests import postgres

PATH = "/post-offices/"
_WARM = 100  # links
_FOLD = """
import time
from concurrent.futures import ThreadPoolExecutor
from django.utils import timezone
from undersigned.config import schedule
from undersigned.lib import heap
from undersigned.petitions import signing
heap.settle()  # as the worker does
[entry] = [entry for entry in schedule.ENTRIES if entry.run.endswith("signing.fold_due")]
def fold(_hand):
    count = 0
    while folded := signing.fold_due(at=timezone.now()):
        count += folded
    return count
began = time.perf_counter()
with ThreadPoolExecutor() as pool:
    count = sum(pool.map(fold, range(entry.threads())))
print(count / (time.perf_counter() - began))
"""
_LINKS = """
from django.utils import timezone
from undersigned.petitions import links
from undersigned.petitions.models import Signature
at = timezone.now()
for one in Signature.objects.pending().values_list("uuid", flat=True)[:{most}]:
    print("/post-offices/confirm/" + links.tokens.make(links.CONFIRM, one, at=at) + "/")
"""


@dataclass
class Kind:
    """What is measured, and what came of its rounds."""

    name: str
    run: Callable[[], load.Load]
    found: list[load.Load] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(one.rate for one in self.found)

    def line(self) -> str:
        p50 = statistics.median(one.p50 for one in self.found)
        p99 = statistics.median(one.p99 for one in self.found)
        bad = sum(one.bad for one in self.found)
        said = f"  {self.name:38} {self.rate:8,.0f}/s   p50 {p50:6.1f} ms   p99 {p99:6.1f} ms"
        return said + (f"   {bad:,} ANSWERS WERE WRONG" if bad else "")


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with servers.installation("SQLite") as sqlite:
        measure(sqlite, seconds, rounds)
    # Durable, unlike in the tests: a commit waits for the disk.
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with postgres.running() as url, servers.installation("PostgreSQL", url) as postgresql:
        measure(postgresql, seconds, rounds)


def measure(made: servers.Installation, seconds: float, rounds: int) -> None:
    with ExitStack() as stack:
        ours = stack.enter_context(made.serve())
        plain = stack.enter_context(made.beside("wsgi", "benchmarks.plain.wsgi:application"))
        bare = stack.enter_context(made.beside("asgi", "benchmarks.plain.asgi:application"))
        rounds_of = f"median of {rounds} rounds of {seconds:g} s"
        print(f"{made.name}, {rounds_of}, {load.CONNECTIONS} connections:")
        _signing(ours, plain, bare, seconds, rounds)
        _reading(ours, seconds, rounds)
    print(f"  {'folded into signatures':38} {float(made.shell(_FOLD)):8,.0f}/s", flush=True)
    _confirming(made, rounds)


def _signing(ours: str, plain: str, bare: str, seconds: float, rounds: int) -> None:
    stamp = servers.stamp(ours)

    def sign(url: str, path: str) -> Callable[[], load.Load]:
        # Each round signs as new people.
        return lambda: load.run(
            "sign", url, path, stamp, secrets.token_hex(4) + ".", seconds=seconds
        )

    kinds = [
        Kind("signatures accepted", sign(ours, f"{PATH}sign")),
        Kind("plain view, the same work", sign(plain, f"{PATH}sign")),
        Kind("plain view, one row", sign(plain, "/")),
        Kind("bare ASGI, one row in groups", sign(bare, "/")),
    ]
    load.run("get", ours, PATH, seconds=3)  # a form that comes back within 2 s is a robot's
    _take_turns(kinds, rounds)
    for kind in kinds[1:]:
        print(f"    {kinds[0].rate / kind.rate:5.2f} times the {kind.name}")


def _confirming(made: servers.Installation, rounds: int) -> None:
    """Each link is used once; two seconds, so that they last (wrk waits for its whole time).

    One server at a time: the others, idle, would keep half of the processor from it.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(made.shell(_LINKS.format(most=40_000)))
        file.flush()
        lines = Path(file.name).read_text(encoding="ascii").count("\n")
        each = lines // (2 * rounds)
        part = iter(range(0, lines, each))

        def confirm(server: Callable[[], AbstractContextManager[str]]) -> load.Load:
            def press(first: int, most: int) -> load.Load:
                wanted = str(first), str(most)
                return load.run("confirm", url, file.name, *wanted, seconds=2)

            first = next(part)
            with server() as url:
                servers.wait_for_an_answer(url)
                press(first, _WARM)  # its code is loaded
                return press(first + _WARM, each - _WARM)

        plain = partial(made.beside, "wsgi", "benchmarks.plain.wsgi:application")
        kinds = [
            Kind("confirmations", partial(confirm, made.serve)),
            Kind("plain view, one transaction each", partial(confirm, plain)),
        ]
        _take_turns(kinds, rounds)
        print(f"    {kinds[0].rate / kinds[1].rate:5.2f} times the {kinds[1].name}")


def _reading(ours: str, seconds: float, rounds: int) -> None:
    paths = {"campaign page": PATH, "count.json": f"{PATH}count.json"}
    _take_turns(
        [
            Kind(name, partial(load.run, "get", ours, path, seconds=seconds))
            for name, path in paths.items()
        ],
        rounds,
    )


def _take_turns(kinds: list[Kind], rounds: int) -> None:
    for _ in range(rounds):
        for kind in kinds:
            kind.found.append(kind.run())
    for kind in kinds:
        print(kind.line(), flush=True)


if __name__ == "__main__":
    main()
