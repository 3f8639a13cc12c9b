"""A rush that lasts, with a mailing beside it: no error, no growth of memory, no late email."""

import statistics
import threading
import time
from pathlib import Path

import pytest

from tests.kills.installation import Installation
from tests.kills.rush import Timed, beside_a_mailing

pytestmark = [pytest.mark.kills]
LATEST = 10.0  # seconds from the answer on the page to the email at the relay


@pytest.fixture
def variables() -> dict[str, str]:
    return {"UNDERSIGNED_LEDGER_HOLD": "1,1"}  # the last ones do not wait for more of them


@pytest.fixture
def relay():
    with Timed().running() as started:
        yield started


def megabytes(installation: Installation) -> float:
    """What web server and worker hold, with their children."""
    pids = [*installation.processes("serve"), *installation.processes("worker")]
    texts = [Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in pids]
    return sum(int(text.partition("VmRSS:")[2].split()[0]) for text in texts) / 1_000


def is_over(installation: Installation) -> bool:
    found = installation.ask("rushed")
    assert isinstance(found, dict)
    return not found["waiting"] and not found["unlogged"] and found["mailing"] == "sent"


def when_over(installation: Installation, relay: Timed) -> dict[str, object]:
    """What came of it, once all letters and the mailing are out: while any goes, it waits."""

    before = -1
    while not is_over(installation):
        assert relay.mailed > before, "nothing goes out any more"
        before = relay.mailed
        time.sleep(10)
    found = installation.ask("rushed")
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("rate", "seconds", "people", "longest"),  # how long those who sign may take for it
    # In the suite another test may hold the processor meanwhile.
    [(20, 5, 40, 60), pytest.param(300, 600, 100_000, 602, marks=pytest.mark.endure)],
)
def test_a_rush_that_lasts_is_taken_in_and_answered_in_time(
    installation: Installation,
    relay: Timed,
    rate: int,
    seconds: int,
    people: int,
    longest: float,
) -> None:
    rush = beside_a_mailing(installation, relay, rate=rate, people=people)
    held: list[float] = []
    early = threading.Timer(seconds / 3, lambda: held.append(megabytes(installation)))
    early.start()

    began = time.monotonic()
    rush.last(seconds)
    lasted, after = rush.signing_lasted, time.monotonic() - began - rush.signing_lasted
    held.append(megabytes(installation))
    mailed = relay.mailed
    found = when_over(installation, relay)
    late = [relay.arrived[address] - at for address, at in rush.signed.items()]
    print(  # noqa: T201  for `make endure`
        f"{len(rush.signed) / lasted:.0f} signatures a second for {lasted:.1f} s, "
        f"{rush.confirmed} confirmed, the last of them {after:.1f} s after; "
        f"the mailing beside it came to {mailed} of {people}; the first email of each after "
        f"{statistics.median(late):.1f} s (median), {max(late):.1f} s (latest); "
        f"memory {held[0]:.0f} MB after a third, "
        f"{held[1]:.0f} MB at the end; wrong answers: {rush.wrong[:5]}"
    )
    assert not rush.wrong
    assert lasted < longest, "they did not sign at that rate"
    assert len(rush.signed) == found["signed"] == rate * seconds
    assert found["confirmed"] == rush.confirmed > 0
    assert found["failed"] == found["refused"] == 0
    assert relay.mailed == people
    assert max(late) < LATEST
    assert held[1] < held[0] * 1.2 + 20
