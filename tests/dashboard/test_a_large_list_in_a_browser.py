"""The daily pages with many people behind them: used by clicks, and asking no more questions.

Ten thousand people in the suite, a million in `make endure`; the screens are kept as pictures.
"""

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import make, millions
from tests.conftest import PICTURES
from undersigned.dashboard import moving
from undersigned.dashboard.states import counting
from undersigned.places.models import StateGroup
from undersigned.supporters.models import Import, Supporter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SIZES = [10_000, pytest.param(1_000_000, marks=pytest.mark.endure)]
LATE = 60_000  # milliseconds: at a million on a busy machine


def rows(number: int) -> Iterator[tuple[str, ...]]:
    """Half of them are there already."""
    yield "email", "first name", "last name", "zip", "status", "tags"
    for one in range(number // 2, number // 2 + number):
        yield f"p{one}@example.org", "", f"Diaz {one}", "45701", "subscribed", "moved in"


class Walk:
    """A browser at one size of the window, with a picture of each page."""

    def __init__(self, page: Page, home: str, people: int) -> None:
        self.page, self.home, self.people = page, home, people
        PICTURES.mkdir(exist_ok=True)

    def to(self, address: str) -> None:
        self.page.goto(f"{self.home}{address}", timeout=LATE)

    def keep(self, name: str) -> None:
        for width in (375, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, name
            self.page.screenshot(
                path=PICTURES / f"large-{self.people}-{name}-{width}.png", full_page=True
            )

    def works(self, batch: Import) -> None:
        """The worker's turn, while this page is left: one database, one writer."""
        self.page.goto("about:blank")
        while moving.go_on(at=timezone.now()):
            pass
        batch.refresh_from_db()
        assert not batch.failure, batch.failure


@pytest.mark.parametrize("people", SIZES)
def test_import_audience_states_and_person_are_used_with_many_people(
    live_server: LiveServer, page: Page, tmp_path: Path, people: int
) -> None:
    ours = make.organisation()
    millions.make(ours, people=people, now=timezone.now())
    # Of a million some live where the file says already.
    Supporter.objects.filter(postal_code="45701").update(postal_code="45702")
    StateGroup.objects.create(organisation=ours, name="first two", codes=["IA", "NH", "OH"])
    client = make.signed_in(make.member(ours))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_default_timeout(LATE)
    walk = Walk(page, live_server.url, people)
    file = tmp_path / "list.csv"
    with file.open("w", newline="") as opened:
        csv.writer(opened).writerows(rows(people))

    batch = _imported(walk, file)
    assert batch.found["new"] == people // 2
    assert batch.found["changed"] == people - people // 2, "their ZIP code is another"
    page.get_by_role("link", name="New from list.csv").click()
    expect(page.get_by_text(f"{people // 2:,}").first).to_be_visible()
    walk.keep("audience")
    counting.take(ours, at=timezone.now())
    rosa = Supporter.objects.order_by("pk")[0]
    _looked_at(walk, rosa)
    audience = moving.segments(batch)[0]
    # PostgreSQL is given the file's number: to count the people, and to list them.
    numbers = 2 if connection.vendor == "postgresql" else 0
    _asks_no_more_questions(
        client, people, {
            ("import", batch.uuid): 7, ("imports",): 7,
            ("audience", audience.uuid): 9 + numbers, ("states",): 11,
            ("supporter", rosa.uuid): 33, ("supporters",): 10,
        },
    )  # fmt: skip


def _looked_at(walk: Walk, rosa: Supporter) -> None:
    walk.to(reverse("dashboard:states", args=["river-valley"]))
    expect(walk.page.get_by_role("rowheader", name="Ohio").first).to_be_visible()
    walk.keep("states")
    walk.to(reverse("dashboard:supporter", args=["river-valley", rosa.uuid]))
    expect(walk.page.get_by_role("heading", name=rosa.name)).to_be_visible()
    walk.keep("person")
    walk.to(reverse("dashboard:supporters", args=["river-valley"]))
    walk.keep("supporters")


def _asks_no_more_questions(
    client: Client, people: int, asked: dict[tuple[object, ...], int]
) -> None:
    for (name, *arguments), most in asked.items():
        began = time.perf_counter()
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(f"dashboard:{name}", args=["river-valley", *arguments]))
        took = time.perf_counter() - began
        print(f"{people:,} people, {name}: {len(queries)} questions, {took:.2f} s")  # noqa: T201  for `make endure`
        assert answer.status_code == 200
        assert len(queries) <= most, [query["sql"][:120] for query in queries]


def _imported(walk: Walk, file: Path) -> Import:
    """By the three screens."""
    page = walk.page
    walk.to(reverse("dashboard:new_import", args=["river-valley"]))
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Next: its columns").click()
    page.get_by_label("Everyone in the file who is not marked otherwise").check()
    page.get_by_label("How did they agree?").fill("Ticked a box on our petitions")
    page.get_by_role("button", name="Next: a look before").click()
    expect(page.get_by_role("heading", name=file.name)).to_be_visible()
    batch = Import.objects.get(file_name=file.name)
    here = reverse("dashboard:import", args=["river-valley", batch.uuid])
    walk.works(batch)
    walk.to(here)
    expect(page.get_by_text("Nothing has been changed yet")).to_be_visible()
    walk.keep("look-before")
    page.get_by_role("button", name=f"Import {walk.people:,} rows").click()
    expect(page.get_by_role("link", name="How far is it?")).to_be_visible()
    walk.works(batch)
    walk.to(here)
    expect(page.get_by_text("What came in")).to_be_visible()
    walk.keep("import")
    return batch
