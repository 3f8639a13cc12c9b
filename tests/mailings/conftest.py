"""The demo's catching connection of one test is not left to the next."""

from collections.abc import Iterator

import pytest

from undersigned.outbox import transport


@pytest.fixture(autouse=True)
def connection_of_its_own() -> Iterator[None]:
    transport.close_this_thread()
    yield
    transport.close_this_thread()
