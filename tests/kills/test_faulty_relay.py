"""Senders die over a relay that fails in every way: nobody is lost, nobody gets it twice."""

import time

import pytest

from tests.architecture import source
from tests.kills.faulty import FAULTS, Faulty
from tests.kills.mailed import CONNECTIONS, FEW, REFUSED, WITHDRAWN, begin, check, is_over
from tests.kills.moments import random_moments
from tests.outbox.relays import running

TABLE = source.ROOT / "docs/operator/crashes.md"


@pytest.fixture
def moments():
    return random_moments()


@pytest.fixture
def relay(moments):
    with running(Faulty(moments)) as started:
        yield started


def hurried(installation):
    """Whether it is over; until then nobody waits for a second try."""
    installation.ask("hurry")
    return is_over(installation)


@pytest.mark.kills
@pytest.mark.parametrize(
    ("times", "people"), [(6, 150), pytest.param(100, 1000, marks=pytest.mark.endure)]
)
def test_over_a_faulty_relay_with_senders_that_die_nobody_is_lost_and_nobody_gets_it_twice(
    installation, relay, moments, times, people
):
    installation.ask("mailing", people, REFUSED)
    begin(installation)
    installation.kill("clock")
    installation.ask("withdraw", WITHDRAWN)
    for _turn in range(times):
        before = relay.met.total()
        installation.start("worker", *FEW)
        installation.wait_until(
            lambda seen=before: hurried(installation) or relay.met.total() > seen
        )
        time.sleep(moments.uniform(0, 1))
        installation.kill("worker")
        installation.ask("lapse")
        installation.ask("hurry")
    relay.is_well = True  # so that it comes to an end
    installation.start("worker", *FEW)
    installation.wait_until(lambda: hurried(installation))
    installation.kill("worker")

    uncertain = check(installation, relay, people=people)

    print({name: relay.met[name] for name in FAULTS})  # noqa: T201  for `make endure`
    assert relay.met.total() > 0, "the relay was too kind"
    assert len(uncertain) <= times * CONNECTIONS + relay.lost_answers


def test_the_table_of_a_relays_faults_has_each_that_is_tried():
    text = source.text(TABLE)

    assert [name for name in FAULTS if f"| {name} |" not in text] == []
