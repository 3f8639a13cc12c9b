"""Each test of the petitions has a campaign of its own, and limits that know nobody."""

import pytest

from tests import make
from undersigned.campaigns.models import Campaign
from undersigned.guard import refusing


@pytest.fixture(autouse=True)
def no_old_snapshots() -> None:
    refusing.forget_snapshots()


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())
