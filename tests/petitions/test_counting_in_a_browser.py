"""Anybody counts the whole log in a browser, and sees when something is not right."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from tests.petitions import make as forms
from undersigned.campaigns.models import Campaign
from undersigned.ledger import appending, voiding
from undersigned.ledger.models import Leaf
from undersigned.petitions import withdrawing
from undersigned.petitions.models import Petition, Signature

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STEPS = ["signature", "entries", "root", "count", "before"]


@pytest.fixture
def signed(campaign: Campaign) -> Campaign:
    """300 signatures, more than a bundle; two withdrawn, one of them back."""
    forms.fold()
    text = Leaf.objects.get(kind="petition")
    people = [
        appending.Confirmed(
            petition=text.petition, subject=appending.UUID(int=number), text=text.pk,
            region="US", email=f"p{number}@example.org", name="Ana", locality="",
        )
        for number in range(1, 301)
    ]  # fmt: skip
    appending.sign(people, at=timezone.now())
    gone = [one.subject for one in people[:2]]
    voiding.void(gone, reason="withdrawn", at=timezone.now())
    forms.fold()
    voiding.restore(gone[:1], reason="error", at=timezone.now())
    forms.fold()
    return campaign


@pytest.fixture
def served(page: Page) -> dict[str, bytes]:
    """The log's files and the count as a web server gives them; what a test puts here is
    served in their place.
    """
    changed: dict[str, bytes] = {}

    def answer(route: Route) -> None:
        path = route.request.url.split("/", 3)[3]
        root = settings.LOG_ROOT if path.startswith("log/") else settings.PUBLISHED_ROOT
        file = Path(root) / path.removeprefix("log/")
        if path in changed:
            route.fulfill(status=200, body=changed[path])
        elif file.is_file():
            route.fulfill(status=200, body=file.read_bytes())
        else:
            route.fulfill(status=404, body=b"")

    page.route("**/log/**", answer)
    page.route("**/count.json", answer)
    return changed


def counted(page: Page, url: str, *, ends: str) -> dict[str, str]:
    """How each step came out."""
    page.goto(url)
    page.get_by_role("button", name="Count now").click()
    expect(page.locator(f"[data-outcome={ends}]")).to_be_visible()
    return {
        step: page.locator(f"[data-step={step}]").get_attribute("data-state") or ""
        for step in STEPS
    }


def address(live_server: LiveServer, campaign: Campaign) -> str:
    return f"{live_server.url}/{campaign.slug}/audit/"


@pytest.mark.usefixtures("served")
def test_a_right_log_stands_and_is_known_again(
    live_server: LiveServer, page: Page, signed: Campaign
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    url = address(live_server, signed)

    assert counted(page, url, ends="right") == dict.fromkeys(STEPS, "right")
    expect(page.locator("[data-step=count]")).to_contain_text("299 = 300 signed")
    expect(page.locator("[data-step=count]")).to_contain_text("1 removed")
    expect(page.locator("[data-first]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375

    withdrawing.withdraw(
        list(Signature.objects.values_list("uuid", flat=True)), at=timezone.now()
    )
    appending.close(petition=Petition.objects.get().uuid, at=timezone.now())
    forms.fold()
    assert counted(page, url, ends="right") == dict.fromkeys(STEPS, "right")
    expect(page.locator("[data-again]")).to_be_visible()


def test_one_changed_letter_of_the_log_is_found(
    live_server: LiveServer, page: Page, signed: Campaign, served: dict[str, bytes]
) -> None:
    bundle = "tile/entries/000"
    data = (Path(settings.LOG_ROOT) / bundle).read_bytes()
    served[f"log/{bundle}"] = data.replace(b"\nr US\n", b"\nr DE\n", 1)
    states = counted(page, address(live_server, signed), ends="wrong")
    assert (states["entries"], states["root"]) == ("right", "wrong")

    served[f"log/{bundle}"] = data.replace(b"\nx 0\n", b"\nx 7\n", 1)
    states = counted(page, address(live_server, signed), ends="wrong")
    assert states["entries"] == "wrong"
    expect(page.locator("[data-step=entries]")).to_contain_text("those before it: 1.")


def test_a_count_that_is_not_the_logs_is_found(
    live_server: LiveServer, page: Page, signed: Campaign, served: dict[str, bytes]
) -> None:
    file = Path(settings.PUBLISHED_ROOT) / signed.slug / "count.json"
    facts = json.loads(file.read_bytes())
    served[f"{signed.slug}/count.json"] = json.dumps(facts | {"count": 400}).encode()

    states = counted(page, address(live_server, signed), ends="wrong")

    assert (states["root"], states["count"]) == ("right", "wrong")
    expect(page.locator("[data-step=count]")).to_contain_text("says 400; the log says 299")


def test_a_log_that_was_rewritten_since_is_found(
    live_server: LiveServer, page: Page, signed: Campaign, served: dict[str, bytes]
) -> None:
    url = address(live_server, signed)
    counted(page, url, ends="right")
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
            const seen = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({...seen, size: seen.size - 3}));
        } }"""
    )
    assert counted(page, url, ends="wrong")["before"] == "wrong"

    checkpoint = (Path(settings.LOG_ROOT) / "checkpoint").read_bytes()
    served["log/checkpoint"] = checkpoint.replace(b"\n3", b"\n2", 1)
    assert counted(page, url, ends="wrong")["signature"] == "wrong"


def test_entries_that_are_not_served_leave_it_open(
    live_server: LiveServer, page: Page, signed: Campaign, served: dict[str, bytes]
) -> None:
    served["log/tile/entries/000"] = b""
    states = counted(page, address(live_server, signed), ends="unsure")
    assert states["entries"] == "unsure"
