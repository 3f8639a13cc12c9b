"""The command that counts one by one, and what it says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.petitions.make import confirm_newest, fold, sign
from undersigned.ledger.models import Tally
from undersigned.petitions.models import CountSnapshot, Signature

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
    make.signature(campaign, make.supporter(organisation))  # a row without its leaf
    CountSnapshot.objects.update_or_create(
        petition=campaign.petition, defaults={"count": 5, "as_of": make.NOON}
    )

    with pytest.raises(CommandError, match="--repair"):
        _recount()
    said = _recount("--repair")
    fold()

    assert "shows 5, and the log counts 0. 1 confirmed signatures are not in the log" in said
    assert CountSnapshot.objects.get().count == 1
    assert "1 petitions counted, 0 differed." in _recount()


def test_a_leaf_whose_signature_is_gone_is_voided_and_wrong_figures_are_made_anew() -> None:
    campaign = make.campaign(make.organisation())
    sign(campaign)
    confirm_newest()
    fold()
    Signature.objects.update(state="pending")
    Tally.objects.update(signed=7)

    assert "1 leaves of it have no confirmed signature" in _recount("--repair")
    fold()

    assert Tally.objects.get().count == CountSnapshot.objects.get().count == 0
    assert "1 petitions counted, 0 differed." in _recount()
