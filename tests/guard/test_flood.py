"""A flood of robots does not move the count; an office behind one address gets through.

Small in the suite; `make endure` sends 50,000 robots.
"""

import json
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

import altcha
import pytest
from django.utils import timezone
from pytest_django import Settings

from tests.petitions.make import fold, typed
from undersigned.campaigns.models import Campaign
from undersigned.guard import proving, refusing
from undersigned.petitions import (
    confirming,
    counting,
    intake,
    reading,
    releasing,
    signing,
    taking,
)
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db

WAVE = 250  # robots that come before one of them confirms
NETWORKS = [f"198.51.{n}.0/24" for n in range(5)]
OFFICE = "203.0.113.0/24"
PROVIDERS = [f"mail{n}.example" for n in range(8)]


@pytest.fixture(autouse=True)
def form_is_kept(settings: Settings) -> Iterator[None]:
    """As outside the tests, the petition's settings are not read for each form."""
    reading._KEPT.clear()
    settings.FORM_SECONDS = 600
    yield
    reading._KEPT.clear()


def sent(campaign: Campaign, email: str, network: str) -> intake.Sent:
    body = urlencode(typed(campaign, email=email, given_name=email.partition("@")[0]))
    return intake.Sent(slug=campaign.slug, body=body.encode(), network=network)


def solve(campaign: Campaign) -> taking.Work:
    question = proving.ask(campaign.petition.uuid, at=timezone.now())
    challenge = altcha.Challenge.from_dict(json.loads(question.challenge))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    both = {"challenge": challenge.to_dict(), "solution": solution.to_dict()}
    text = b64encode(json.dumps(both).encode()).decode()
    return taking.Work(asked=question.asked, solved=text)


def insist(campaign: Campaign, email: str, network: str, work: taking.Work) -> taking.Taken:
    """The second press, with what the page asked for."""
    opened = reading.find(campaign.slug)
    assert opened is not None
    payload = {"email": email, "given_name": email.partition("@")[0], "country": "US",
               "postal_code": "43004", "region": "OH"}  # fmt: skip
    return taking.take(opened, payload, network=network, at=timezone.now(), work=work)


def robots_come(campaign: Campaign, first: int, number: int) -> None:
    """Of those asked for work a third does it, a third sends on without, a third gives up."""
    emails = [f"bot{n}@catchall.example" for n in range(first, first + number)]
    networks = [NETWORKS[n % len(NETWORKS)] for n in range(number)]
    forms = [sent(campaign, *pair) for pair in zip(emails, networks, strict=True)]
    took = intake.take(forms)
    asked = [pair for pair, path in zip(zip(emails, networks, strict=True), took, strict=True)
             if not path]  # fmt: skip
    for n, (email, network) in enumerate(asked):
        if n % 3 == 0:
            insist(campaign, email, network, solve(campaign))
        elif n % 3 == 1:
            question = proving.ask(campaign.petition.uuid, at=timezone.now())
            insist(campaign, email, network, taking.Work(asked=question.asked))


def office_signs(campaign: Campaign, people: Sequence[str]) -> int:
    """All behind one address; how many were asked for work first."""
    asked = 0
    for person in people:
        refusing.forget_snapshots()  # they take longer than a second each
        if not intake.take([sent(campaign, person, OFFICE)])[0]:
            asked += 1
            taken = insist(campaign, person, OFFICE, solve(campaign))
            assert taken is taking.Taken.YES
    return asked


def confirm_all() -> None:
    """Whoever got an email presses its button at once, late ones too."""
    while signing.fold_due(at=timezone.now()):
        pass
    waiting = list(Signature.objects.pending().values_list("uuid", flat=True))
    for start in range(0, len(waiting), 250):
        confirming.confirm(waiting[start : start + 250], at=timezone.now(), thank=False)
    refusing.forget_snapshots()  # a second has passed


def endure(campaign: Campaign, robots: int) -> None:
    started = time.monotonic()
    people = [f"person{n}@{PROVIDERS[n % len(PROVIDERS)]}" for n in range(200)]
    robots_come(campaign, 0, WAVE)
    confirm_all()
    assert office_signs(campaign, people) == 80  # 120 an hour are nobody's business
    for first in range(WAVE, robots, WAVE):
        robots_come(campaign, first, WAVE)
        confirm_all()
    confirm_all()

    due = Signature.objects.held().exclude(held_until=None).values_list("held_until", flat=True)
    for moment in filter(None, set(due)):  # the hour is over
        while releasing.release_due(at=moment):
            pass
    fold()

    confirmed = Signature.objects.confirmed()
    assert {row.network for row in confirmed} == {OFFICE}
    assert confirmed.count() == 200
    assert counting.shown_count(campaign.petition).count == 200
    held = Signature.objects.held().count()
    assert held > robots / 3
    seconds = time.monotonic() - started
    print(f"{robots:,} robots, {held:,} held, in {seconds:.0f} s")  # noqa: T201  for docs


def test_two_thousand_robots_do_not_move_the_count_and_an_office_gets_through(
    campaign: Campaign,
) -> None:
    endure(campaign, 2_000)


@pytest.mark.endure
def test_fifty_thousand_robots_do_not_move_the_count_and_an_office_gets_through(
    campaign: Campaign,
) -> None:
    endure(campaign, 50_000)
