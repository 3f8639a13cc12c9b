"""Installations that are killed: each has a copy of one migrated database, and a relay."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from tests import migrated
from tests.kills.installation import Installation
from tests.outbox.relays import Relay, running


@pytest.fixture(scope="session")
def migrated_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[migrated.Migrated]:
    """Shared by the processes of pytest-xdist; made at the first use."""
    ours = tmp_path_factory.getbasetemp()
    shared = ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours
    server = "" if connection.vendor == "sqlite" else os.environ.get("DATABASE_URL", "")
    with migrated.once_a_run(shared / "migrated", server) as made:
        yield made


@pytest.fixture
def database_of_its_own() -> Iterator[str]:
    """The DATABASE_URL of a new, empty database on the tests' server; empty for SQLite."""
    server = os.environ.get("DATABASE_URL", "")
    if connection.vendor == "sqlite" or not server:
        yield ""
        return
    with migrated.new_database(server) as made:
        yield made


@pytest.fixture
def relay() -> Iterator[Relay]:
    with running(Relay()) as started:
        yield started


@pytest.fixture
def variables() -> dict[str, str]:
    """More of the installation's environment; a test module may have its own."""
    return {}


@pytest.fixture
def installation(
    relay: Relay,
    variables: dict[str, str],
    migrated_once: migrated.Migrated,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Installation]:
    """Migrated, nothing runs yet; whatever the test started is killed at its end."""
    data = tmp_path_factory.mktemp("installation") / "data"
    shutil.copytree(migrated_once.data, data)
    with ExitStack() as stack:
        url = (
            stack.enter_context(migrated_once.copied_database()) if migrated_once.server else ""
        )
        made = Installation(data, relay_port=relay.port, database_url=url, **variables)
        stack.callback(made.stop)
        yield made
