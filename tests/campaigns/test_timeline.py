"""What an organiser adds to the public timeline, and what nobody takes off it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client

from tests import make
from undersigned.campaigns.models import Campaign, Demand, TimelineEntry
from undersigned.organisations.models import AuditEntry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 13, tzinfo=UTC)  # nine in the morning in New York


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())


@pytest.fixture
def client(campaign: Campaign) -> Client:
    return make.signed_in(make.member(campaign.organisation))


def home(campaign: Campaign) -> str:
    return f"/dashboard/river-valley/campaigns/{campaign.uuid}/"


@time_machine.travel(NOW, tick=False)
def test_an_answer_stands_on_the_page_until_it_is_taken_off(
    client: Client, campaign: Campaign
) -> None:
    add = f"{home(campaign)}timeline/new/"
    assert client.get(add).status_code == 200

    typed = {"kind": "answer", "day": "2026-03-10", "words": "The office will list them."}
    assert client.post(add, typed)["Location"] == home(campaign)

    entry = TimelineEntry.objects.get()
    assert entry.at == NOW  # noon is still to come
    page = Client().get("/post-offices/").content.decode()
    assert "The office will list them." in page
    assert "Answer" in page
    removal = f"{home(campaign)}timeline/{entry.pk}/removal/"
    assert removal in client.get(home(campaign)).content.decode()
    assert b"The office will list them." in client.get(removal).content
    client.post(removal)
    assert "list them" not in Client().get("/post-offices/").content.decode()
    subject = AuditEntry.objects.filter(subject_id=f"timeline-entry:{entry.pk}")
    assert set(subject.values_list("verb", flat=True)) == {"added", "removed"}


@time_machine.travel(NOW, tick=False)
def test_what_is_still_to_come_is_refused(client: Client, campaign: Campaign) -> None:
    typed = {"kind": "note", "day": "2026-03-11", "words": "A hearing."}

    answer = client.post(f"{home(campaign)}timeline/new/", typed)

    assert answer.status_code == 422
    assert b"is still to come" in answer.content


def test_what_wrote_itself_stays(client: Client, campaign: Campaign) -> None:
    entry = TimelineEntry.objects.create(
        campaign=campaign, kind="launched", at=make.NOON, words="It opened."
    )

    removal = f"{home(campaign)}timeline/{entry.pk}/removal/"

    assert client.post(removal).status_code == 404
    assert removal not in client.get(home(campaign)).content.decode()


@time_machine.travel(NOW, tick=False)
def test_a_demand_that_is_met_is_said_to_be_so_and_may_turn_out_not_to_be(
    client: Client, campaign: Campaign
) -> None:
    demand = Demand.objects.create(campaign=campaign, text="No closure without a hearing")
    mark = f"{home(campaign)}demands/{demand.pk}/"
    assert mark in client.get(home(campaign)).content.decode()

    client.post(mark, {"do": "met"})
    client.post(mark, {"do": "met"})

    assert Demand.objects.get().met_at == NOW.date()
    page = Client().get("/post-offices/").content.decode()
    assert page.count("Met: No closure without a hearing") == 1
    assert "Not met after all" in client.get(home(campaign)).content.decode()
    client.post(mark, {"do": "open"})
    assert Demand.objects.get().met_at is None
    assert "Not met after all" in Client().get("/post-offices/").content.decode()


def test_what_becomes_of_a_drafts_demand_is_no_news(client: Client, campaign: Campaign) -> None:
    Campaign.objects.update(state="draft")
    demand = Demand.objects.create(campaign=campaign, text="No closure")

    client.post(f"{home(campaign)}demands/{demand.pk}/", {"do": "met"})

    assert not TimelineEntry.objects.exists()
