"""Mailings, results, launch plan and background work, as axe-core sees them on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.campaigns.models import Campaign, Launch
from undersigned.dashboard.states import counting
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.auditing import CLOCK
from undersigned.segments import storing
from undersigned.supporters.models import EmailConsent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME = "/dashboard/river-valley/"


def test_pages_are_accessible_and_fit_a_phone(live_server: LiveServer, page: Page) -> None:
    ours = make.organisation(postal_address="1 Main Street")
    campaign = make.campaign(ours, state=Campaign.State.ANNOUNCED)
    Launch.objects.get_or_create(campaign=campaign)
    rosa = make.supporter(ours, consent=EmailConsent.GIVEN)
    make.signature(campaign, rosa, source="a-source-with-a-rather-long-name-of-its-own")
    draft = make.mailing(ours, starts_with=campaign)
    sent = make.mailing(ours, state=Mailing.State.SENT, frozen_at=make.NOON)
    Recipient.objects.create(
        organisation=ours, mailing=sent, supporter=rosa, region="OH", done_at=make.NOON,
        canonical_address=rosa.canonical_address, state=Recipient.State.UNCERTAIN,
    )  # fmt: skip
    counting.take(ours, at=make.NOON)
    kept = storing.keep(
        organisation=ours, name="In Ohio", at=make.NOON, by=CLOCK,
        rules={"all": [{"criterion": "state", "value": ["OH"]},
                       {"none": [{"criterion": "reachable", "value": True}]}]},
    )  # fmt: skip
    cookie = make.signed_in(make.member(ours)).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 375, "height": 800})

    found: dict[str, object] = {}
    for path in (
        "mailings/", "mailings/new/", f"mailings/{draft.uuid}/write/",
        f"mailings/{draft.uuid}/audience/", f"mailings/{draft.uuid}/check/",
        f"mailings/{sent.uuid}/results/", f"mailings/{sent.uuid}/recipients/",
        f"campaigns/{campaign.uuid}/results/", f"campaigns/{campaign.uuid}/links/",
        f"campaigns/{campaign.uuid}/plan/", f"supporters/{rosa.uuid}/", "background/",
        "states/", "states/groups/new/", "states/population/", "states/numbers/",
        f"states/sentence/?campaign={campaign.uuid}&state=OH", "audiences/",
        "audiences/people/?of=people&state=OH", "audiences/new/",
        f"audiences/{kept.uuid}/", f"audiences/{kept.uuid}/rules/",
        f"audiences/{kept.uuid}/rules/new/?path=&criterion=state",
        f"audiences/{kept.uuid}/why/{rosa.uuid}/",
    ):  # fmt: skip
        page.goto(f"{live_server.url}{HOME}{path}")
        violations = Axe().run(page).response["violations"]
        if violations:
            found[path] = [violation["id"] for violation in violations]
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 375:
            found[f"{path} is wide"] = width

    assert found == {}
