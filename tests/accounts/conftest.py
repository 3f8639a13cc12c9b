"""Mail of these tests goes where the installation's goes: into the queue."""

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def mail_is_queued(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "undersigned.outbox.backend.QueueingBackend"
