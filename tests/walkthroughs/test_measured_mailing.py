"""A mailing with three variants for two states, from the first click to the last number."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.outbox import reports
from tests.outbox.relays import Relay, running
from undersigned.accounts.models import Membership
from undersigned.config.environment import Relay as RelaySetting
from undersigned.lib import leasing
from undersigned.mailings import clicking, judging, returning, sending, tallying
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox import sending as outbox_sending
from undersigned.outbox import transport
from undersigned.outbox.models import Suppression
from undersigned.outbox.returns import fetching
from undersigned.outbox.returns.fetching import Maildir
from undersigned.petitions.models import Signature
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/140.0"
STATES = {"OH": 30, "IA": 18, "TX": 9}
OHIO = "The hearing is in Columbus on Tuesday."
BODY = """Dear {{ first_name or "friend" }},

our office in {{ state or "your state" }} is to close. [Sign now](/post-offices/) and read
[what the paper says](https://news.example/offices).
"""


@pytest.fixture
def relay(settings, tmp_path: Path, live_server: LiveServer) -> Iterator[Relay]:
    (tmp_path / "data").mkdir()
    settings.DATA = tmp_path / "data"
    settings.BASE_URL = live_server.url
    settings.RETURN_PATH = "b@bounces.river.example"
    with running() as started:
        settings.RELAY = RelaySetting(
            host="127.0.0.1", port=started.port, user="", password="", security="none"
        )
        yield started


@dataclass
class Got:
    """An email of the mailing as its reader has it."""

    to: str
    sent_from: str
    subject: str
    html: str
    links: list[str]
    unsubscribe: str
    token: str


def emails(relay: Relay) -> list[Got]:
    found = []
    for taken in relay.taken:
        assert isinstance(taken.content, bytes)
        mail = message_from_bytes(taken.content, policy=default)
        if not mail["List-Unsubscribe"]:  # a receipt
            continue
        html = mail.get_body(("html",))
        assert html is not None
        words = html.get_content()
        links = re.findall(r'href="(http[^"]*/r/[^"]*)"', words)
        found.append(Got(
            taken.rcpt_tos[0], str(taken.mail_from), str(mail["Subject"]), words, links,
            str(mail["List-Unsubscribe"]).strip("<>"), str(mail["X-Message-Token"]),
        ))  # fmt: skip
    return found


def open_link(url: str, **headers: str) -> str:
    answer = Client().get(_path(url), headers={"user-agent": BROWSER, **headers})
    assert answer.status_code == 302
    return re.sub(r"^http://localhost:\d+", "", str(answer["Location"]))


def sign(url: str) -> None:
    """By the link in the email: one press, and no second email."""
    reader, path = Client(), open_link(url)
    answer = reader.post(path, dict(reader.get(path).context["sign_hidden"]))
    assert answer.status_code == 303


def finish() -> None:
    """In a thread of its own, as a sender is: the browser's loop runs in this one."""
    with ThreadPoolExecutor(1) as sender:
        sender.submit(_send).result()


def _send() -> None:
    try:
        # The receipts of those who signed go first: mailings wait for letters that are late.
        while outbox_sending.send_due(at=leasing.now()) + sending.send_due(at=leasing.now()):
            pass
    finally:
        transport.close_this_thread()
        connection.close()


def signed_in(browser: Browser, live_server: LiveServer, who: Membership) -> Page:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    context.set_default_timeout(40_000)
    context.route("**/*.woff2", lambda route: route.abort())  # they take long to cut
    cookie = make.signed_in(who).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    return context.new_page()


def looked_at(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == []
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    page.set_viewport_size({"width": 1280, "height": 900})


def write(page: Page, live_server: LiveServer) -> None:
    """The three screens, and the test's own, as an organiser goes through them."""
    page.goto(f"{live_server.url}/dashboard/river-valley/mailings/new/", timeout=240_000)
    page.locator("[name=name]").fill("Offices in two states")
    page.get_by_role("button", name="Start writing").click()
    page.locator("[name=subject]").fill('Our post office, {{ first_name or "friend" }}')
    page.locator("[name=from_address]").fill("news@rivervalley.example")
    page.locator("[name=body]").fill(BODY)
    page.get_by_role("button", name="Go on in blocks").click()
    only_for_ohio(page)
    page.get_by_role("button", name="Save and choose the audience").click()
    page.locator("summary", has_text="States").click()
    for name in ("Ohio", "Iowa"):
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("link", name="Set up, or change what is measured").click()
    for subject, body in (("They close it on Friday", ""), ("", BODY.replace("Dear", "Hi"))):
        page.get_by_role("button", name="Add a variant").click()
        page.locator("[name=subject]").fill(subject)
        page.locator("[name=body]").fill(body)
        page.get_by_role("button", name="Save").click()
    page.get_by_label("a number of people").check()
    page.locator("[name=share]").fill("")
    page.locator("[name=size]").fill("30")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Too few to tell")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="Check and send").click()
    expect(page.get_by_text("3 variants, tried on 30 people")).to_be_visible()
    page.get_by_role("button", name="Send to 48 addresses").click()
    asked = page.get_by_text("A second person has to approve it").first
    expect(asked).to_be_visible()


def only_for_ohio(page: Page) -> None:
    """A second text, and by point and click who sees it."""
    page.get_by_role("button", name="Text", exact=True).click()
    page.get_by_label("Text", exact=True).last.fill(OHIO)
    page.get_by_role("button", name="Who sees it: 2. Text").click()
    page.get_by_text("Lives in", exact=True).first.click()
    page.get_by_label("Ohio", exact=True).check()
    page.get_by_role("button", name="Show it to these people").click()
    expect(page.get_by_text("For who: Lives in Ohio.")).to_be_visible()


def come_back(relay: Relay, folder: Path) -> dict[str, Got]:
    """A bad address, a full box, a provider that refuses, a press of the spam button."""
    (folder / "new").mkdir(parents=True)
    (folder / "cur").mkdir()
    chosen = dict(zip(("postfix", "gmail full", "gmail blocked"), emails(relay), strict=False))
    for number, (name, got) in enumerate(chosen.items()):
        report = reports.bounce(name, sent_from=got.sent_from, to=got.to)
        (folder / "new" / str(number)).write_bytes(report)
    chosen["complaint"] = emails(relay)[3]
    spam = reports.complaint(token=chosen["complaint"].token, to=chosen["complaint"].to)
    (folder / "new" / "9").write_bytes(spam)
    assert fetching.take(Maildir(folder), at=leasing.now()) == 4
    assert returning.settle_due(at=leasing.now()) == 4
    return chosen


def numbers(page: Page) -> dict[str, int]:
    """The list that adds up, as it stands on the page."""
    name = "cell => cell.firstChild.textContent.split(':')[0].trim()"
    return {
        row.locator("th").evaluate(name): int(row.locator("td").inner_text().replace(",", ""))
        for row in page.locator("#progress table tr").all()
    }


def tile(page: Page, label: str) -> str:
    return page.locator("#progress .tile", has_text=label).first.inner_text()


def table(page: Page, heading: str) -> dict[str, list[str]]:
    section = page.locator("section", has=page.get_by_role("heading", name=heading, exact=True))
    return {
        row.locator("th").inner_text(): [one.inner_text() for one in row.locator("td").all()]
        for row in section.locator("tbody tr").all()
        if row.locator("td").count() > 2
    }


def approve(page: Page, browser: Browser, live_server: LiveServer) -> None:
    """Who asked cannot; a second person does, who sees what it is."""
    expect(page.get_by_role("button", name="Approve and send")).to_have_count(0)
    ours = Organisation.objects.get()
    second = signed_in(browser, live_server, make.member(ours, "Ben Hart"))
    second.goto(page.url)
    expect(second.get_by_text("They close it on Friday")).to_be_visible()
    second.get_by_role("button", name="Approve and send").click()
    expect(second.get_by_text("Approved").first).to_be_visible()
    second.context.close()


@dataclass
class Came:
    """Who did what."""

    signers: list[Got]
    gone: Got


def only_ohio_reads_it(got: list[Got]) -> None:
    """The condition holds in A and B; C has words of its own."""
    said = Counter((one.to.partition("oh")[1], _letter(one), OHIO in one.html) for one in got)
    assert {shown for (state, letter, shown) in said if letter == "C"} == {False}
    assert {(state, shown) for (state, letter, shown) in said if letter != "C"} == {
        ("oh", True),
        ("", False),
    }


def answer(got: list[Got], back: dict[str, Got]) -> Came:
    """Five sign, one reads on, a scanner opens every link of another's, one unsubscribes."""
    left = [one for one in got if one.to not in {bad.to for bad in back.values()}]
    of_b = [one for one in left if one.subject.startswith("They close")]
    others = [one for one in left if one not in of_b]
    signers = [*of_b[:4], others[0]]
    reader, scanned, gone = others[1:4]
    for one in signers:
        sign(one.links[0])
    assert open_link(reader.links[-1]) == "https://news.example/offices"
    for url in scanned.links:
        open_link(url)
        Client().head(_path(url), headers={"user-agent": BROWSER})
    Client().post(_path(gone.unsubscribe), {"List-Unsubscribe": "One-Click"})
    clicking._group.stop()
    assert judging.judge_due(at=leasing.now() + judging.WAIT * 2) > 0
    return Came(signers, gone)


def send_the_rest(page: Page, results: str) -> None:
    """The organiser looks, and does not wait for the clock."""
    page.goto(results)
    assert numbers(page)["Waiting"] == 18
    page.get_by_role("button", name="Send B to the rest").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Send B to the rest").click()
    expect(page.get_by_text("The rest gets variant B").first).to_be_visible()
    finish()
    tallying.tally(Mailing.objects.get(), at=leasing.now())
    page.goto(results)


def right_to_the_last_number(page: Page, came: Came) -> None:
    assert numbers(page) == {
        "On the list": 48, "Delivered": 45, "Waiting": 0, "Deferred": 0, "Left out": 0,
        "Uncertain": 0, "Hard bounces": 1, "Soft bounces": 1, "Blocked": 1,
        "Refused, no reason told": 0,
    }  # fmt: skip
    assert re.search(r"\b6\b", tile(page, "Clicked, by people"))
    assert re.search(r"\b5\b", tile(page, "Acted"))
    assert re.search(r"\b1\b", tile(page, "Unsubscribed"))
    expect(page.get_by_text("Complaints: 1. Links of 1 more people")).to_be_visible()
    states = table(page, "By state")
    assert {name: cells[0] for name, cells in states.items()} == {"Ohio": "30", "Iowa": "18"}
    whole = [sum(float(cells[place]) for cells in states.values()) for place in range(7)]
    assert whole == [48, 45, 3, 1, 1, 6, 5]
    acted = Counter(_letter(one) for one in came.signers)
    assert {name: (cells[0], cells[6]) for name, cells in table(page, "A/B test").items()} == {
        letter: ("10", str(acted[letter])) for letter in "ABC"
    }


def test_a_mailing_with_three_variants_is_right_to_the_last_number(
    live_server: LiveServer, browser: Browser, relay: Relay, tmp_path: Path, pictures: Path
) -> None:
    ours = make.organisation(postal_address="1 Main Street", hold_minutes=0, approval_above=40)
    make.campaign(ours)
    for state, number in STATES.items():
        for place in range(number):
            make.supporter(
                ours, f"Rosa {state}{place}", region=state, consent=EmailConsent.GIVEN
            )
    page = signed_in(browser, live_server, make.member(ours))
    write(page, live_server)
    approve(page, browser, live_server)
    finish()
    got = emails(relay)
    assert Counter(one.subject.startswith("They close") for one in got) == {True: 10, False: 20}
    Recipient.objects.update(done_at=leasing.now() - timedelta(minutes=10))

    came = answer(got, come_back(relay, tmp_path / "box"))
    results = page.url.replace("/check/", "/results/")
    send_the_rest(page, results)

    assert len(emails(relay)) == len({one.to for one in emails(relay)}) == 48
    right_to_the_last_number(page, came)
    only_ohio_reads_it(emails(relay))
    assert Signature.objects.confirmed().count() == 5
    reasons = set(Suppression.objects.values_list("reason", flat=True))
    assert reasons == {Suppression.Reason.BOUNCED, Suppression.Reason.COMPLAINED}
    away = Supporter.objects.filter(email_consent=EmailConsent.WITHDRAWN)
    assert list(away.values_list("email", flat=True)) == [came.gone.to]
    looked_at(page)
    page.screenshot(path=pictures / "mailing-results.png", full_page=True)
    page.context.close()


def _path(url: str) -> str:
    return re.sub(r"^http://[^/]+", "", url)


def _letter(got: Got) -> str:
    return Recipient.objects.get(supporter__email=got.to).arm
