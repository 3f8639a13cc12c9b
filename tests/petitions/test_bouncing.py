"""What happens to a signature whose address does not exist."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.petitions.make import confirm_newest, emails, fold, sign
from undersigned.ledger.models import Leaf
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.outbox.models import Message, Return
from undersigned.outbox.returns import settling
from undersigned.petitions import asking, cancelling, choosing, counting
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db
LUIS = "luis.ortega@example.org"


def come_back(address, *, kind=Return.Kind.HARD):
    """The newest letter to this address was handed over, and came back."""
    letter = emails(address)[-1]
    at = timezone.now()
    Message.objects.filter(pk=letter.pk).update(state=Message.State.SENT, finished_at=at)
    Return.objects.create(
        fingerprint=letter.uuid.hex, came_by=Return.CameBy.MAIL, kind=kind,
        about=Return.About.LETTER, about_uuid=letter.uuid, domain="example.org",
        status="5.1.1", code=550, words="No such user", at=at,
    )  # fmt: skip
    settling.settle_due(at=at)


@pytest.fixture
def campaign():
    return make.campaign(make.organisation())


def reminded(address):
    """Whether a reminder goes, a day after signing."""
    before = len(emails(address))
    asking.remind_due(at=timezone.now() + timedelta(hours=25))
    return len(emails(address)) > before


def test_whose_email_came_back_stays_pending_and_gets_no_reminder(campaign):
    sign(campaign)
    come_back(LUIS)

    assert Signature.objects.get().state == Signature.State.PENDING
    assert not reminded(LUIS)


def test_whose_mailbox_was_full_is_reminded(campaign):
    sign(campaign)
    come_back(LUIS, kind=Return.Kind.FULL)

    assert reminded(LUIS)


def test_a_confirmed_one_counts_until_staff_remove_those_that_bounced(campaign):
    sign(campaign)
    confirm_newest()
    sign(campaign, email="ana@example.org", given_name="Ana")
    confirm_newest("ana@example.org")
    come_back(LUIS)
    fold()
    assert counting.shown_count(campaign.petition).count == 2

    rule = choosing.Rule(organisation_id=campaign.organisation_id, bounced=True)
    assert rule.narrows
    assert choosing.from_json(rule.as_json()) == rule
    cancelling.start(
        rule, reason=cancelling.Reason.BOUNCE, note="", at=timezone.now(), by=COMMAND_LINE
    )
    while cancelling.go_on(at=timezone.now()):
        pass
    fold()

    assert counting.shown_count(campaign.petition).count == 1
    assert Signature.objects.confirmed().get().email == "ana@example.org"
    assert Leaf.objects.get(kind=Leaf.Kind.VOID).reason == "bounce"
