"""Signatures are removed for a reason and restored, and the count follows."""

import pytest
from django.utils import timezone

from tests import make
from tests.petitions.make import confirm_newest, emails, fold, link, sign
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import AuditEntry
from undersigned.petitions import counting, removing
from undersigned.petitions.models import Signature

pytestmark = pytest.mark.django_db

State = Signature.State


def remove(*signatures, by=COMMAND_LINE, reason=removing.Reason.FRAUD):
    uuids = [signature.uuid for signature in signatures]
    return removing.remove(uuids, reason=reason, at=timezone.now(), by=by)


def restore(*signatures):
    uuids = [signature.uuid for signature in signatures]
    at = timezone.now()
    return removing.restore(uuids, reason=removing.Reason.ERROR, at=at, by=COMMAND_LINE)


def count(campaign):
    fold()
    return counting.shown_count(campaign.petition).count


def test_a_removed_signature_counts_no_more_until_it_is_restored():
    campaign = make.campaign(make.organisation())
    sign(campaign)
    confirm_newest()
    signature = Signature.objects.get()

    assert remove(signature) == 1
    assert remove(signature) == 0
    assert count(campaign) == 0
    assert restore(signature) == 1
    assert restore(signature) == 0
    assert count(campaign) == 1
    assert [row.verb for row in AuditEntry.objects.order_by("pk")] == ["removed", "restored"]


def test_a_removed_one_that_waited_waits_again_when_it_is_restored():
    campaign = make.campaign(make.organisation())
    sign(campaign)
    signature = Signature.objects.get()

    remove(signature, by=None)
    page = confirm_newest()
    assert "was removed" in page.content.decode()
    restore(signature)

    signature.refresh_from_db()
    assert signature.state == State.PENDING
    assert count(campaign) == 0


def test_whoever_signs_again_after_a_removal_is_told_how_to_object():
    campaign = make.campaign(make.organisation())
    sign(campaign)
    confirm_newest()
    remove(Signature.objects.get())

    sign(campaign)

    assert Signature.objects.get().state == State.REMOVED
    assert "was removed" in emails()[-1].subject
    assert "restore it" in emails()[-1].text


def test_a_removal_takes_as_many_statements_for_many_as_for_one(django_assert_num_queries):
    campaign = make.campaign(make.organisation())
    people = [make.supporter(campaign.organisation, f"Ana Lopez{n}") for n in range(20)]
    rows = [make.signature(campaign, person) for person in people]

    with django_assert_num_queries(8):
        assert remove(*rows) == 20


def test_a_removed_signature_that_its_signer_takes_back_does_not_count_when_restored(client):
    campaign = make.campaign(make.organisation())
    sign(campaign)
    confirm_newest()
    signature = Signature.objects.get()
    remove(signature)
    what_i_signed = link(emails()[-1], "signed")

    assert "does not count" in client.get(f"{what_i_signed}{signature.uuid}/withdrawal/").text
    client.post(f"{what_i_signed}{signature.uuid}/withdrawal/")

    signature.refresh_from_db()
    assert signature.state == State.REMOVED
    page = client.get(what_i_signed).text
    assert "withdrawn by you" in page
    assert "withdrawal" not in page
    restore(signature)
    signature.refresh_from_db()
    assert signature.state == State.WITHDRAWN
    assert count(campaign) == 0
