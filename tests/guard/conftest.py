"""Each test here has a campaign of its own, knows nobody busy, and asks for little work."""

import pytest

from tests import make
from undersigned.campaigns.models import Campaign
from undersigned.guard import proving, refusing


@pytest.fixture(autouse=True)
def new_second() -> None:
    refusing.forget_snapshots()


@pytest.fixture(autouse=True)
def easy_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests prove that work is asked and checked, not how much it is."""
    monkeypatch.setattr(proving, "COST", 1)
    monkeypatch.setattr(proving, "PREFIX", "0")


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())
