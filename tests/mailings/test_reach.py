"""Whom a mailing may reach: consent, and addresses that must not be mailed, in one query."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction

from tests import make
from undersigned.dashboard import overview
from undersigned.lib import references
from undersigned.mailings import audience, freezing
from undersigned.mailings.models import Mailing, Recipient
from undersigned.outbox import suppression
from undersigned.supporters import keeping
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


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_who_is_erased_while_the_list_is_written_is_not_on_it(ours, monkeypatch):
    rosa, cho = (
        make.supporter(ours, name, consent=EmailConsent.GIVEN)
        for name in ("Rosa Diaz", "Cho Park")
    )
    mailing = make.mailing(ours)
    wait = references.wait_for_deletions

    def erased_meanwhile(table):
        with ThreadPoolExecutor(1) as pool:
            pool.submit(elsewhere, Supporter.objects.get(pk=cho.pk).delete).result()
        wait(table)

    monkeypatch.setattr(references, "wait_for_deletions", erased_meanwhile)
    with transaction.atomic():
        written = freezing.freeze(mailing=mailing)

    assert written == 1
    assert Recipient.objects.get().supporter == rosa


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_who_is_erased_after_it_was_written_leaves_no_name_on_it(ours):
    """Whoever erases waits for the list to be whole, and then sees that it names them."""
    rosa = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            freezing.freeze(mailing=make.mailing(ours))
            erasing = pool.submit(elsewhere, rosa.delete)
            with pytest.raises(TimeoutError):
                erasing.result(0.5)
        with pytest.raises(IntegrityError):
            erasing.result(10)

    Supporter.objects.get().delete()
    assert Recipient.objects.get().supporter is None


def elsewhere(act):
    """On a connection of its own, which is closed."""
    try:
        return act()
    finally:
        connection.close()
