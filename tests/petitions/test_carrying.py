"""Signatures from elsewhere are typed, looked at, and then in log and count for ever."""

import hashlib
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.ledger import making
from undersigned.campaigns.models import Campaign
from undersigned.ledger import commitments, leaves
from undersigned.organisations.models import AuditEntry
from undersigned.petitions import counting
from undersigned.petitions.models import CarriedOver, Petition, TextVersion

pytestmark = pytest.mark.django_db
KEY = uuid.UUID(int=5)


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())


@pytest.fixture
def ana(campaign: Campaign) -> Client:
    return make.signed_in(make.member(campaign.organisation))


def home(campaign: Campaign) -> str:
    return f"/dashboard/river-valley/campaigns/{campaign.uuid}/"


def typed(**values: object) -> dict[str, object]:
    return {"number": 2_000, "where": "on paper, in 40 post offices", "until": "2026-10-01",
            "note": "scans at our office", "key": KEY} | values  # fmt: skip


def carry(ana: Client, campaign: Campaign) -> None:
    answer = ana.post(f"{home(campaign)}carried-over/", typed(sure="1"))
    assert answer.status_code == 302


def public(campaign: Campaign) -> list[leaves.Leaf]:
    """What anybody reads in the log, once it is signed and the pages follow."""
    at = timezone.now()
    making.sequence(at=at)
    counting.take_due(at=at)
    return making.public()


def test_they_are_looked_at_once_more_before_they_count(
    campaign: Campaign, ana: Client
) -> None:
    assert "Signatures from elsewhere" in ana.get(home(campaign)).text
    first = ana.get(f"{home(campaign)}carried-over/").text
    assert "cannot be changed or taken back" in first

    page = ana.post(f"{home(campaign)}carried-over/", typed())

    assert "2,000 signatures, on paper, in 40 post offices" in page.text
    assert "cannot be changed or taken back" in page.text
    assert not CarriedOver.objects.exists()


def test_what_was_looked_at_can_be_changed(campaign: Campaign, ana: Client) -> None:
    page = ana.post(f"{home(campaign)}carried-over/", typed(change="1"))

    assert 'value="2000"' in page.text
    assert "Look at it once more" in page.text
    assert not CarriedOver.objects.exists()


def test_they_are_in_the_log_in_the_count_and_shown_apart(
    campaign: Campaign, ana: Client
) -> None:
    carry(ana, campaign)
    found = public(campaign)

    petition = Petition.objects.get(campaign=campaign)
    assert making.count(found, petition.uuid) == 2_000
    assert counting.shown_count(petition).count == 2_000
    page = Client().get(f"/{campaign.slug}/how-we-count/").text
    assert "on paper, in 40 post offices" in page
    assert "nobody can verify them" in page
    assert "scans at our office" in ana.get(f"{home(campaign)}carried-over/").text


def test_the_public_can_open_what_the_log_holds_of_them(
    campaign: Campaign, ana: Client
) -> None:
    carry(ana, campaign)
    leaf = next(one for one in public(campaign) if isinstance(one, leaves.Paper))

    row = CarriedOver.objects.get()
    assert row.opened_with in Client().get(f"/{campaign.slug}/how-we-count/").text
    assert leaf.commitment == commitments.paper_commitment(
        s1=bytes.fromhex(row.opened_with),
        manifest_hash=hashlib.sha256(row.manifest.encode()).digest(),
    )


def test_pressing_twice_counts_once_and_leaves_one_line_in_the_audit_trail(
    campaign: Campaign, ana: Client
) -> None:
    carry(ana, campaign)
    carry(ana, campaign)

    assert CarriedOver.objects.get().number == 2_000
    assert AuditEntry.objects.filter(verb="carried over").count() == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"until": "2099-01-01"}, "2099-01-01 is still to come"),
        ({"number": 0}, "is too little. Type 1 or more"),
        ({"where": ""}, "required"),
    ],
)
def test_what_is_wrong_is_named_and_what_was_typed_stays(
    campaign: Campaign, ana: Client, wrong: dict[str, object], said: str
) -> None:
    page = ana.post(f"{home(campaign)}carried-over/", typed(sure="1", **wrong))

    assert page.status_code == 422
    assert said in page.text
    assert "scans at our office" in page.text
    assert not CarriedOver.objects.exists()


def test_nothing_stands_under_a_petition_whose_text_is_not_in_the_log(
    campaign: Campaign, ana: Client
) -> None:
    Petition.objects.filter(campaign=campaign).update(text=None)
    TextVersion.objects.all().delete()

    page = ana.post(f"{home(campaign)}carried-over/", typed(sure="1"))

    assert page.status_code == 422
    assert "before the campaign is public" in page.text


def test_a_stranger_to_the_organisation_finds_no_such_page(campaign: Campaign) -> None:
    stranger = make.signed_in(make.member(make.organisation("Other", slug="other")))

    assert stranger.post(f"{home(campaign)}carried-over/", typed()).status_code == 404
