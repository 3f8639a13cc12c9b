"""An organisation that may write to people, its campaign, and a welcome in two emails."""

import pytest

from tests import make
from tests.automations.making import (
    add,
    draft,
    letter,
)
from undersigned.automations.models import Automation, Step
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation


@pytest.fixture
def ours() -> Organisation:
    return make.organisation(postal_address="1 River Road", from_address="news@river.example")


@pytest.fixture
def campaign(ours: Organisation) -> Campaign:
    return make.campaign(ours)


@pytest.fixture
def welcome(ours: Organisation) -> Automation:
    """A welcome at once, and a second email three days later."""
    made = draft(ours)
    letter(made, "Welcome")
    add(made, Step.Kind.WAIT, hours=72)
    letter(made, "One thing more")
    return made
