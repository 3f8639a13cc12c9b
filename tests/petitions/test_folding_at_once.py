"""Two hands of the worker take submissions in at the same moment: as if it were one."""

import threading
from collections import Counter

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from undersigned.actions import folding, submitting
from undersigned.campaigns.models import Campaign
from undersigned.config import schedule
from undersigned.guard.limits import ASK_ADDRESS
from undersigned.outbox.models import Message
from undersigned.petitions import signing
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Supporter

MAILBOXES, TIMES = 60, 5


def submit(campaign: Campaign) -> None:
    """Each of sixty people signs five times, in no order that all keep to."""
    for turn in range(TIMES):
        for number in range(MAILBOXES):
            who = (number * (turn * 2 + 7)) % MAILBOXES
            submitting.submit(
                submitting.Typed(
                    campaign_id=campaign.pk, kind=submitting.Kind.SIGN, network="",
                    payload={
                        "given_name": "Luis", "family_name": f"Ortega {who}",
                        "email": f"luis{who}@example.org",
                    },
                    at=timezone.now(),
                )
            )  # fmt: skip


def fold() -> None:
    while signing.fold_due(at=timezone.now()):
        pass
    connection.close()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_nobody_is_taken_in_twice_and_no_mailbox_is_asked_too_often(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(folding._SIZES, "postgresql", 23)
    submit(make.campaign(make.organisation()))
    hands = [threading.Thread(target=fold) for _ in range(2)]

    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert Supporter.objects.count() == Signature.objects.count() == MAILBOXES
    asked = Counter(Message.objects.values_list("to_address", flat=True))
    assert len(asked) == MAILBOXES
    assert max(asked.values()) == ASK_ADDRESS.most


@pytest.mark.django_db
def test_two_hands_take_signatures_in_where_two_can_write() -> None:
    [entry] = [one for one in schedule.ENTRIES if one.run.endswith("signing.fold_due")]

    assert entry.threads() == (2 if connection.vendor == "postgresql" else 1)
