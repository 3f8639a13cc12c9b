"""Where a petition's signatures came from is published once a day, bound by the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.ledger import making
from tests.petitions.make import fold, typed
from undersigned.campaigns.models import Campaign
from undersigned.ledger import leaves
from undersigned.petitions import (
    breaking_down,
    confirming,
    publishing,
    withdrawing,
)
from undersigned.petitions.models import Breakdown, Petition, Signature

pytestmark = pytest.mark.django_db
OHIO, TEXAS, VERMONT = "43004", "73301", "05001"


@pytest.fixture
def petition(campaign: Campaign) -> Petition:
    """Twelve in Ohio, eleven in Texas, three in Vermont; the leaves name the country alone."""
    Petition.objects.update(by_state=False)
    for number, code in enumerate([OHIO] * 12 + [TEXAS] * 11 + [VERMONT] * 3):
        form = typed(campaign, email=f"p{number}@town{number}.example", postal_code=code)
        Client().post(f"/{campaign.slug}/sign", form)
    fold()
    waiting = list(Signature.objects.order_by("pk").values_list("uuid", flat=True))
    confirming.confirm(waiting, at=timezone.now())
    in_the_log()
    return Petition.objects.get()


def in_the_log() -> None:
    making.sequence(at=timezone.now())
    publishing.publish_due(at=timezone.now())


def served(campaign: Campaign) -> list[dict[str, Any]]:
    told: dict[str, list[dict[str, Any]]]
    told = Client().get(f"/{campaign.slug}/breakdowns.json").json()
    return told["breakdowns"]


@pytest.mark.usefixtures("petition")
def test_states_are_told_and_few_people_are_merged(campaign: Campaign) -> None:
    assert breaking_down.write_due(at=timezone.now()) == 1
    assert served(campaign) == []  # not before the log binds it
    in_the_log()

    (one,) = served(campaign)
    told = one["breakdown"]
    assert told["by_region"] == {"US-OH": 12}  # three of Vermont would be told by the rest
    assert (told["merged"], told["count"]) == (14, 26)
    tally = making.public()[one["leaf"]]
    assert isinstance(tally, leaves.Tally)
    assert (tally.number, tally.size) == (26, told["size"])
    page = Client().get(f"/{campaign.slug}/how-we-count/").text
    assert "Where they are from" in page
    assert "Ohio" in page
    assert "Vermont" not in page


def test_it_says_what_counted_in_the_tree_that_it_speaks_of(
    campaign: Campaign, petition: Petition
) -> None:
    rows = list(Signature.objects.filter(region="TX").order_by("pk"))
    withdrawing.withdraw([row.uuid for row in rows[:2]], at=timezone.now())
    Signature.objects.filter(pk=rows[2].pk).delete()  # erased: its details are destroyed
    in_the_log()
    withdrawing.withdraw([rows[3].uuid], at=timezone.now())  # not in a signed tree yet

    assert breaking_down.write(petition, at=timezone.now()) == 1
    content = Breakdown.objects.get().content
    assert content["count"] == 24
    assert content["by_region"] == {"US-OH": 12}
    in_the_log()
    assert len(served(campaign)) == 1


def test_it_is_told_again_a_day_later_where_the_count_is_another_one(
    campaign: Campaign, petition: Petition
) -> None:
    at = timezone.now()
    assert breaking_down.write_due(at=at) == 1
    assert breaking_down.write_due(at=at) == 0
    assert breaking_down.write_due(at=at + timedelta(days=2)) == 0
    withdrawing.withdraw([Signature.objects.order_by("pk")[0].uuid], at=at)
    in_the_log()
    assert breaking_down.write_due(at=at + timedelta(hours=23)) == 0
    assert breaking_down.write_due(at=at + timedelta(hours=25)) == 1
    in_the_log()
    counts = [one["breakdown"]["count"] for one in served(campaign)]
    assert counts == [25, 26]
    assert petition.breakdowns.count() == 2


@pytest.mark.usefixtures("petition")
def test_there_is_none_where_the_log_itself_names_the_states_or_few_have_signed(
    campaign: Campaign,
) -> None:
    Petition.objects.update(by_state=True)
    assert breaking_down.write_due(at=timezone.now()) == 0
    Petition.objects.update(by_state=False)
    some = list(Signature.objects.order_by("pk").values_list("uuid", flat=True)[:17])
    withdrawing.withdraw(some, at=timezone.now())
    in_the_log()
    assert breaking_down.write_due(at=timezone.now()) == 0
    assert "Where they are from" not in Client().get(f"/{campaign.slug}/how-we-count/").text


def test_it_takes_as_many_queries_for_many_as_for_few(
    petition: Petition, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12):
        breaking_down.write(petition, at=timezone.now())
