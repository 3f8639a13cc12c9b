"""Web server and worker are killed while people sign: what was acknowledged is never lost."""

import http.client
import itertools
import random
import secrets
import signal
import threading
import time
from collections import Counter
from urllib.parse import urlencode

import pytest

from tests.kills.installation import Installation
from tests.outbox.relays import Relay, running

pytestmark = [pytest.mark.kills]

WEB_POINTS = ["grouping.before_write", "grouping.after_write"]
WORKER_POINTS = ["folding.before_commit", "folding.after_commit"]


@pytest.fixture
def installation(tmp_path, database_of_its_own):
    with running(Relay()) as relay:
        made = Installation(tmp_path, relay_port=relay.port, database_url=database_of_its_own)
        made.run("upgrade")
        yield made
        made.stop()


class Crowd:
    """People who sign, each from a network of their own, whatever the server does."""

    def __init__(self, port, form):
        self.acknowledged = []
        self._port, self._form = port, form
        self._numbers = itertools.count()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._sign) for _ in range(4)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _sign(self):
        while not self._stop.wait(0.02):
            number = next(self._numbers)
            address = f"signer{number}@town{number}.example"
            try:
                status = self._post(number, address)
            except (OSError, http.client.HTTPException):
                self._stop.wait(0.1)  # nobody answered: nothing was promised
                continue
            assert status in (303, 503), status
            if status == 303:
                self.acknowledged.append(address)

    def _post(self, number, address):
        form = {
            "given_name": "Luis", "family_name": f"Ortega {number}", "email": address,
            "postal_code": "43004", "country": "US", "asked": self._form["asked"],
            "stamp": self._form["stamp"],
        }  # fmt: skip
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Forwarded-For": f"10.{number >> 8 & 255}.{number & 255}.1",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=40)
        try:
            connection.request("POST", f"/{self._form['slug']}/sign", urlencode(form), headers)
            return connection.getresponse().status
        finally:
            connection.close()


def kill_at_points(installation):
    for point in WEB_POINTS:
        installation.kill("serve")
        installation.serve(fault=f"{point}:3")
    installation.kill("serve")
    installation.serve()
    for point in WORKER_POINTS:
        installation.kill("worker")
        installation.start("worker", fault=f"{point}:2")
        assert installation.wait_for_death("worker") == -signal.SIGKILL, point
        installation.start("worker")


def kill_at_random_moments(installation, *, times):
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201  to try the same moments again
    moments = random.Random(seed)  # noqa: S311
    for _ in range(times):
        time.sleep(moments.uniform(0.5, 2.0))
        if moments.random() < 0.5:
            installation.kill("worker")
            installation.start("worker")
        else:
            installation.kill("serve")
            installation.serve()


@pytest.mark.parametrize("times", [6, pytest.param(100, marks=pytest.mark.endure)])
def test_no_acknowledged_signature_is_lost_whatever_is_killed(installation, times):
    form = installation.ask("campaign")
    installation.serve()
    installation.start("worker")

    with Crowd(installation.port, form) as crowd:
        time.sleep(1)
        kill_at_points(installation)
        kill_at_random_moments(installation, times=times)
    installation.wait_until(lambda: installation.ask("signed")["waiting"] == 0)

    found = installation.ask("signed")
    signed = Counter(found["signed"])
    assert len(crowd.acknowledged) > 50, "hardly anybody could sign"
    assert set(crowd.acknowledged) <= set(signed), "an acknowledged signature was lost"
    assert set(signed.values()) == {1}, "somebody signed twice"
    assert found["failed"] == 0
    assert set(crowd.acknowledged) <= set(found["mailed"]), "somebody was not asked to confirm"
