"""What every test is given: a database, closed sockets, a browser where there is one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import SimpleTestCase
from hypothesis import HealthCheck
from hypothesis import settings as properties
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from pytest_django import Settings

from tests import chromium
from undersigned.lib import grouping
from undersigned.outbox import transport
from undersigned.petitions import reading

# No deadline: two cores that are busy with something else are no fault of the code.
properties.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
properties.load_profile("house")

_WITH_DATABASE = {"db", "transactional_db", "django_db_setup"}
PICTURES = Path("artifacts").resolve()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A test of one database alone is left out on the other: there it has no meaning.

    A test of the browser is skipped, with a reason, on a machine that has none. Those come
    last: the browser's driver leaves a loop of asyncio running in the thread of the tests, and
    a sender of mail cannot run its own there.

    What asks no database runs on SQLite alone: it would say the same again.
    """
    if connection.vendor == "postgresql":
        left_out = [
            item for item in items
            if item.get_closest_marker("sqlite") or not _asks_a_database(item)
        ]  # fmt: skip
    else:
        left_out = [item for item in items if item.get_closest_marker("postgresql")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    # What kills processes takes longest: begun last it would leave one processor idle.
    items.sort(key=lambda item: item.get_closest_marker("kills") is None)
    items.sort(key=_is_in_browser)
    if chromium.path() is None:
        for item in filter(_is_in_browser, items):
            item.add_marker(pytest.mark.skip(reason="no Chromium found on this machine"))


def _asks_a_database(item: pytest.Item) -> bool:
    case = getattr(item, "cls", None)
    return (
        not _WITH_DATABASE.isdisjoint(getattr(item, "fixturenames", ()))
        or any(item.get_closest_marker(name) for name in ("django_db", "kills", "postgresql"))
        or (case is not None and issubclass(case, SimpleTestCase))
    )


def _is_in_browser(item: pytest.Item) -> bool:
    return item.get_closest_marker("browser") is not None


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Under CI=true nothing may be skipped: a machine that lacks something is not a pass."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or os.environ.get("CI") != "true":
        return
    if reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("CI=true, and a test was skipped: that counts as a failure.")


@pytest.fixture(autouse=True)
def media_of_its_own(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploads and published files of one test are not seen by another."""
    folder = tmp_path_factory.mktemp("files", numbered=True)
    settings.MEDIA_ROOT = folder / "media"
    settings.PUBLISHED_ROOT = folder / "published"
    settings.IMPORT_ROOT = folder / "imports"
    settings.LOG_ROOT = folder / "log"
    settings.LEDGER_ROOT = folder / "ledger"
    settings.LEDGER_JOURNAL = folder / "signers"
    settings.PROMISE_KEY_FILE = folder / "promise-key"


@pytest.fixture(autouse=True)
def petitions_read_anew() -> None:
    """What a test keeps for a minute is not for the next."""
    reading._KEPT.clear()
    reading._BY_ID.clear()


@pytest.fixture(autouse=True)
def connection_to_the_relay_of_its_own() -> Iterator[None]:
    """A thread keeps its way out (the relay's, or the demo's viewer): not for the next test."""
    yield
    transport.close_this_thread()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """PostgreSQL's throw-away database does not go while a writing thread holds it."""
    yield
    grouping.stop_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, one a process; it talks to this machine only."""
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium.path(), args=chromium.ARGUMENTS
        )
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A person's browser with no history: 1280 pixels wide, patient on a busy machine."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-US")
    opened.set_default_timeout(30_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def pictures() -> Path:
    """The folder for screenshots; a person looks at them after the run."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES
