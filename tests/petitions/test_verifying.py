"""Checking a receipt in the browser: what is right passes, one changed letter does not."""

import base64
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.petitions import make as forms
from undersigned.campaigns.models import Campaign
from undersigned.petitions import removing
from undersigned.petitions.models import Signature

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _serve_log(page: Page) -> None:
    """As the web server does it, from the files."""
    root = Path(settings.LOG_ROOT)

    def answer(route):
        path = root / route.request.url.split("/log/", 1)[1]
        if path.is_file():
            route.fulfill(status=200, body=path.read_bytes())
        else:
            route.fulfill(status=404, body=b"")

    page.route("**/log/**", answer)


def _receipt_link(campaign: Campaign) -> str:
    forms.fold()
    forms.sign(campaign)
    forms.confirm_newest()
    forms.fold()
    letters = [one for one in forms.emails() if "/receipt/" in one.text]
    return re.search(r"http://localhost:8000(\S+/receipt/\S+)", letters[-1].text)[1]


def test_a_receipt_is_accepted_and_refused_with_one_changed_letter(
    live_server: LiveServer, page: Page, campaign: Campaign
) -> None:
    link = _receipt_link(campaign)
    _serve_log(page)
    page.set_viewport_size({"width": 375, "height": 800})

    page.goto(live_server.url + link)
    check = page.locator("[data-check] a")
    expect(check).to_have_attribute("href", re.compile(r"/verify/#"))
    check.click()
    page.get_by_role("button", name="Check it now").click()

    expect(page.locator("[data-outcome=right]")).to_be_visible()
    states = page.locator("[data-step]").evaluate_all(
        "all => all.map(one => one.dataset.state)"
    )
    assert states == ["right"] * 7
    assert page.evaluate("document.documentElement.scrollWidth") <= 375

    name = page.get_by_label("Name, as you signed")
    name.fill(name.input_value().replace("O", "Q"))
    page.get_by_role("button", name="Check it now").click()

    expect(page.locator("[data-outcome=wrong]")).to_be_visible()
    expect(page.locator("[data-step=person]")).to_have_attribute("data-state", "wrong")


def _opening(link: str) -> dict[str, str]:
    encoded = link.partition("#")[2]
    opening: dict[str, str] = json.loads(
        base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
    )
    return opening


def _handed_on(page: Page, url: str) -> tuple[str, dict[str, str]]:
    """The page that checks, and what the receipt's page hands it behind the '#'."""
    page.goto(url)
    check = page.locator("[data-check] a")
    expect(check).to_have_attribute("href", re.compile(r"/verify/#"))
    href = check.get_attribute("href") or ""
    return href.partition("#")[0], _opening(href)


def _fragment(opening: dict[str, str]) -> str:
    encoded = base64.urlsafe_b64encode(json.dumps(opening).encode()).decode()
    return f"#{encoded.rstrip('=')}"


def test_a_removed_signature_does_not_pass_under_another_number(
    live_server: LiveServer, page: Page, campaign: Campaign
) -> None:
    """A place beyond the tree leads the same way up to its root."""
    link = _receipt_link(campaign)
    for n in range(2):  # an entry at the right edge leads another way
        forms.sign(campaign, email=f"after{n}@example.org")
        forms.confirm_newest(f"after{n}@example.org")
    forms.fold()
    _serve_log(page)
    verify, opening = _handed_on(page, live_server.url + link)
    index = int(re.search(r"\nindex (\d+)\n", opening["proof"])[1])
    signature = Signature.objects.get(email="luis.ortega@example.org")
    removing.remove([signature.uuid], reason=Signature.Reason.FRAUD, at=timezone.now(), by=None)
    forms.fold()

    for number, step in ((index, "removal"), (index + 1024, "path")):
        forged = opening["proof"].replace(f"\nindex {index}\n", f"\nindex {number}\n")
        page.goto("about:blank")
        page.goto(live_server.url + verify + _fragment(opening | {"proof": forged}))
        page.get_by_role("button", name="Check it now").click()
        expect(page.locator("[data-outcome=wrong]")).to_be_visible()
        expect(page.locator(f"[data-step={step}]")).to_have_attribute("data-state", "wrong")


def test_a_newest_checkpoint_that_the_log_did_not_sign_shows_nothing(
    live_server: LiveServer, page: Page, campaign: Campaign
) -> None:
    link = _receipt_link(campaign)
    _serve_log(page)
    verify, opening = _handed_on(page, live_server.url + link)
    newest = Path(settings.LOG_ROOT) / "checkpoint"
    newest.write_bytes(newest.read_bytes().replace(b"\n", b"x\n", 1))

    page.goto(live_server.url + verify + _fragment(opening))
    page.get_by_role("button", name="Check it now").click()

    expect(page.locator("[data-outcome=unsure]")).to_be_visible()
    expect(page.locator("[data-step=removal]")).to_have_attribute("data-state", "unsure")


def test_a_second_link_in_the_same_tab_is_taken(
    live_server: LiveServer, page: Page, campaign: Campaign
) -> None:
    """A couple opens both receipts: only what stands behind the '#' changes."""
    verify = f"{live_server.url}/{campaign.slug}/verify/"
    both = {"name": "Ana Lopez", "email": "two@example.org", "proof": "a"}
    page.goto(verify + _fragment(both))

    page.goto(verify + _fragment(both | {"name": "Ben Okoro"}))

    expect(page.get_by_label("Name, as you signed")).to_have_value("Ben Okoro")


def test_a_pasted_receipt_fits_a_phone(
    live_server: LiveServer, page: Page, campaign: Campaign
) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{live_server.url}/{campaign.slug}/verify/")
    page.get_by_text("Paste the receipt or your link instead").click()
    page.get_by_label("Receipt or link").fill(f"extra {'zrFHGyYJPyYub1l2' * 8}")

    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_the_page_of_a_petition_names_the_programs_too(campaign: Campaign) -> None:
    html = Client().get(f"/{campaign.slug}/verify/").content.decode()

    assert "undersigned audit" in html
