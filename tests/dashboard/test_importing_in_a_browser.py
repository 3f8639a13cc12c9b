"""A list imported by clicks on a phone: every screen is accessible, and no script is needed."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make
from tests.supporters.headers import ACTION_NETWORK
from undersigned.dashboard import moving
from undersigned.supporters.models import Supporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def work() -> None:
    while moving.go_on(at=timezone.now()):
        pass


def looked_at(page: Page) -> None:
    violations = Axe().run(page).response["violations"]
    assert [violation["id"] for violation in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_list_is_imported_and_undone_by_clicks(
    live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    ours = make.organisation()
    file = tmp_path / "people_of_the_old_system_with_a_long_name.csv"
    file.write_text(ACTION_NETWORK + "4,Luis,Ortega,luis@example.org,99\n,,,none\n")
    cookie = make.signed_in(make.member(ours)).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size({"width": 375, "height": 800})

    page.goto(f"{live_server.url}/dashboard/river-valley/supporters/")
    page.get_by_role("link", name="Import a list").click()
    page.get_by_role("link", name="Import a list").first.click()
    looked_at(page)
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Next: its columns").click()
    looked_at(page)
    page.get_by_label("Everyone in the file who is not marked otherwise").check()
    page.get_by_label("How did they agree?").fill("Ticked a box on our petitions")
    page.get_by_role("button", name="Next: a look before").click()
    looked_at(page)
    work()
    expect(page.get_by_text("Nothing has been changed yet")).to_be_visible()  # by itself
    looked_at(page)
    page.get_by_role("button", name="Import 3 rows").click()
    work()
    expect(page.get_by_text("What came in")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="Undo this import").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Undo this import").click()
    work()
    expect(page.get_by_text("Everybody is as before")).to_be_visible()
    looked_at(page)
    assert not Supporter.objects.exists()
