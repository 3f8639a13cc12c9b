"""Where a petition's signatures came from is published once a day, bound by the log."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.ledger import making
from tests.petitions.make import fold, typed
from undersigned.campaigns.models import Campaign
from undersigned.ledger import breakdowns, leaves
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
    assert told["by_region"] == {"US-OH": 12, "US": 14}  # three of Vermont would be told apart
    tally = making.public()[one["leaf"]]
    assert isinstance(tally, leaves.Tally)
    assert breakdowns.wrong_with(told, tally) == ""
    page = Client().get(f"/{campaign.slug}/how-we-count/").text
    assert "Where they are from" in page
    assert "Ohio" in page
    assert "Elsewhere in United States" in page
    assert "Vermont" not in page


def test_it_says_what_counted_in_the_tree_that_it_speaks_of(
    campaign: Campaign, petition: Petition
) -> None:
    rows = list(Signature.objects.filter(region="TX").order_by("pk"))
    withdrawing.withdraw([row.uuid for row in rows[:2]], at=timezone.now())
    Signature.objects.filter(pk=rows[2].pk).delete()  # erased: its details are destroyed
    in_the_log()
    withdrawing.withdraw([rows[3].uuid], at=timezone.now())  # not in a signed tree yet

    assert breaking_down.write(Petition.objects.get(pk=petition.pk), at=timezone.now()) == 1
    content = Breakdown.objects.get().content
    assert content["count"] == 24
    assert content["by_region"] == {"US-OH": 12, "US": 12}
    in_the_log()
    assert len(served(campaign)) == 1


def test_two_that_lie_side_by_side_do_not_show_where_a_single_signer_is_from(
    campaign: Campaign, petition: Petition
) -> None:
    at = timezone.now()
    assert breaking_down.write_due(at=at) == 1
    assert breaking_down.write_due(at=at) == 0
    some = list(Signature.objects.order_by("pk").values_list("uuid", flat=True)[:10])
    withdrawing.withdraw(some[:9], at=at)
    in_the_log()
    assert breaking_down.write_due(at=at + timedelta(days=2)) == 0  # nine have gone
    withdrawing.withdraw(some[9:], at=at)
    in_the_log()
    assert breaking_down.write_due(at=at + timedelta(hours=23)) == 0
    assert breaking_down.write_due(at=at + timedelta(hours=25)) == 1
    in_the_log()
    assert [one["breakdown"]["count"] for one in served(campaign)] == [16, 26]
    assert Breakdown.objects.filter(petition=petition).count() == 2


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


def test_it_takes_as_many_queries_for_many_as_for_few(petition: Petition) -> None:
    taken = []
    for size in (5, petition.snapshot.size):
        petition.snapshot.size = size
        with CaptureQueriesContext(connection) as queries:
            breaking_down.write(petition, at=timezone.now())
        taken.append(len(queries))
    assert taken[0] == taken[1] <= 8
