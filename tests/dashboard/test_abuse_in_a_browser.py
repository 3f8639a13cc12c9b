"""The pages about abuse as axe-core sees them, and the puzzle as a real browser solves it."""

from datetime import timedelta
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.campaigns.models import Campaign
from undersigned.guard import refusing
from undersigned.petitions import cancelling, choosing, noticing
from undersigned.petitions.models import Signature

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ABUSE = "/dashboard/river-valley/abuse/"


@pytest.fixture
def campaign() -> Campaign:
    refusing.forget_snapshots()
    return make.campaign(make.organisation())


def a_day(campaign: Campaign) -> None:
    """Forty people through the day, and sixty robots in one hour; ten of them held."""
    now = timezone.now()
    for n in range(100):
        robot = n >= 40
        at = now - timedelta(minutes=90 if robot else 30 * n)
        email = f"bot{n}@catchall.example" if robot else f"person{n}@mail{n % 6}.example"
        person = make.supporter(campaign.organisation, f"Person Number{n}", email=email)
        held = n >= 90
        make.signature(
            campaign, person, signed_at=at, asked_at=at,
            confirmed_at=None if held else at + timedelta(seconds=3 if robot else 40 * n),
            state="held" if held else "confirmed", held_for="flood" if held else "",
            held_at=at if held else None,
            network="203.0.113.0/24" if robot else f"198.51.{n}.0/24",
        )  # fmt: skip
    noticing.notice_due(at=now)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit_a_phone(
    live_server: LiveServer,
    browser: Browser,
    campaign: Campaign,
    scheme: Literal["light", "dark"],
) -> None:
    a_day(campaign)
    member = make.member(campaign.organisation)
    session = make.signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value
    rule = choosing.Rule(organisation_id=campaign.organisation_id, domain="catchall.example")
    removal = cancelling.start(rule, reason=cancelling.Reason.FRAUD, note="Monday",
                               at=timezone.now(), by=make.actor(member))  # fmt: skip
    paths = ("", "signatures/?state=held", "limits/", "removals/", "removals/new/",
             f"removals/{removal.uuid}/")  # fmt: skip
    found: dict[str, object] = {}
    for width in (375, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session,
                              "url": live_server.url}])  # fmt: skip
        page = context.new_page()
        for path in paths:
            page.goto(f"{live_server.url}{ABUSE}{path}")
            if path == "removals/new/":
                page.locator("[name=domain]").fill("catchall.example")
                page.get_by_role("button", name="Show what it would do").click()
                page.get_by_text("It would remove 60 signatures").wait_for()
            violations = Axe().run(page).response["violations"]
            if violations:
                found[f"{path} {width}"] = [
                    (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
                    for one in violations
                ]
            shown = page.evaluate("document.documentElement.scrollWidth")
            if shown > width:
                found[f"{path} is wide"] = shown
        context.close()

    assert found == {}


def test_a_browser_solves_the_puzzle_and_the_signature_goes_off_by_itself(
    live_server: LiveServer, page: Page, campaign: Campaign
) -> None:
    fill(live_server, page, campaign)
    page.wait_for_url("**/check-your-email/", timeout=60_000)

    assert page.get_by_role("heading", name="Check your email").is_visible()


def test_without_script_the_second_press_is_taken(
    live_server: LiveServer, browser: Browser, campaign: Campaign
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    fill(live_server, page, campaign)
    page.get_by_text("Press “Sign” once more").wait_for()

    page.get_by_role("button", name="Sign").click()

    # Without script a page may never say that it is loaded.
    page.wait_for_url("**/check-your-email/later/", wait_until="commit")
    assert not Signature.objects.exists()  # the worker makes it
    context.close()


def fill(live_server: LiveServer, page: Page, campaign: Campaign) -> None:
    """Signs from a network that has signed often in this hour."""
    make.rates(campaign.organisation, network=1)
    for name in ("Ana", "Ben"):
        refusing.forget_snapshots()
        page.goto(f"{live_server.url}/{campaign.slug}/")
        page.get_by_label("First name").fill(name)
        page.locator("#id_email").fill(f"{name.lower()}@example.org")
        page.get_by_label("ZIP or postal code").fill("43004")
        page.wait_for_timeout(2_100)  # a form that comes back at once is a robot's
        page.get_by_role("button", name="Sign").last.click()
