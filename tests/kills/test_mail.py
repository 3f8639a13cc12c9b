"""The sender is killed: no letter is lost, and only a confirmation may come twice."""

import time

import pytest

from tests.kills.installation import recipients
from tests.kills.moments import random_moments

pytestmark = [pytest.mark.kills]

# Several connections reach them at a time; the fourth letter is well under way.
POINTS = [
    "outbox.before_data:4",
    "outbox.after_content:4",
    "outbox.after_answer:4",
    "outbox.before_note:2",
]
# A process that nobody starts again.
ONE_SENDER = ("--only", "mail", "--senders", "1")
# Where a sender sleeps while others go on.
SLEEPING = ["outbox.before_data:4", "outbox.after_content:4", "outbox.before_note:2"]


def is_over(installation):
    """Nothing waits or is on its way."""
    return not {"waiting", "sending"} & set(installation.ask("states"))


def finish(installation):
    installation.start("worker")

    def over():
        installation.ask("hurry")
        return is_over(installation)

    installation.wait_until(over)
    installation.kill("worker")


def check(installation, relay, *, letters):
    taken = recipients(relay.taken)
    uncertain = set(installation.ask("uncertain"))
    notices = [address for address in taken if address.startswith("notice")]
    kinds = ("notice", "confirmation")
    everyone = {f"{kind}{n}@example.org" for kind in kinds for n in range(letters)}
    assert len(notices) == len(set(notices)), "a notice came twice"
    assert everyone - set(taken) <= uncertain, "a letter was lost"
    assert set(taken) <= everyone
    assert all(address.startswith("notice") for address in uncertain)
    print(  # noqa: T201  for `make endure`
        f"{2 * letters} letters: 0 lost, 0 notices twice, {len(uncertain)} uncertain and "
        f"listed, {len(taken) - len(set(taken))} confirmations twice"
    )


def kill_at_each_point(installation):
    for point in POINTS:
        installation.start("worker", *ONE_SENDER, "--connections", "4", fault=point)
        installation.dies("worker")
        installation.ask("lapse")


def kill_at_random_moments(installation, relay, *, times):
    """Half of them anywhere from the start on, half while it talks to the relay."""
    moments = random_moments()
    relay.delay = 0.02
    for turn in range(times):
        before = relay.connections
        installation.start("worker")
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
    # Each of those that are killed takes a hundred along; the last needs more than one.
    ("times", "letters"),
    [(6, 300), pytest.param(100, 3000, marks=pytest.mark.endure)],
)
def test_a_sender_that_is_killed_loses_no_letter_and_repeats_confirmations_alone(
    installation, relay, times, letters
):
    installation.ask("queue", letters)

    kill_at_each_point(installation)
    kill_at_random_moments(installation, relay, times=times)
    finish(installation)

    check(installation, relay, letters=letters)


@pytest.mark.parametrize("variables", [{"UNDERSIGNED_LEASE_SECONDS": "2"}])
def test_a_sender_that_sleeps_past_its_lease_repeats_no_notice(installation, relay):
    installation.ask("queue", 250)
    parts = (*ONE_SENDER, "--connections", "2")
    for point in SLEEPING:
        installation.put_to_sleep(point, *parts, at=point)
    finish(installation)

    for point in SLEEPING:
        installation.wake(point)
        assert installation.stop_kindly(point) == 0

    check(installation, relay, letters=250)
