"""One person's pages as axe-core and a phone see them: light and dark, narrow and wide."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.organisations.models import Organisation
from undersigned.supporters import attesting, caring, contacting, fielding, keeping
from undersigned.supporters.models import Consent, EmailConsent, Supporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PEOPLE = "/dashboard/river-valley/supporters/"


def a_full_life(ours: Organisation) -> Supporter:
    """Rosa Diaz, of whom everything is known that can be."""
    by, at = make.actor(make.member(ours, "Omar Haddad")), timezone.now()
    rosa = make.supporter(
        ours, "Rosa Diaz", consent=EmailConsent.GIVEN, postal_code="43215", city="Columbus",
        street="1 Main Street", phone="614 555 0100", source="facebook",
    )  # fmt: skip
    issues = [ours.issue_positions.create(name=name) for name in ("Rural mail", "Clean water")]
    campaign = make.campaign(ours)
    campaign.issues.add(issues[0])
    first = make.signature(campaign, make.supporter(ours, "Luis Ortega"), confirmed_at=at)
    hers = make.signature(campaign, rosa, confirmed_at=at, referred_by=first)
    make.signature(campaign, make.supporter(ours, "Ida Larsen"), referred_by=hers)
    caring.note(supporter=rosa, issues={issues[1].pk}, at=at, by=by)
    for way, values in (
        (
            contacting.EMAIL,
            {"email": "rosa.diaz.of.the.branch@union-of-letter-carriers.example"},
        ),
        (contacting.PHONE, {"phone": "614 555 0199", "type": "work"}),
        (contacting.POST, {"street": "PO Box 9", "city": "Dayton", "type": "mailing"}),
    ):
        contacting.add(supporter=rosa, way=way, values=values, at=at, by=by)
    for kind, label, value in (
        ("number", "Shoe size", 38), ("date", "Member since", "2019-05-01"),
        ("yes_no", "Can host a meeting", True),
    ):  # fmt: skip
        field = fielding.add(organisation=ours, label=label, kind=kind, at=at, by=by)
        rosa.refresh_from_db()
        fielding.write(
            supporter=rosa, version=rosa.version, values={field.key: value}, at=at, by=by
        )
    attesting.attest(
        supporter=rosa, channel=Consent.Channel.TEXT, said=Consent.Said.GIVEN,
        how=Consent.How.PAPER, said_at=at, wording="You may text me about my post office.",
        evidence="sheet 4", at=at, by=by,
    )  # fmt: skip
    keeping.tag(supporter=rosa, name="volunteer", at=at, by=by)
    keeping.note(supporter=rosa, text="Met at the county fair; wants to host.", at=at, by=by)
    return rosa


def test_a_persons_pages_are_accessible_and_fit_a_phone(
    live_server: LiveServer, browser: Browser, pictures: Path
) -> None:
    ours = make.organisation()
    rosa = a_full_life(ours)
    client = make.signed_in(make.member(ours))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    home = f"{rosa.uuid}/"
    paths = {
        "": "list", home: "person", f"{home}contacts/": "contacts", f"{home}fields/": "values",
        f"{home}interests/": "interests", f"{home}consent/": "consent", "fields/": "fields",
        "fields/new/": "field", f"{home}record/": "record",
    }  # fmt: skip
    found: dict[str, object] = {}
    views: tuple[tuple[int, Literal["light", "dark"]], ...] = ((375, "dark"), (1280, "light"))
    for width, scheme in views:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session,
                              "url": live_server.url}])  # fmt: skip
        page = context.new_page()
        for path, name in paths.items():
            page.goto(f"{live_server.url}{PEOPLE}{path}")
            page.screenshot(path=pictures / f"person-{name}-{width}.png", full_page=True)
            if violations := Axe().run(page).response["violations"]:
                found[f"{name} {width}"] = [
                    (one["id"], [node["html"][:120] for node in one["nodes"]][:3])
                    for one in violations
                ]
            shown = page.evaluate("document.documentElement.scrollWidth")
            if shown > width:
                found[f"{name} is wide"] = shown
        context.close()

    assert found == {}
