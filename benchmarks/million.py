"""A million people frozen, sent to and recorded by `undersigned worker` on PostgreSQL.

The worker as an operator starts it, with a sender a processor; a sink on the same machine takes
all mail (Debian's package `postfix`). First unsigned, then with RSA-2048 of our own. Half an
hour: `make bench` does a hundredth. Run: python benchmarks/million.py 1000000
"""

import dataclasses
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import letters, postfix, servers
from tests import postgres

_WAYS = ("unsigned", "RSA-2048")
_SEND = """
import json, time
from undersigned.mailings import counting
began = time.perf_counter()
def until(*states):
    while mailing.state not in states:
        time.sleep(0.5)
        mailing.refresh_from_db(fields=["state"])
    return time.perf_counter() - began
frozen, sent = until("sending", "sent"), until("sent")
whole = counting.whole(counting.counted(mailing))
print(json.dumps([frozen, sent, whole.total, whole.delivered]))
"""
_SIGNS = """
from undersigned.outbox import keys
keys.make("example.org", with_ed25519=False)
keys.switch("example.org", on=True)
"""


def main() -> None:
    people = int(sys.argv[1]) if sys.argv[1:] else 10_000
    # Durable, unlike in the tests: a commit waits for the disk.
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with postgres.running() as url, servers.installation("PostgreSQL", url) as made:
        made.shell(letters.people(people))
        for way in _WAYS:
            _send(made, way)


def _send(made: servers.Installation, way: str) -> None:
    with postfix.sink() as relay:
        variables = made.variables | {
            "UNDERSIGNED_SMTP_URL": f"smtp+plain://127.0.0.1:{relay.port}"
        }
        ours = dataclasses.replace(made, variables=variables)
        code = ("" if way == "unsigned" else _SIGNS) + letters.MAILING + _SEND
        with ours.work() as worker:
            printed = ours.shell(code)
            held = sorted((_megabytes(pid) for pid in _children(worker)), reverse=True)
    frozen, sent, total, delivered = json.loads(printed.splitlines()[-1])
    print(
        f"{way:10} {delivered:,} of {total:,} sent and recorded in {sent / 60:.1f} min,"
        f" frozen in {frozen:.1f} s of it; {delivered / (sent - frozen):,.0f}/s; the"
        f" processes of the worker held {', '.join(f'{one:.0f}' for one in held)} MB at most",
        flush=True,
    )


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(child) for child in found.split()]


def _megabytes(pid: int) -> float:
    """The most that it has held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1_000


if __name__ == "__main__":
    main()
