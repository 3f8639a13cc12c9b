"""A claim's life by clicks: two polls come in, it is published, it grows old, she is told."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from django.utils.module_loading import import_string
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from undersigned.config.schedule import ENTRIES
from undersigned.evidence.models import Claim, Poll
from undersigned.outbox.models import Message

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HOME = "/dashboard/river-valley/"
SENTENCE = "64% of Lake County adults would keep the ferry, a Harbour Research poll found."
ARTICLE = """Most in Lake County would keep the ferry

{today:%B} {today.day}, {today.year}

Sixty-four percent of Lake County adults would keep the ferry, a Harbour Research poll released
Tuesday found. Another 25 percent would close it.

The poll of 802 adults was conducted by phone from {first:%B} {first.day} to {last:%B}
{last.day}. It has a margin of error of plus or minus 3.5 percentage points. In January a Valley
Poll survey put support for the ferry at 61 percent.

The fare went up by 12 percent last year, and the boat is 62 years old.

“Nobody asked us before they cut the night boat,” said Ana Ruiz, a nurse. #KeepTheFerry
"""
Show = Callable[[str], None]


@pytest.fixture
def show(page: Page, pictures: Path) -> Show:
    """On a phone and on a desk: accessible, no wider than the screen, pictures for a person."""

    def shown(name: str) -> None:
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=pictures / f"claim-{name}-{width}.png", full_page=True)
            violations = Axe().run(page).response["violations"]
            assert [one["id"] for one in violations] == [], name
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    return shown


def sign_in(page: Page, live_server: LiveServer, session: str) -> None:
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def turn_the_clock(at: datetime) -> None:
    """What the worker does by the clock for claims."""
    (entry,) = [one for one in ENTRIES if one.name == "check claims against the polls"]
    check = import_string(entry.run)
    while check(at=at):
        pass


def enter_a_poll(page: Page, show: Show) -> None:
    page.get_by_role("link", name="New poll").click()
    for name, value in (
        ("pollster", "Valley Poll"), ("source_title", "Lake Courier, Most like the boat"),
        ("field_start", "2026-01-08"), ("field_end", "2026-01-12"),
        ("question_0_in_short", "Keep the ferry?"),
        ("question_0_population", "Adults in Lake County"), ("question_0_sample_size", "611"),
        ("question_0_results", "would keep it | 61 %\nwould close it | 28 %"),
    ):  # fmt: skip
        page.fill(f"main [name={name}]", value)
    show("poll-form")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Valley Poll")).to_be_visible()
    show("poll-record")


def read_an_article(page: Page, show: Show, today: date) -> None:
    page.get_by_role("link", name="Read an article").click()
    days = {"first": today - timedelta(days=9), "last": today - timedelta(days=6)}
    paragraphs = ARTICLE.format(today=today, **days).split("\n\n")
    page.fill("[name=text]", "\n\n".join(" ".join(one.split()) for one in paragraphs))
    page.fill("[name=source]", "Lake Courier, Most would keep the ferry")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_text("Perhaps on record already:")).to_be_visible()
    show("article-found")
    card = page.locator("form.card", has=page.get_by_role("heading", name="Harbour Research"))
    card.get_by_role("button", name="Put these into the form").click()
    expect(page.locator("[name=pollster]")).to_have_value("Harbour Research")
    expect(page.locator("[name=question_0_sample_size]")).to_have_value("802")
    show("article-form")
    assert Poll.objects.count() == 1  # hers alone: the article has stored nothing
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Harbour Research")).to_be_visible()


def bind_the_claim(page: Page, show: Show) -> None:
    page.get_by_role("link", name="New claim").click()
    page.fill("[name=sentence]", SENTENCE)
    choices = page.locator("[name=result_id]")
    (wanted,) = choices.locator("option", has_text="Harbour").filter(has_text="keep").all()
    choices.select_option(wanted.get_attribute("value"))
    page.fill("[name=number]", "64")
    show("claim-form")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_label("How it stands").get_by_text("supported")).to_be_visible()
    show("claim-checked")


def publish(page: Page, show: Show, story: str, public: str) -> None:
    page.goto(story)
    page.get_by_label(SENTENCE).check()
    page.get_by_role("button", name="Save").first.click()
    page.goto(public)
    expect(page.get_by_text(SENTENCE).first).to_be_visible()
    show("campaign")
    page.get_by_role("link", name="supported by one poll").click()
    expect(page.get_by_role("heading", name=SENTENCE)).to_be_visible()
    expect(page.get_by_text("supported by one poll").first).to_be_visible()
    show("public")


def test_a_poll_an_article_a_claim_its_page_its_age_and_the_alert(  # noqa: PLR0915  one story
    live_server: LiveServer, page: Page, show: Show
) -> None:
    member = make.member(make.organisation())
    campaign = make.campaign(member.organisation, slug="keep-the-ferry")
    public = f"{live_server.url}/keep-the-ferry/"
    session = make.signed_in(member).cookies["sessionid"].value
    sign_in(page, live_server, session)
    page.set_default_timeout(120_000)  # the machine may be busy with other tests
    library = f"{live_server.url}{HOME}evidence/"

    page.goto(library)
    enter_a_poll(page, show)
    page.goto(library)
    read_an_article(page, show, timezone.localdate())
    page.goto(library)
    bind_the_claim(page, show)
    publish(page, show, f"{live_server.url}{HOME}campaigns/{campaign.uuid}/story/", public)
    turn_the_clock(timezone.now())
    page.goto(f"{live_server.url}{HOME}")
    expect(page.get_by_text("no longer holds")).to_have_count(0)

    later = timezone.now() + timedelta(days=181)
    with time_machine.travel(later):
        turn_the_clock(timezone.now())
        sign_in(page, live_server, make.signed_in(member).cookies["sessionid"].value)
        page.goto(f"{live_server.url}{HOME}")
        expect(page.get_by_text("1 claim no longer holds")).to_be_visible()
        show("alert")
        page.get_by_role("link", name="Look at them").click()
        page.get_by_role("link", name=SENTENCE).click()
        expect(page.get_by_label("How it stands").get_by_text("outdated")).to_be_visible()
        show("outdated")
        page.goto(public)
        expect(page.get_by_text("outdated").first).to_be_visible()
    (letter,) = Message.objects.all()
    assert letter.to_address == member.user.email
    assert SENTENCE in letter.text
    assert Claim.objects.get().fallen_at is not None
