"""Blocks written in a real browser: by keyboard, on a phone, in the dark; nothing overflows."""

import io
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.ledger.models import Leaf
from undersigned.mailings.audience import Choice
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import CountSnapshot
from undersigned.supporters.models import EmailConsent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/dashboard/river-valley/mailings/"
PATIENCE = 120_000  # milliseconds, on a busy machine
VIEWS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((375, "dark"), (1280, "light"))


def signed_in(context: BrowserContext, server: LiveServer, ours: Organisation) -> Page:
    session = make.signed_in(make.member(ours)).cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([
        {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}
    ])  # fmt: skip
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def river() -> FilePayload:
    out = io.BytesIO()
    Image.new("RGB", (1200, 500), "teal").save(out, "JPEG")
    return {"name": "river.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_an_organiser_puts_a_mailing_together_by_keyboard(
    live_server: LiveServer, context: BrowserContext
) -> None:
    ours = make.organisation(postal_address="1 Main Street")
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    mailing = make.mailing(ours, in_blocks=True)
    page = signed_in(context, live_server, ours)
    page.goto(f"{live_server.url}{HOME}{mailing.uuid}/blocks/")

    page.get_by_role("button", name="Heading", exact=True).press("Enter")
    page.get_by_label("Heading", exact=True).fill("Hello {{ first_name or 'you' }}")
    expect(page.locator("#preview h2")).to_have_text("Hello Rosa")
    page.get_by_role("button", name="Picture", exact=True).press("Enter")
    page.get_by_label("Picture", exact=True).set_input_files(river())
    page.get_by_label("What it shows").fill("A river")
    page.get_by_label("What it shows").press("Enter")
    expect(page.locator("#preview img")).to_have_attribute("alt", "A river")
    page.get_by_role("button", name="Up: 2. Picture").press("Enter")
    expect(page.locator(".block-title").first).to_contain_text("1. Picture")
    page.get_by_role("button", name="Who sees it: 2. Heading").press("Enter")
    page.get_by_text("Lives in", exact=True).first.click()
    page.get_by_label("Ohio").check()
    page.get_by_role("button", name="Show it to these people").press("Enter")
    expect(page.get_by_text("For who: Lives in Ohio.")).to_be_visible()
    page.get_by_role("button", name="Remove: 1. Picture").press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Remove").press("Enter")
    expect(page.locator(".block-title")).to_have_count(1)

    mailing.refresh_from_db()
    assert [block["kind"] for block in mailing.blocks] == ["heading"]


def kept() -> str:
    """A picture as it is stored."""
    name = default_storage.save(
        "mailings/river-valley/river.jpg", ContentFile(river()["buffer"])
    )
    return str(default_storage.url(name))


def written(ours: Organisation) -> Mailing:
    campaign = make.campaign(ours)
    Leaf.objects.pending().update(index=campaign.pk)  # its text is in the log
    CountSnapshot.objects.update_or_create(
        petition=campaign.petition, defaults={"count": 12_345, "as_of": make.NOON}
    )
    words = (
        "Dear {{ first_name or 'friend' }},\n\n**it works**. [Read](/post-offices/) all of it."
    )
    return make.mailing(ours, in_blocks=True, blocks=[
        kinds.new("heading", words="Twelve thousand, and counting"),
        kinds.new("text", words=words, when=Choice(states=["OH"]).rules(), otherwise="Hello."),
        kinds.new("picture", alt="A river", path=kept()),
        kinds.new("figure", words="people want it", source=f"count:{campaign.uuid}"),
        kinds.new("button", words="Sign", url="/post-offices/"),
        kinds.new("columns", words="In short: **yes**.", words_2="In long: *yes, please*."),
        kinds.new("divider"),
    ])  # fmt: skip


def test_its_pages_are_accessible_and_fit_a_phone(
    live_server: LiveServer, browser: Browser, pictures: Path
) -> None:
    ours = make.organisation(postal_address="1 Main Street")
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    make.member(ours, "Ben Hart")
    mailing, empty = written(ours), make.mailing(ours, in_blocks=True, name="Nothing yet")
    one = mailing.blocks[1]["id"]
    paths = {
        f"{mailing.uuid}/blocks/": "blocks", f"{empty.uuid}/blocks/": "empty",
        f"{mailing.uuid}/blocks/{one}/condition/": "condition",
        f"{mailing.uuid}/look/": "look", f"{mailing.uuid}/look/?way=dark": "look-dark",
        f"{mailing.uuid}/look/?way=phone": "look-phone",
        f"{mailing.uuid}/look/?way=text": "look-text", f"{mailing.uuid}/check/": "check",
    }  # fmt: skip
    found: dict[str, object] = {}
    member = make.member(ours)
    session = make.signed_in(member).cookies[settings.SESSION_COOKIE_NAME].value
    for width, scheme in VIEWS:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        context.add_cookies([
            {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
        ])  # fmt: skip
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        for path, name in paths.items():
            page.goto(f"{live_server.url}{HOME}{path}")
            page.screenshot(path=pictures / f"mailing-{name}-{width}.png", full_page=True)
            if violations := Axe().run(page).response["violations"]:
                found[f"{name} {width}"] = [one["id"] for one in violations]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found[f"{name} {width} wide"] = wide
        context.close()

    assert found == {}
