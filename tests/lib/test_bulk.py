"""Many rows are written at once, as `bulk_create` and `bulk_update` would write them."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict

from tests import make
from undersigned.actions.models import Submission
from undersigned.lib import bulk
from undersigned.supporters.models import Supporter

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 10, 14, 0, 0, 123456, tzinfo=UTC)
ODD = 'O\'Brien "x" \\ {a,b} \t é 漢 NULL'


@pytest.fixture
def campaign():
    return make.campaign(make.organisation())


def person(organisation, number, **values):
    address = f"ana{number}@example.org"
    return Supporter(organisation=organisation, email=address, canonical_address=address,
                     created_at=AT, **values)  # fmt: skip


def test_every_kind_of_value_comes_back_as_it_was(campaign, django_assert_num_queries):
    ours = campaign.organisation
    people = [person(ours, n, given_name=ODD) for n in range(3)]
    with django_assert_num_queries(1):
        bulk.insert_all(people)

    stored = Supporter.objects.order_by("canonical_address")

    for made, found in zip(people, stored, strict=True):
        assert model_to_dict(found, exclude=["id"]) == model_to_dict(made, exclude=["id"])
        assert (found.uuid, found.created_at) == (made.uuid, AT)


def test_json_and_named_fields_come_back_as_they_were(campaign):
    payload = {"email": "ana@example.org", "answers": {"a": [ODD, None, 1.5, True]}}
    row = [uuid4(), campaign.pk, Submission.Kind.SIGN, payload, "10.0.0.0/24", AT, ""]

    bulk.insert(
        Submission, ["uuid", "campaign", "kind", "payload", "network", "at", "failure"], [row]
    )

    found = Submission.objects.get()
    assert (found.payload, found.at, found.kind, found.done_at) == (payload, AT, "sign", None)


def test_a_row_whose_place_is_taken_is_left_out_or_an_error(campaign):
    ours = campaign.organisation
    bulk.insert_all([person(ours, 1, given_name="Ana")])
    again = [person(ours, 1, given_name="Ben"), person(ours, 2, given_name="Cem")]

    bulk.insert_all(again, ignore_conflicts=True)

    names = Supporter.objects.order_by("canonical_address").values_list("given_name", flat=True)
    assert list(names) == ["Ana", "Cem"]
    with pytest.raises(IntegrityError):
        bulk.insert_all([person(ours, 1)])


def test_fields_of_many_rows_are_updated_and_no_others(campaign, django_assert_num_queries):
    ours = campaign.organisation
    bulk.insert_all([person(ours, n, family_name="Lopez") for n in range(3)])
    people = list(Supporter.objects.order_by("canonical_address"))
    for number, one in enumerate(people):
        one.given_name, one.family_name = f"{ODD}{number}", "not written"
        one.first_confirmed_at = AT if number else None

    with django_assert_num_queries(1):
        bulk.update_all(people, ["given_name", "first_confirmed_at"])

    found = Supporter.objects.order_by("canonical_address")
    assert [one.given_name for one in found] == [f"{ODD}{n}" for n in range(3)]
    assert [one.first_confirmed_at for one in found] == [None, AT, AT]
    assert {one.family_name for one in found} == {"Lopez"}


def test_nothing_is_asked_of_the_database_for_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        bulk.insert_all([])
        bulk.update_all([], ["given_name"])


@pytest.mark.parametrize("were_free", [True, False])
def test_those_whose_place_was_free_are_told_and_know_their_ids(campaign, were_free):
    ours = campaign.organisation
    with transaction.atomic():
        first = bulk.add([person(ours, n) for n in (1, 2)], were_free=were_free)
        second = bulk.add([person(ours, n) for n in (2, 3)], were_free=were_free)
        assert bulk.add([]) == []

    stored = Supporter.objects.order_by("pk").values_list("pk", "email")
    assert [one.email for one in second] == ["ana3@example.org"]
    assert [(one.pk, one.email) for one in [*first, *second]] == list(stored)
    assert make.supporter(ours, "Ben").pk > second[0].pk
