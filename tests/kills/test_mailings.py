"""The sender of a mailing is killed: nobody gets it twice, nobody is lost, totals add up."""

import random
import secrets
import signal
import time

import pytest

from tests.kills.installation import Installation, recipients
from tests.outbox.relays import Relay, running

pytestmark = [pytest.mark.kills]

# The nth passage of each: under way, not at its very first message.
POINTS = [
    "mailings.before_data:4",
    "mailings.after_data:3",
    "mailings.after_lease",
]
REFUSED, WITHDRAWN = 2, 3


class Choosy(Relay):
    """A relay that knows some of the mailboxes not."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("unknown"):
            return "550 no such mailbox"
        return await super().handle_RCPT(server, session, envelope, address, options)


@pytest.fixture
def relay():
    with running(Choosy()) as started:
        yield started


@pytest.fixture
def installation(relay, tmp_path, database_of_its_own):
    made = Installation(tmp_path, relay_port=relay.port, database_url=database_of_its_own)
    made.run("migrate", "-v0")
    yield made
    made.stop()


def die(installation, point):
    installation.start("worker", fault=point)
    assert installation.wait_for_death("worker") == -signal.SIGKILL, point
    installation.ask("lapse")


def kill_at_random_moments(installation, relay, *, times):
    """Half of them anywhere from the start on, half while it talks to the relay."""
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201  to try the same moments again
    moments = random.Random(seed)  # noqa: S311
    relay.delay = 0.1
    for turn in range(times):
        before = relay.connections
        installation.start("worker")
        if turn % 2:
            time.sleep(moments.uniform(0.5, 2.5))
        else:
            installation.wait_until(lambda seen=before: relay.connections > seen)
            time.sleep(moments.uniform(0, 0.3))
        installation.kill("worker")
        installation.ask("lapse")
    relay.delay = 0


def finish(installation):
    """Goes on to the end, and a little beyond it."""
    installation.start("worker")
    installation.wait_until(lambda: installation.ask("mailed")["state"] == "sent")
    time.sleep(3)  # the clock comes by once more
    installation.kill("worker")


def check(installation, relay, *, people):
    found = installation.ask("mailed")
    totals, by_state = found["totals"], found["by_state"]
    taken = recipients(relay.taken)
    sent, uncertain = set(by_state["sent"]), set(by_state["uncertain"])
    assert len(taken) == len(set(taken)), "somebody got it twice"
    assert sent <= set(taken) <= sent | uncertain, "the record and the relay disagree"
    assert set(by_state) <= {"sent", "uncertain", "failed", "skipped"}
    everyone = [address for addresses in by_state.values() for address in addresses]
    assert len(everyone) == len(set(everyone)) == people, "somebody was lost"
    assert all(address.startswith("unknown") for address in by_state["failed"])
    assert len(by_state["failed"]) == totals["failed"]
    # Each kill leaves the one message in hand uncertain, and no other.
    assert len(uncertain) == totals["uncertain"] == len(found["listed"])
    assert set(found["listed"]) == uncertain, "an uncertain one is not listed"
    assert totals["skipped"] == WITHDRAWN
    assert totals["waiting"] == 0
    handled = ("sent", "failed", "skipped", "uncertain")
    assert sum(totals[state] for state in handled) == totals["total"] == people
    return uncertain


@pytest.mark.parametrize(
    ("times", "people"), [(3, 60), pytest.param(100, 1000, marks=pytest.mark.endure)]
)
def test_a_mailing_whose_sender_is_killed_reaches_everybody_once(
    installation, relay, times, people
):
    installation.ask("mailing", people, REFUSED)
    die(installation, POINTS[0])  # it is frozen, and a few have it
    installation.ask("withdraw", WITHDRAWN)
    for point in POINTS[1:]:
        die(installation, point)
    kill_at_random_moments(installation, relay, times=times)
    die(installation, "mailings.before_record")  # a whole batch is in the journal alone
    finish(installation)

    uncertain = check(installation, relay, people=people)

    assert 1 <= len(uncertain) <= times + 1, "more than the message in hand became uncertain"
