"""A changed text waits for the organiser's word; after a changed ask every signer is told."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make
from tests.petitions.make import emails
from undersigned.accounts.models import Membership, Role
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import AuditEntry
from undersigned.outbox.models import Message
from undersigned.petitions import retelling, texting
from undersigned.petitions.models import Petition, Signature, TextVersion
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db
LATER = make.NOON + timedelta(days=1)


@pytest.fixture
def campaign() -> Campaign:
    """Live, signed by Rosa, and then its ask was written anew."""
    made = make.campaign(make.organisation())
    make.signature(made, make.supporter(made.organisation, "Rosa Diaz"))
    Campaign.objects.filter(pk=made.pk).update(ask="Open every one of them again.")
    made.refresh_from_db()
    assert texting.write(Petition.objects.get(campaign=made), at=LATER) == 1
    return made


@pytest.fixture
def ana(campaign: Campaign) -> Client:
    return make.signed_in(make.member(campaign.organisation))


def home(campaign: Campaign) -> str:
    return f"/dashboard/river-valley/campaigns/{campaign.uuid}/"


def decide(ana: Client, campaign: Campaign, kind: str, number: int = 2) -> None:
    page = f"{home(campaign)}text/"
    assert ana.post(page, {"kind": kind, "number": number}).status_code == 302


def opened(at: object = LATER) -> None:
    """As if its leaf were in a signed tree."""
    TextVersion.objects.filter(number=2).update(opened_at=at)


def test_the_campaign_says_that_a_change_waits_and_shows_it_line_by_line(
    campaign: Campaign, ana: Client
) -> None:
    assert "until somebody has said what the change is" in ana.get(home(campaign)).text

    page = ana.get(f"{home(campaign)}text/").text

    assert "<ins>Open every one of them again.</ins>" in page
    assert "1 person has signed the words before." in page


def test_neither_is_chosen_for_the_organiser(campaign: Campaign, ana: Client) -> None:
    answer = ana.post(f"{home(campaign)}text/", {"number": 2})

    assert answer.status_code == 422
    assert "Choose one of the two." in answer.text
    assert TextVersion.objects.get(number=2).kind == ""


def test_a_correction_goes_into_the_log_and_nobody_is_written_to(
    campaign: Campaign, ana: Client
) -> None:
    decide(ana, campaign, "correction")
    opened()

    assert TextVersion.objects.get(number=2).leaf is not None
    assert AuditEntry.objects.filter(verb="corrected the text of").count() == 1
    assert retelling.retell_due(at=LATER) == 0
    assert "Nothing to decide" in ana.get(f"{home(campaign)}text/").text


def test_a_changed_ask_is_told_to_each_signer_once_and_only_when_it_is_public(
    campaign: Campaign, ana: Client
) -> None:
    Supporter.objects.update(email_consent=EmailConsent.WITHDRAWN)
    decide(ana, campaign, "changed")
    assert retelling.retell_due(at=LATER) == 0
    opened()

    assert [retelling.retell_due(at=LATER) for _ in range(3)] == [1, 0, 0]

    (message,) = emails("rosa.diaz@example.org")
    assert message.subject == "What you signed has changed: Keep rural post offices open"
    assert "/signed/" in message.text
    assert "/how-we-count/" in message.text
    assert not message.repeatable
    assert TextVersion.objects.get(number=2).told_at == LATER


def test_who_signed_the_new_words_or_withdrew_is_not_told(
    campaign: Campaign, ana: Client
) -> None:
    Signature.objects.update(state=Signature.State.WITHDRAWN, withdrawn_at=LATER)
    decide(ana, campaign, "changed")
    opened()
    after = LATER + timedelta(hours=1)
    new = make.supporter(campaign.organisation, "Wes Young")
    make.signature(campaign, new, signed_at=after, confirmed_at=after)

    assert retelling.retell_due(at=after) == 0
    assert not Message.objects.exists()


def test_words_that_changed_again_are_looked_at_again(campaign: Campaign, ana: Client) -> None:
    decide(ana, campaign, "changed", number=7)

    assert TextVersion.objects.get(number=2).kind == ""
    assert "have changed again" in ana.get(f"{home(campaign)}text/").text


def test_a_writer_sees_the_change_and_may_not_make_it_public(campaign: Campaign) -> None:
    writer = make.signed_in(make.member(campaign.organisation, "Wim Roe", Role.WRITER))

    assert "is decided by a colleague" in writer.get(f"{home(campaign)}text/").text
    tried = writer.post(f"{home(campaign)}text/", {"kind": "changed", "number": 2})
    assert tried.status_code == 403
    assert TextVersion.objects.get(number=2).kind == ""


def test_whoever_may_reach_only_some_people_writes_to_no_signer(campaign: Campaign) -> None:
    member = make.member(campaign.organisation, "Ohio Hal", Role.ORGANISER)
    Membership.objects.filter(pk=member.pk).update(area_states=["OH"])
    limited = make.signed_in(member)

    tried = limited.post(f"{home(campaign)}text/", {"kind": "changed", "number": 2})
    assert "this writes to every signer" in tried.text
    assert TextVersion.objects.get(number=2).kind == ""
    decide(limited, campaign, "correction")
    assert TextVersion.objects.get(number=2).kind == "correction"


def test_another_organisation_finds_no_text_to_decide(campaign: Campaign) -> None:
    other = make.member(make.organisation("Lake Side", "lake-side"), "lee@example.org")
    page = f"/dashboard/lake-side/campaigns/{campaign.uuid}/text/"

    assert make.signed_in(other).post(page, {"kind": "changed", "number": 2}).status_code == 404
