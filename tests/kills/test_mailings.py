"""The sender of a mailing is killed: nobody gets it twice, nobody is lost, totals add up."""

import time

import pytest

from tests.kills.mailed import (
    CONNECTIONS,
    FEW,
    REFUSED,
    WITHDRAWN,
    Choosy,
    begin,
    check,
    die,
    finish,
    is_over,
)
from tests.kills.moments import random_moments
from tests.outbox.relays import running

pytestmark = [pytest.mark.kills]

# The nth passage of each: under way, not at its very first message. Whether one message may
# have left whose answer nobody knows.
POINTS = {
    "mailings.before_data:4": False,
    "mailings.after_lease": False,
    "mailings.after_data:3": True,
    "outbox.before_data:3": True,
    "outbox.after_content:3": True,
    "outbox.after_answer:3": True,
    "mailings.before_record": False,  # a whole batch is in the journal alone
}
# Where a sender sleeps while others go on; the last has a whole batch in its journal.
SLEEPING = [
    "mailings.before_data:4",
    "outbox.after_content:3",
    "mailings.before_record:1",
]


@pytest.fixture
def relay():
    with running(Choosy()) as started:
        yield started


def kill_at_random_moments(installation, relay, *, times):
    """Half of them anywhere from the start on, half while it talks to the relay."""
    moments = random_moments()
    relay.delay = 0.05
    for turn in range(times):
        before = relay.connections
        installation.start("worker", *FEW)
        if turn % 2:
            time.sleep(moments.uniform(0, 1))
        else:
            installation.wait_until(
                lambda seen=before: relay.connections > seen or is_over(installation)
            )
            time.sleep(moments.uniform(0, 0.3))
        installation.kill("worker")
        installation.ask("lapse")
    relay.delay = 0


@pytest.mark.parametrize(
    ("times", "people"), [(6, 80), pytest.param(100, 1000, marks=pytest.mark.endure)]
)
def test_a_mailing_whose_sender_is_killed_reaches_everybody_once(
    installation, relay, times, people
):
    installation.ask("mailing", people, REFUSED)
    begin(installation)
    first, *others, last = POINTS
    die(installation, first)  # it is frozen, and a few have it
    installation.ask("withdraw", WITHDRAWN)
    for point in others:
        die(installation, point)
    installation.kill("clock")
    kill_at_random_moments(installation, relay, times=times)
    if not is_over(installation):
        begin(installation)
        die(installation, last)
        installation.kill("clock")
    finish(installation)

    uncertain = check(installation, relay, people=people)

    deaths = times + sum(POINTS.values())
    assert 1 <= len(uncertain) <= deaths * CONNECTIONS, "more than one a connection"


@pytest.mark.parametrize("variables", [{"UNDERSIGNED_LEASE_SECONDS": "2"}])
def test_senders_that_sleep_past_their_leases_send_nothing_that_others_sent(
    installation, relay
):
    people = 120
    installation.ask("mailing", people, REFUSED)
    begin(installation)
    killed = 0
    for point in SLEEPING:
        killed += installation.put_to_sleep(point, "--only", "mail", *FEW, at=point)
        if point == SLEEPING[0]:
            installation.ask("withdraw", WITHDRAWN)
    installation.start("worker", *FEW)
    installation.wait_until(lambda: is_over(installation))

    for point in SLEEPING:
        installation.wake(point)
        assert installation.stop_kindly(point) == 0
    # Who woke up knows of some that nothing was handed over: these go out after all.
    installation.wait_until(lambda: is_over(installation))

    uncertain = check(installation, relay, people=people)
    assert len(uncertain) <= killed * CONNECTIONS, (
        "who woke up knows what became of its message"
    )
