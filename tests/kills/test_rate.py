"""Senders in processes of their own keep one rate together, killed ones among them."""

import time

import pytest

from tests.outbox.relays import Relay, running

pytestmark = [pytest.mark.kills]
RATE, PEOPLE, WINDOW = 20, 320, 10.0
FEW = ("--senders", "1", "--connections", "4")


class Timed(Relay):
    """Notes when it took each message."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.times.append(time.monotonic())
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture
def relay():
    with running(Timed()) as started:
        yield started


def most_in_a_window(times):
    return max(
        sum(start <= moment < start + WINDOW for moment in times[number:])
        for number, start in enumerate(times)
    )


@pytest.mark.parametrize("variables", [{"UNDERSIGNED_SEND_RATE": str(RATE)}])
def test_two_senders_and_one_that_is_killed_keep_the_rate_within_a_twentieth(
    installation, relay
):
    installation.ask("mailing", PEOPLE, 0)
    installation.start("worker", "--only", "clock", name="clock")
    for name in ("one", "two"):
        installation.start("worker", "--only", "mail", *FEW, name=name)
    installation.wait_until(lambda: len(relay.times) > RATE)
    installation.kill("two")
    installation.start("worker", "--only", "mail", *FEW, name="three")
    installation.wait_until(lambda: len(relay.times) > PEOPLE * 0.9)

    most = most_in_a_window(relay.times)

    print(f"at most {most} of {RATE * WINDOW:.0f} in any {WINDOW:.0f} s")  # noqa: T201
    assert most <= RATE * WINDOW * 1.05
    assert len(relay.times) / (relay.times[-1] - relay.times[0]) >= RATE * 0.5
