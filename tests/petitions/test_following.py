"""The follow-up: one email to each signer, some days after confirming, to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests import make
from tests.petitions.make import emails, link
from undersigned.actions import lettering
from undersigned.campaigns.models import Campaign
from undersigned.outbox.models import Message
from undersigned.petitions import following
from undersigned.petitions.models import Petition, Signature
from undersigned.supporters.models import Consent, EmailConsent, Supporter

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def campaign() -> Campaign:
    """Live since noon, with a follow-up after three days; it has begun to look."""
    made = make.campaign(
        make.organisation(), followup_days=3, followup_email="We meet the **Postmaster**."
    )
    assert following.follow_due(at=make.NOON) == 0
    return made


def signed(campaign: Campaign, name: str, *, days: float = 0, **values: object) -> Signature:
    when = make.NOON + days * DAY
    person = make.supporter(campaign.organisation, name)
    return make.signature(campaign, person, signed_at=when, confirmed_at=when, **values)


def follow(*, days: float) -> int:
    return following.follow_due(at=make.NOON + days * DAY)


def test_each_signer_gets_one_when_the_days_have_gone_by(campaign: Campaign) -> None:
    signed(campaign, "Rosa Diaz")
    signed(campaign, "Wes Young", days=1)

    assert [follow(days=days) for days in (2.9, 3.1, 3.2, 4.1, 9)] == [0, 1, 0, 1, 0]

    message = emails("rosa.diaz@example.org")[0]
    assert message.subject == "What comes next: Keep rural post offices open"
    assert "We meet the **Postmaster**." in message.text
    assert "<strong>Postmaster</strong>" in message.html
    assert not message.transactional
    assert not message.repeatable


def test_who_unsubscribed_withdrew_or_never_confirmed_gets_none(campaign: Campaign) -> None:
    signed(campaign, "Rosa Diaz")
    Supporter.objects.update(email_consent=EmailConsent.WITHDRAWN)
    signed(campaign, "Wes Young", state=Signature.State.WITHDRAWN, withdrawn_at=make.NOON)
    signed(campaign, "Ana Lopez", state=Signature.State.PENDING)

    assert follow(days=4) == 0


@pytest.mark.parametrize("state", ["announced", "won", "closed"])
def test_a_campaign_that_is_not_live_sends_none(campaign: Campaign, state: str) -> None:
    signed(campaign, "Rosa Diaz")
    Campaign.objects.update(state=state, announced_at=make.NOON)

    assert follow(days=4) == 0


def test_switched_on_it_surprises_nobody_of_long_ago(campaign: Campaign) -> None:
    signed(campaign, "Rosa Diaz")
    Campaign.objects.update(followup_days=0)
    assert follow(days=20) == 0
    signed(campaign, "Wes Young", days=20)

    Campaign.objects.update(followup_days=5)

    assert [follow(days=days) for days in (21, 24, 26)] == [0, 0, 1]
    assert emails("wes.young@example.org")


def test_more_days_than_before_write_to_nobody_twice(campaign: Campaign) -> None:
    signed(campaign, "Rosa Diaz")
    assert follow(days=3.5) == 1

    Campaign.objects.update(followup_days=10)

    assert [follow(days=days) for days in (4, 11, 20)] == [0, 0, 0]
    assert Message.objects.count() == 1


def test_a_rush_goes_out_in_batches_and_loses_none(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_BATCH", 2)
    for number, name in enumerate(["Ana One", "Bo Two", "Cy Three", "Di Four", "Ed Five"]):
        signed(campaign, name, days=0.5 if number in (1, 2) else 0.1 * (number + 1))

    assert [follow(days=9) for _ in range(4)] == [2, 3, 0, 0]


def test_it_is_unsubscribed_from_without_sign_in_and_by_one_click(campaign: Campaign) -> None:
    signed(campaign, "Rosa Diaz")
    follow(days=4)
    message = emails("rosa.diaz@example.org")[0]
    page = link(message, "unsubscribe")
    assert message.headers["List-Unsubscribe"].endswith(f"{page}>")
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert b"Unsubscribe?" in Client().get(page).content
    assert Supporter.objects.get().email_consent == EmailConsent.NONE
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(page, {"List-Unsubscribe": "One-Click"})

    assert b"You are unsubscribed" in answer.content
    assert "no-store" in answer["Cache-Control"]
    assert Consent.objects.get().how == Consent.How.ONE_CLICK
    assert Supporter.objects.get().email_consent == EmailConsent.WITHDRAWN
    assert b"No more mailings" not in Client().get(link(message, "signed")).content
    Client().post(page)
    assert Consent.objects.count() == 1
    assert Petition.objects.get().followed_until
    assert Client().post("/signed/nothing/unsubscribe/").status_code == 404


def test_a_form_is_rendered_once_for_many_signers(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    render = lettering.form

    def counted(**values: Any) -> lettering.Form:
        made.append(values["kind"])
        return render(**values)

    monkeypatch.setattr(lettering, "form", counted)
    for name in ("Rosa Diaz", "Wes Young", "Ana Lopez"):
        signed(campaign, name)

    assert follow(days=3.1) == 3
    assert made == ["followup"]
