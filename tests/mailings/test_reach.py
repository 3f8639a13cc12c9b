"""Whom a mailing may reach: consent, and addresses that must not be mailed, in one query."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from undersigned.dashboard import overview
from undersigned.lib import references
from undersigned.mailings import audience, freezing
from undersigned.mailings.models import Mailing, Recipient
from undersigned.outbox import suppression
from undersigned.supporters import erasing, keeping
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db


def stop(person: Supporter, reason: str = "bounced") -> None:
    one = suppression.Stop(
        organisation_id=person.organisation_id,
        canonical=person.canonical_address,
        reason=suppression.Reason(reason),
    )
    suppression.suppress([one], at=make.NOON)


@pytest.fixture
def ours():
    return make.organisation(postal_address="1 Main Street")


def test_an_address_that_bounced_is_counted_nowhere_and_gets_no_row(
    ours, django_assert_num_queries
):
    rosa = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    stop(make.supporter(ours, "Cho Park", consent=EmailConsent.GIVEN))
    mailing = make.mailing(ours)

    with django_assert_num_queries(2):
        found = audience.count(mailing)
    freezing.freeze(mailing=mailing)

    assert (found.people, found.addresses) == (2, 1)
    assert Recipient.objects.get().supporter == rosa
    assert overview.people(organisation_id=ours.pk, at=make.NOON).mailable == 1


def test_a_petition_update_leaves_it_out_too(ours):
    campaign = make.campaign(ours)
    for name in ("Rosa Diaz", "Cho Park"):
        make.signature(campaign, make.supporter(ours, name))
    stop(Supporter.objects.get(given_name="Cho"), "complained")

    mailing = make.mailing(ours, kind=Mailing.Kind.UPDATE, campaign=campaign)

    assert audience.count(mailing).addresses == 1


def test_what_another_organisation_must_not_mail_is_its_own_affair(ours):
    other = make.organisation("Lake Side", "lake-side")
    stop(make.supporter(other, "Rosa Diaz"))
    make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)

    assert audience.count(make.mailing(ours)).addresses == 1


def test_a_corrected_address_may_be_mailed_and_the_old_one_stays_stopped(ours):
    rosa = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    stop(rosa)
    ana = make.actor(make.member(ours))
    same = {name: getattr(rosa, name) for name in keeping.FIELDS}

    keeping.change(
        supporter=rosa, version=1, fields=same | {"email": "rosa@example.net"},
        at=make.NOON, by=ana,
    )  # fmt: skip

    assert audience.count(make.mailing(ours)).addresses == 1
    assert suppression.suppressed(ours.pk, ["rosa.diaz@example.org"])


def test_the_persons_page_says_that_and_why(ours):
    rosa = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    stop(rosa)
    ana = make.signed_in(make.member(ours))

    text = ana.get(f"/dashboard/river-valley/supporters/{rosa.uuid}/").text

    assert "must not be emailed" in text
    assert "The address does not exist" in text
    assert "must not be emailed" in ana.get("/dashboard/river-valley/supporters/").text


def elsewhere(act):
    """On a connection of its own, which is closed."""
    try:
        return act()
    finally:
        connection.close()


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_a_list_waits_for_who_is_just_being_erased_or_merged(ours):
    """Who was merged is on it as whom they became."""
    make.supporter(ours, "Cho Park", region="IA", consent=EmailConsent.GIVEN)
    rosa = make.supporter(ours, "Rosa Diaz", region="OH", consent=EmailConsent.GIVEN)
    double = make.supporter(ours, "R Diaz", region="IA", consent=EmailConsent.GIVEN)
    iowa = {"all": [{"criterion": "state", "value": ["IA"]}]}
    freeze = transaction.atomic(
        partial(freezing.freeze, mailing=make.mailing(ours, audience=iowa))
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            references.announce_deletion(Supporter)
            under_way = pool.submit(elsewhere, freeze)
            with pytest.raises(TimeoutError):
                under_way.result(0.5)
            double.delete()
            Supporter.objects.filter(pk=rosa.pk).update(region="IA")
        written = under_way.result(10)

    names = Recipient.objects.values_list("supporter__given_name", flat=True)
    assert (written, set(names)) == (2, {"Cho", "Rosa"})


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_is_erased_when_it_is_just_written_leaves_no_name_on_it(ours):
    """Whoever erases waits for the list to be closed, and then finds the person on it."""
    rosa = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    erase = partial(
        erasing.erase, supporter=rosa, reason="asked", never_again=True, at=make.NOON,
        by=make.actor(make.member(ours)),
    )  # fmt: skip
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            freezing.freeze(mailing=make.mailing(ours))
            under_way = pool.submit(elsewhere, erase)
            with pytest.raises(TimeoutError):
                under_way.result(0.5)
        under_way.result(10)

    [left] = Recipient.objects.all()
    assert (left.supporter, left.state) == (None, Recipient.State.SKIPPED)
    assert "rosa" not in left.canonical_address


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_deletes_without_a_word_finds_out_at_the_end(ours):
    rosa = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            freezing.freeze(mailing=make.mailing(ours))
            deletion = pool.submit(elsewhere, rosa.delete)
            with pytest.raises(TimeoutError):
                deletion.result(0.5)
        with pytest.raises(IntegrityError):
            deletion.result(10)

    assert Recipient.objects.get().supporter == rosa
