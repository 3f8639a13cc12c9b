"""An organiser writes a welcome in blocks and starts it, on a phone and on a desk."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.automations.models import Automation, Step
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import EmailConsent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE = 120_000  # milliseconds, on a busy machine
Scheme = Literal["light", "dark"]
VIEWS: tuple[tuple[int, Scheme], ...] = ((375, "dark"), (1280, "light"))


def seen(page: Page, pictures: Path, name: str, found: dict[str, object]) -> None:
    """Keeps a picture, and what is not accessible or does not fit."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    page.screenshot(path=pictures / f"automation-{name}-{width}.png", full_page=True)
    if violations := Axe().run(page).response["violations"]:
        found[f"{name} {width}"] = [one["id"] for one in violations]
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > width:
        found[f"{name} {width} wide"] = wide


def signed_in(
    browser: Browser, server: LiveServer, ours: Organisation, view: tuple[int, Scheme]
) -> Page:
    session = make.signed_in(make.member(ours)).cookies[settings.SESSION_COOKIE_NAME].value
    size: ViewportSize = {"width": view[0], "height": 800}
    context = browser.new_context(viewport=size, color_scheme=view[1])
    context.add_cookies([
        {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}
    ])  # fmt: skip
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def begin(page: Page) -> None:
    """An automation with an email, in Markdown so far."""
    page.get_by_label("Name", exact=True).fill("Welcome")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Send an email").click()
    page.get_by_role("button", name="Add and write it").click()
    page.get_by_label("Subject", exact=True).fill("Hi {{ first_name or 'friend' }}")
    page.get_by_label("Email", exact=True).fill("Thank you, {{ first_name or 'friend' }}.")
    expect(page.locator("#preview")).to_contain_text("Thank you, Rosa.")


def go_on_in_blocks(page: Page) -> None:
    page.get_by_role("button", name="Go on in blocks").click()
    page.get_by_role("button", name="Button", exact=True).click()
    page.get_by_label("Words on it").fill("Tell a neighbor")
    page.get_by_label("Leads to").fill("nowhere")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“nowhere” is no address.")).to_be_visible()
    page.get_by_label("Leads to").fill("https://river.example/tell")
    page.get_by_role("button", name="Who sees it: 1. Text").click()
    page.get_by_text("Lives in", exact=True).first.click()
    page.get_by_label("Iowa").check()
    page.get_by_label("Everybody else reads instead").fill("Thank you, whoever you are.")
    page.get_by_role("button", name="Show it to these people").click()
    expect(page.locator("#preview")).to_contain_text("Thank you, whoever you are.")


def start(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    page.get_by_role("dialog").get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name="Version 1, started")).to_be_visible()
    page.get_by_role("button", name="Change the steps").click()
    expect(page.get_by_role("heading", name="Version 2, being written")).to_be_visible()


@pytest.mark.parametrize("view", VIEWS)
def test_an_organiser_writes_a_welcome_in_blocks_and_starts_it(
    live_server: LiveServer, browser: Browser, pictures: Path, view: tuple[int, Scheme]
) -> None:
    ours = make.organisation(postal_address="1 Main Street", from_address="hi@river.example")
    make.supporter(ours, "Rosa Diaz", region="OH", consent=EmailConsent.GIVEN)
    page, found = signed_in(browser, live_server, ours, view), dict[str, object]()

    page.goto(f"{live_server.url}/dashboard/{ours.slug}/automations/new/")
    begin(page)
    seen(page, pictures, "write", found)
    go_on_in_blocks(page)
    seen(page, pictures, "blocks", found)
    page.get_by_role("link", name="As people get it").click()
    page.get_by_role("link", name="Text", exact=True).click()
    expect(page.locator("pre")).to_contain_text("Thank you, whoever you are.")
    seen(page, pictures, "look", found)
    page.get_by_role("link", name="To the automation").click()
    seen(page, pictures, "automation", found)
    start(page)
    seen(page, pictures, "running", found)
    page.context.close()

    assert found == {}
    assert Automation.objects.get().state == Automation.State.RUNNING
    steps = Step.objects.select_related("mailing").order_by("version__number")
    first, second = (step.mailing for step in steps)
    assert (first.state, second.state) == (Mailing.State.SENDING, Mailing.State.DRAFT)
    assert first.blocks == second.blocks
