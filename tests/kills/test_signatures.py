"""Web server and worker are killed while people sign: what was acknowledged is never lost."""

import time
from collections import Counter

import pytest

from tests.kills.crowd import Crowd
from tests.kills.moments import random_moments

pytestmark = [pytest.mark.kills]


@pytest.fixture
def variables():
    return {"UNDERSIGNED_LEDGER_HOLD": "1,1"}  # the last ones do not wait for more of them


WEB_POINTS = ["grouping.before_write:3", "grouping.after_write:3"]
WORKER_POINTS = ["folding.before_commit:2", "folding.after_commit:2"]


def kill_at_points(installation):
    for point in WEB_POINTS:
        installation.kill("serve")
        installation.serve(fault=point)
    for point in WORKER_POINTS:
        installation.kill("worker")
        installation.start("worker", "--only", "clock", fault=point)
        installation.dies("worker")
        installation.start("worker")


def kill_at_random_moments(installation, *, times):
    moments = random_moments()
    for _ in range(times):
        time.sleep(moments.uniform(0, 1))
        if moments.random() < 0.5:
            installation.kill("worker")
            installation.start("worker")
        else:
            installation.kill("serve")
            installation.serve()


def check(found, crowd):
    signed = Counter(found["signed"])
    assert set(crowd.signed) <= set(signed), "an acknowledged signature was lost"
    assert set(signed.values()) == {1}, "somebody signed twice"
    assert set(crowd.signed) <= set(found["mailed"]), "somebody was not asked to confirm"
    assert set(crowd.confirmed) <= set(found["confirmed"]), "a confirmation was lost"
    assert found["counted"] == found["exact"] == len(found["confirmed"])
    assert found["failed"] == 0
    print(  # noqa: T201  for `make endure`
        f"{len(crowd.signed)} acknowledged signatures and {len(set(crowd.confirmed))} "
        f"acknowledged confirmations: 0 lost; {len(signed)} signatures, "
        f"{found['counted']} counted"
    )


@pytest.mark.parametrize("times", [8, pytest.param(100, marks=pytest.mark.endure)])
def test_no_acknowledged_signature_is_lost_whatever_is_killed(installation, relay, times):
    form = installation.ask("campaign")
    installation.serve()
    installation.start("worker")

    with Crowd(installation.port, form, relay) as crowd:
        installation.wait_until(lambda: crowd.signed and crowd.confirmed)
        kill_at_points(installation)
        kill_at_random_moments(installation, times=times)
        installation.wait_until(lambda: len(crowd.signed) > 50 and len(crowd.confirmed) > 5)
    installation.wait_until(lambda: installation.ask("all_is_folded"))

    check(installation.ask("signed"), crowd)
