"""Checking a receipt in the browser: what is right passes, one changed letter does not."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.petitions import make as forms
from undersigned.campaigns.models import Campaign

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


def test_the_page_of_a_petition_names_the_programs_too(campaign: Campaign) -> None:
    html = Client().get(f"/{campaign.slug}/verify/").content.decode()

    assert "undersigned audit" in html
