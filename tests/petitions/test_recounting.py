"""The command that counts one by one, and what it says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.petitions.make import fold
from undersigned.petitions.models import CountSnapshot

pytestmark = pytest.mark.django_db


def _recount(*arguments: str) -> str:
    said = StringIO()
    call_command("recount", *arguments, stdout=said)
    return said.getvalue()


def test_a_count_that_is_right_is_left_alone() -> None:
    make.campaign(make.organisation())
    fold()

    assert "1 petitions counted, 0 differed." in _recount()


def test_a_count_that_is_wrong_is_named_and_put_right_when_asked() -> None:
    organisation = make.organisation()
    campaign = make.campaign(organisation)
    make.signature(campaign, make.supporter(organisation))
    CountSnapshot.objects.update_or_create(
        petition=campaign.petition, defaults={"count": 5, "as_of": make.NOON}
    )

    with pytest.raises(CommandError, match="--repair"):
        _recount()
    assert "shows 5, but 1 confirmed signatures" in _recount("--repair")
    assert CountSnapshot.objects.get().count == 1
