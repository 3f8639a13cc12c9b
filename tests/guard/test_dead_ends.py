"""Nobody is turned away: over a rate the browser does some work, or the email comes later."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.guard.make import solve
from tests.petitions.make import emails, sign
from undersigned.actions import telling
from undersigned.campaigns.models import Campaign
from undersigned.guard import counting, limits, refusing
from undersigned.lib import clients
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db

NETWORK = clients.network("127.0.0.1")


def use_up(limit: limits.Limit) -> None:
    """The network has done as often as it may what this limit counts."""
    counting.add([(limit, NETWORK)] * limit.most, at=timezone.now())
    refusing.forget_snapshots()


def again(campaign: Campaign, **more: Any) -> Any:
    path = reverse("petitions:resend", args=[campaign.slug])
    return Client().post(path, {"email": "luis.ortega@example.org", **more})


def tell_me(campaign: Campaign, **more: Any) -> Any:
    path = reverse("actions:interest", args=[campaign.slug])
    return Client().post(path, {"email": "dan@example.org", **more})


def told() -> Message:
    """The email to Dan, once the worker has come by."""
    telling.fold_due(at=timezone.now())
    return emails("dan@example.org")[0]


@pytest.fixture
def announced(campaign: Campaign) -> Campaign:
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.ANNOUNCED)
    return campaign


def test_send_again_asks_a_busy_network_for_work_and_then_sends(campaign: Campaign) -> None:
    sign(campaign)
    use_up(limits.RESEND_NETWORK)

    page = again(campaign)
    done = again(campaign, **solve(page))

    assert page.status_code == 429
    assert "guard/work" in page.text
    assert "luis.ortega@example.org" in page.text
    assert done.headers["Location"] == f"/{campaign.slug}/check-your-email/"
    assert len(emails()) == 2


def test_send_again_without_script_sends_later(campaign: Campaign) -> None:
    sign(campaign)
    use_up(limits.RESEND_NETWORK)
    page = again(campaign)

    taken = again(campaign, asked_work=page.context["asked_work"], altcha="")

    assert taken.headers["Location"] == f"/{campaign.slug}/check-your-email/later/"
    assert emails()[-1].not_before > timezone.now() + timedelta(minutes=1)


def test_tell_me_asks_a_busy_network_for_work_and_then_takes_it(announced: Campaign) -> None:
    use_up(limits.INTEREST_NETWORK)

    page = tell_me(announced)
    done = tell_me(announced, **solve(page))

    assert page.status_code == 429
    assert "dan@example.org" in page.text
    assert done.status_code == 200
    assert told().not_before <= timezone.now()


def test_tell_me_without_script_is_taken_and_its_email_waits(announced: Campaign) -> None:
    use_up(limits.INTEREST_NETWORK)
    page = tell_me(announced)

    taken = tell_me(announced, asked_work=page.context["asked_work"], altcha="")

    assert taken.status_code == 200
    assert told().not_before > timezone.now() + timedelta(minutes=1)


def test_a_made_up_answer_asks_again(announced: Campaign) -> None:
    use_up(limits.INTEREST_NETWORK)

    assert tell_me(announced, asked_work="made-up", altcha="e30=").status_code == 429
    assert tell_me(announced, asked_work="made-up").status_code == 429
