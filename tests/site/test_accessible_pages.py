"""Both examples as axe-core sees them, on a phone and on a desk, in light and dark."""

from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.examples import invented, reconstructed
from undersigned.petitions.models import CountSnapshot

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = (
    "/",
    "/o/post-road-neighbors/",
    "/o/post-road-neighbors/releases/hearing-before-closing/",
    "/rural-post-offices/",
    "/first-hearing/",
    "/dont-run-joe/",
    "/rural-post-offices/verify/",
    "/rural-post-offices/how-we-count/",
    "/rural-post-offices/check-your-email/",
)


@pytest.fixture
def examples() -> None:
    invented.load(at=make.NOON)
    reconstructed.load(at=make.NOON)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.usefixtures("examples")
def test_pages_are_accessible_and_fit_a_phone(
    live_server: LiveServer, browser: Browser, scheme: Literal["light", "dark"]
) -> None:
    found: dict[str, object] = {}
    for width in (375, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
        )
        page = context.new_page()
        for path in PATHS:
            page.goto(f"{live_server.url}{path}")
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


@pytest.mark.usefixtures("examples")
def test_the_number_on_the_page_follows_count_json(live_server: LiveServer, page: Page) -> None:
    campaign = Campaign.objects.get(slug="rural-post-offices")
    page.route(
        "**/count.json", lambda route: route.fulfill(json={"count": 4321, "by_region": {}})
    )

    page.goto(f"{live_server.url}/{campaign.slug}/")

    expect(page.locator("[data-count]").first).to_have_text("4,321")
    assert CountSnapshot.objects.get(petition__campaign=campaign).count == 0


@pytest.mark.usefixtures("examples")
def test_on_a_phone_the_way_to_the_form_is_in_reach(
    live_server: LiveServer, page: Page
) -> None:
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto(f"{live_server.url}/rural-post-offices/")
    page.mouse.wheel(0, 3500)

    page.locator(".sign-bar a").click()

    assert page.locator("#sign").is_visible()
    assert page.url.endswith("#sign")
