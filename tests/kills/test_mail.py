"""The sender is killed: no letter is lost, and only a confirmation may come twice."""

import random
import secrets
import signal
import time

import pytest

from tests.kills.installation import Installation, recipients
from tests.outbox.relays import Relay, running

pytestmark = [pytest.mark.kills]

POINTS = [
    "outbox.before_data",
    "outbox.after_content",
    "outbox.after_answer",
    "outbox.before_note",
]
LETTERS = 150


@pytest.fixture
def relay():
    with running(Relay()) as started:
        yield started


@pytest.fixture
def installation(relay, tmp_path, database_of_its_own):
    made = Installation(tmp_path, relay_port=relay.port, database_url=database_of_its_own)
    made.run("migrate", "-v0")
    yield made
    made.stop()


def is_over(installation):
    """Nothing waits or is on its way."""
    return not {"waiting", "sending"} & set(installation.ask("states"))


def finish(installation):
    installation.ask("lapse")
    installation.start("worker")

    def over():
        installation.ask("hurry")
        return is_over(installation)

    installation.wait_until(over)
    installation.kill("worker")


def check(installation, relay):
    taken = recipients(relay.taken)
    uncertain = set(installation.ask("uncertain"))
    notices = [address for address in taken if address.startswith("notice")]
    kinds = ("notice", "confirmation")
    everyone = {f"{kind}{n}@example.org" for kind in kinds for n in range(LETTERS)}
    assert len(notices) == len(set(notices)), "a notice came twice"
    assert everyone - set(taken) <= uncertain, "a letter was lost"
    assert all(address.startswith("notice") for address in uncertain)


def kill_at_each_point(installation):
    for point in POINTS:
        # Several connections reach it at a time; the fourth letter is well under way.
        installation.start("worker", fault=point if point.endswith("note") else f"{point}:4")
        assert installation.wait_for_death("worker") == -signal.SIGKILL, point


def kill_at_random_moments(installation, relay, *, times):
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201  to try the same moments again
    moments = random.Random(seed)  # noqa: S311
    relay.delay = 0.02
    for _ in range(times):
        installation.start("worker")
        time.sleep(moments.uniform(0.7, 2.0))
        installation.kill("worker")
    relay.delay = 0


@pytest.mark.parametrize("times", [8, pytest.param(100, marks=pytest.mark.endure)])
def test_a_sender_that_is_killed_loses_no_letter_and_repeats_confirmations_alone(
    installation, relay, times
):
    installation.ask("queue", "notice", LETTERS)
    installation.ask("queue", "confirmation", LETTERS)

    kill_at_each_point(installation)
    kill_at_random_moments(installation, relay, times=times)
    finish(installation)

    check(installation, relay)
