"""Pages of signing in, the team and the organisation, as axe-core sees them on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.accounts.models import Membership, Role
from undersigned.organisations import describing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OUTSIDE = ("/accounts/sign-in/", "/accounts/password/forgotten/", "/accounts/invitation/none/")
INSIDE = (
    "/accounts/",
    "/accounts/sessions/",
    "/accounts/email/",
    "/accounts/password/",
    "/accounts/second-factor/",
    "/dashboard/river-valley/team/",
    "/dashboard/river-valley/organisation/",
    "/dashboard/river-valley/organisation/issues/new/",
    "/dashboard/river-valley/audit/",
)


def a_team() -> Membership:
    ours = make.organisation()
    owner = make.member(ours)
    make.member(ours, "Carla von Hohenberg-Lichtenstein", Role.VIEWER)
    by = make.actor(owner)
    describing.add_position(
        organisation=ours, name="Rural post offices", text="Keep", at=make.NOON, by=by
    )
    return owner


def sign_in(page: Page, server: LiveServer, owner: Membership) -> None:
    cookie = make.signed_in(owner).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": server.url}])


def test_pages_are_accessible_and_fit_a_phone(live_server: LiveServer, page: Page) -> None:
    owner = a_team()
    page.set_viewport_size({"width": 375, "height": 800})
    found: dict[str, object] = {}
    for path in (*OUTSIDE, *INSIDE):
        if path == INSIDE[0]:
            sign_in(page, live_server, owner)
        page.goto(f"{live_server.url}{path}")
        violations = Axe().run(page).response["violations"]
        if violations:
            found[path] = [violation["id"] for violation in violations]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            found[f"{path} is wide"] = width

    assert found == {}


def test_the_preview_of_the_colour_can_be_read_in_the_dark(
    live_server: LiveServer, page: Page
) -> None:
    owner = a_team()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}{OUTSIDE[0]}")
    sign_in(page, live_server, owner)
    page.goto(f"{live_server.url}/dashboard/river-valley/organisation/")

    for colour in ("#0f766e", "#5b21b6", "#9f1239"):
        page.fill("#id_accent", colour)
        violations = Axe().run(page, "#accent-preview").response["violations"]
        assert [violation["id"] for violation in violations] == [], colour
