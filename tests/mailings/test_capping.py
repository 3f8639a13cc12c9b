"""The frequency cap: nobody gets more mailings than the organisation has decided."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import make
from tests.mailings.test_sending import finish, under_way
from undersigned.mailings import audience, capping, freezing, results
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db
State = Recipient.State


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    settings.DEMO, settings.DATA = True, tmp_path
    return make.organisation(
        postal_address="1 Main Street", most_mailings=2, most_mailings_days=7
    )


@pytest.fixture
def rosa(ours: Organisation) -> Supporter:
    return make.supporter(ours, consent=EmailConsent.GIVEN)


def had(rosa: Supporter, *days_ago: int, state: State = State.SENT, **values: object) -> None:
    for days in days_ago:
        mailing = make.mailing(rosa.organisation, frozen_at=make.NOON, **values)
        Recipient.objects.create(
            organisation=rosa.organisation, mailing=mailing, supporter=rosa, state=state,
            canonical_address=rosa.canonical_address,
            done_at=timezone.now() - timedelta(days=days),
        )  # fmt: skip


def test_who_had_enough_is_left_out_with_that_reason(ours: Organisation, rosa: Supporter):
    cho = make.supporter(ours, "Cho Park", consent=EmailConsent.GIVEN)
    had(rosa, 1, 2)
    had(cho, 1, 8)
    mailing = make.mailing(ours)

    reach = audience.count(mailing)
    under_way(mailing)
    finish()

    assert (reach.people, reach.addresses, reach.often) == (2, 1, 1)
    assert make.numbers(mailing).delivered == make.numbers(mailing).left_out == 1
    assert Recipient.objects.get(mailing=mailing, supporter=rosa).code == "often"
    assert results.reasons(mailing, as_of=None) == [
        ("left out", "had enough mailings lately: the frequency cap", 1)
    ]


def test_it_is_asked_again_as_the_mailing_goes_out(ours: Organisation, rosa: Supporter):
    mailing = under_way(make.mailing(ours))
    had(rosa, 0, 0)

    finish()

    row = Recipient.objects.get(mailing=mailing)
    assert (row.state, row.code) == (State.SKIPPED, "often")


def test_of_two_mailings_that_hold_a_person_the_one_made_first_goes(
    ours: Organisation, rosa: Supporter
):
    ours.most_mailings = 1
    first, second = make.mailing(ours), make.mailing(ours)
    for mailing in (first, second):
        mailing.organisation = ours
        mailing.frozen_at = make.NOON
        mailing.save()
        freezing.freeze(mailing=mailing)
    Recipient.objects.update(state=State.LEASED, lease_token=rosa.uuid, leased_until=make.NOON)

    assert capping.held_back(first, [rosa.pk], at=make.NOON) == set()
    assert capping.held_back(second, [rosa.pk], at=make.NOON) == {rosa.pk}


def test_a_mailbox_of_two_has_enough_when_the_one_who_is_written_to_has(
    ours: Organisation, rosa: Supporter
):
    """The reach says before what freezing does."""
    luis = make.supporter(ours, "Luis Diaz", consent=EmailConsent.GIVEN)
    Supporter.objects.filter(pk=luis.pk).update(
        canonical_address=rosa.canonical_address, slot=2
    )
    had(rosa, 1, 2)
    mailing = make.mailing(ours)

    reach = audience.count(mailing)
    under_way(mailing)

    assert (reach.people, reach.addresses, reach.often) == (2, 0, 1)
    row = Recipient.objects.get(mailing=mailing)
    assert (row.supporter, row.state, row.code) == (rosa, State.SKIPPED, "often")


def test_what_may_have_arrived_counts_and_what_failed_does_not(
    ours: Organisation, rosa: Supporter
):
    had(rosa, 1)
    had(rosa, 1, state=State.FAILED)
    assert audience.count(make.mailing(ours)).addresses == 1

    had(rosa, 1, state=State.UNCERTAIN)
    assert audience.count(make.mailing(ours)).addresses == 0


def test_an_update_and_a_correction_are_not_held_back(ours: Organisation, rosa: Supporter):
    campaign = make.campaign(ours)
    make.signature(campaign, rosa)
    had(rosa, 1, 2, kind=Mailing.Kind.UPDATE, campaign=campaign)
    update = make.mailing(ours, kind=Mailing.Kind.UPDATE, campaign=campaign)
    correction = make.mailing(ours, corrects=update)

    assert audience.count(update).addresses == audience.count(correction).addresses == 1
    assert audience.count(make.mailing(ours)).addresses == 0


def test_without_a_cap_nobody_asks(
    ours: Organisation, rosa: Supporter, django_assert_num_queries: DjangoAssertNumQueries
):
    mailing = make.mailing(ours)
    with django_assert_num_queries(1):
        assert capping.held_back(mailing, range(1, 51), at=make.NOON) == set()
    ours.most_mailings = 0
    mailing.organisation = ours
    with django_assert_num_queries(0):
        assert capping.held_back(mailing, range(1, 51), at=make.NOON) == set()
