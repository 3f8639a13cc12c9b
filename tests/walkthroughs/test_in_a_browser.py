"""The two walkthroughs in a real browser on the demo, as `python3 start.py` gives it."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.kills.installation import free_port

pytestmark = [pytest.mark.browser, pytest.mark.sqlite]
DEADLINE = 240.0  # the machine may be busy with the other tests
PHONE = 375


class Demo:
    """The demo in processes of its own, and what it printed when it was ready."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        variables = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("UNDERSIGNED_") and name != "DATABASE_URL"
        }
        self._said = data / "said"
        data.mkdir(parents=True, exist_ok=True)
        with self._said.open("w", encoding="utf-8") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "undersigned", "demo"],
                env=variables
                | {
                    "UNDERSIGNED_DATA": str(data),
                    "PORT": str(self.port),
                    "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
                    "PYTHONUNBUFFERED": "1",
                },
                stdout=said,
            )

    def wait(self) -> None:
        until(lambda: "Ready: " in self.said and "/accounts/link/" in self.said)

    @property
    def said(self) -> str:
        assert self._process.poll() is None, "the demo ended by itself"
        return self._said.read_text(encoding="utf-8")

    @property
    def sign_in_link(self) -> str:
        found = re.search(r"http://\S+/accounts/link/\S+", self.said)
        assert found is not None
        return found[0]

    def count(self) -> int:
        return int(self._json("/rural-post-offices/count.json")["count"])

    def emails(self) -> list[dict[str, Any]]:
        return list(self._json("/mail/messages.json")["messages"])

    def _json(self, path: str) -> dict[str, Any]:
        with urllib.request.urlopen(
            f"http://localhost:{self.port}{path}", timeout=20
        ) as answer:
            return dict(json.load(answer))

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(60)


def until(true: Callable[[], object]) -> None:
    ends_at = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < ends_at, "waited too long"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo") / "var")
    try:
        running.wait()
        yield running
    finally:
        running.stop()


def _sign(page: Page, demo: Demo, *, email: str, zip_code: str) -> None:
    """Fills in the form on the campaign's page and confirms by the link in the email."""
    page.goto(f"{demo.url}/rural-post-offices/")
    for name, value in (
        ("given_name", "Petra"), ("family_name", "Novak"), ("email", email),
        ("postal_code", zip_code),
    ):  # fmt: skip
        page.fill(f"main [name={name}]", value)
    page.check("main [name=consent]")
    page.wait_for_timeout(2500)  # as long as a person takes at the least
    page.click("main form[action$='/sign'] button")
    page.wait_for_url("**/check-your-email/")
    until(lambda: _confirmations(demo, email))
    page.goto(_confirmations(demo, email)[0])


def _confirmations(demo: Demo, email: str) -> list[str]:
    mine = [message for message in demo.emails() if email in message["to"]]
    return [link for message in mine for link in message["links"] if "/confirm/" in link]


def test_the_campaign_page_transfers_less_than_sixty_kilobytes(
    demo: Demo, browser: Browser
) -> None:
    """As the browser counts: headers too, typefaces, compressed; the example has no picture."""
    context = browser.new_context()
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    sizes: list[float] = []
    network.on("Network.loadingFinished", lambda one: sizes.append(one["encodedDataLength"]))
    page.goto(f"{demo.url}/rural-post-offices/", wait_until="networkidle")
    page.evaluate("document.fonts.ready")

    assert len(sizes) >= 9  # page, styles, script, both typefaces, the accent, the count
    assert sum(sizes) < 60_000
    context.close()


def test_a_person_signs_on_a_phone_confirms_and_sees_the_count_go_up(
    demo: Demo, browser: Browser, pictures: Path
) -> None:
    context = browser.new_context(
        viewport={"width": PHONE, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    before = demo.count()
    _sign(page, demo, email="petra.novak@example.org", zip_code="43004")
    page.screenshot(path=pictures / "confirm-375.png")
    assert demo.count() == before  # looking at the link confirms nothing

    page.click("main form button")
    page.wait_for_url("**/thanks/**")

    page.screenshot(path=pictures / "thanks-375.png", full_page=True)
    assert "Petra" in page.inner_text("main")
    until(lambda: demo.count() == before + 1)
    page.goto(f"{demo.url}/rural-post-offices/")
    # The page may come from the browser's cache; its script asks for the count.
    page.get_by_text(f"{before + 1:,}").first.wait_for()
    page.screenshot(path=pictures / "campaign-375.png", full_page=True)
    assert not context.cookies()
    context.close()


def _write_to_ohio_and_iowa(page: Page, home: str, pictures: Path) -> None:
    """The three screens of a mailing."""
    page.goto(f"{home}mailings/new/")
    page.fill("[name=name]", "Ohio and Iowa")
    page.click("main form button")
    page.wait_for_url("**/write/")
    page.fill("[name=subject]", "News for your state")
    page.fill("[name=body]", 'Dear {{ first_name or "friend" }},\n\nthank you for signing.')
    page.click("main form button.button-primary")
    page.wait_for_url("**/audience/")
    page.select_option("[name=signed]", label="Keep rural post offices open")
    page.evaluate("document.querySelectorAll('main details').forEach(d => d.open = true)")
    page.check("[name=states][value=OH]")
    page.check("[name=states][value=IA]")
    page.screenshot(path=pictures / "audience-1280.png", full_page=True)
    page.click("main form button.button-primary")
    page.wait_for_url("**/check/")
    page.screenshot(path=pictures / "check-1280.png", full_page=True)


def test_an_organiser_emails_the_signers_of_two_states_and_only_they_get_it(
    demo: Demo, browser: Browser, pictures: Path
) -> None:
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(demo.sign_in_link)
    page.click("main form button")
    page.wait_for_url("**/dashboard/*/")
    home = page.url
    page.screenshot(path=pictures / "dashboard-1280.png", full_page=True)
    page.goto(f"{home}organisation/")
    page.fill("[name=hold_minutes]", "0")
    page.click("form:has([name=hold_minutes]) button.button-primary")

    _write_to_ohio_and_iowa(page, home, pictures)
    told = re.search(r"Send to (\d+) addresses", page.inner_text("main"))
    assert told is not None
    page.get_by_role("button", name=told[0]).click()

    def arrived() -> list[dict[str, Any]]:
        return [one for one in demo.emails() if one["subject"] == "News for your state"]

    until(lambda: len(arrived()) >= int(told[1]))
    everybody = [one["to"] for one in arrived()]
    assert len(everybody) == len(set(everybody)) == int(told[1])
    page.goto(page.url.replace("/check/", "/results/"))
    page.screenshot(path=pictures / "mailing-results-1280.png", full_page=True)
    states = page.inner_text("main")
    assert "Ohio" in states
    assert "Iowa" in states
    context.close()
