"""Confirmed signatures that are held: why, what is said, how they come to count."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.guard.make import post, solve, this_hour
from tests.petitions.make import confirm_newest, emails, fold, link
from undersigned.campaigns.models import Campaign
from undersigned.guard import judging, refusing
from undersigned.guard.models import Tally
from undersigned.outbox.models import Message
from undersigned.petitions import counting, releasing, removing, withdrawing
from undersigned.petitions.models import CountSnapshot, Signature

pytestmark = pytest.mark.django_db


def signed_in_a_rush(campaign: Campaign, number: int, **rates: int) -> list[Signature]:
    """So many of one domain sign within this hour; nobody has confirmed yet."""
    make.rates(campaign.organisation, network=10_000, **rates)
    for n in range(number):
        page = post(campaign, email=f"bot{n}@catchall.example")
        if page.status_code == 429:
            post(campaign, email=f"bot{n}@catchall.example", **solve(page))
        refusing.forget_snapshots()
    fold()
    return list(Signature.objects.order_by("pk"))


def test_a_flood_of_one_domain_is_held_told_and_not_counted(campaign: Campaign) -> None:
    signed_in_a_rush(campaign, 6, domain=3, domain_hold=5)

    page = confirm_newest("bot0@catchall.example")
    fold()

    row = Signature.objects.get(email="bot0@catchall.example")
    assert (row.state, row.held_for, row.held_until) == ("held", "flood", None)
    assert b"Confirmed, and not counted yet" in page.content
    assert b"a flood of signatures of this mail domain" in page.content
    assert counting.shown_count(campaign.petition).count == 0
    assert CountSnapshot.objects.get().held == 1
    row.supporter.refresh_from_db()
    assert row.supporter.first_confirmed_at is None


def test_what_is_busy_but_no_flood_counts_by_itself_when_the_hour_is_over(
    campaign: Campaign,
) -> None:
    signed_in_a_rush(campaign, 4, domain=3, domain_hold=50)
    confirm_newest("bot3@catchall.example")
    held = Signature.objects.held().get()
    assert held.held_for == "busy"
    assert held.held_until

    assert releasing.release_due(at=timezone.now()) == 0
    assert releasing.release_due(at=held.held_until) == 1

    held.refresh_from_db()
    assert held.state == "confirmed"
    assert "Thank you" in emails("bot3@catchall.example")[-1].subject
    fold()
    assert counting.shown_count(campaign.petition).count == 1
    assert CountSnapshot.objects.get().held == 0


def test_what_has_become_a_flood_meanwhile_stays_held(campaign: Campaign) -> None:
    signed_in_a_rush(campaign, 4, domain=3, domain_hold=50)
    confirm_newest("bot3@catchall.example")
    held = Signature.objects.held().get()
    assert held.held_until
    Tally.objects.filter(scope=judging.DOMAIN.scope).update(count=60)
    Tally.objects.filter(scope=judging.PETITION.scope).update(count=60)

    releasing.release_due(at=held.held_until)

    held.refresh_from_db()
    assert (held.state, held.held_for) == ("held", "flood")
    assert Signature.objects.get(held_until=None, state="held") == held


def test_waiting_some_hours_before_confirming_helps_no_robot(campaign: Campaign) -> None:
    signed_in_a_rush(campaign, 6, domain=3, domain_hold=5)
    earlier = timezone.now() - timedelta(hours=5)
    Signature.objects.update(signed_at=earlier)
    Tally.objects.update(span=judging.DOMAIN.span(earlier.timestamp()))

    confirm_newest("bot0@catchall.example")

    assert Signature.objects.get(email="bot0@catchall.example").state == "held"


def test_who_stays_below_the_second_rate_each_hour_is_held_by_what_the_day_brought(
    campaign: Campaign,
) -> None:
    """Else a patient robot adds the second rate to the count in every hour."""
    signed_in_a_rush(campaign, 4, domain=3, domain_hold=7)
    for n in range(1, 3):
        for row in Tally.objects.filter(span=judging.DOMAIN.span(timezone.now().timestamp())):
            Tally.objects.create(scope=row.scope, key=row.key, span=row.span - n,
                                 count=row.count, ends_at=row.ends_at)  # fmt: skip

    confirm_newest("bot0@catchall.example")

    held = Signature.objects.held().get()
    assert (held.held_for, held.held_until) == ("flood", None)


def test_staff_release_what_they_have_looked_at(campaign: Campaign) -> None:
    signed_in_a_rush(campaign, 6, domain=3, domain_hold=5)
    confirm_newest("bot0@catchall.example")
    ours = campaign.organisation
    by = make.actor(make.member(ours))

    number = releasing.release(
        Signature.objects.all(), organisation_id=ours.pk, at=timezone.now(), by=by
    )
    releasing.release_due(at=timezone.now())

    assert number == 1
    assert Signature.objects.confirmed().get().email == "bot0@catchall.example"


def test_who_signs_again_while_held_is_told_so_and_may_withdraw(campaign: Campaign) -> None:
    signed_in_a_rush(campaign, 6, domain=3, domain_hold=5)
    confirm_newest("bot0@catchall.example")
    page = post(campaign, email="bot0@catchall.example")
    post(campaign, email="bot0@catchall.example", **solve(page))
    fold()

    assert "is checked" in emails("bot0@catchall.example")[-1].subject
    again = Client().post(link(emails("bot0@catchall.example")[0], "confirm"))
    assert b"Confirmed, and not counted yet" in again.content


def test_addresses_for_ten_minutes_are_held_where_staff_want_to_look(
    campaign: Campaign,
) -> None:
    make.rates(campaign.organisation, holds_disposable=True, disposable="own-list.example\n",
               not_disposable="mailinator.com")  # fmt: skip
    for domain in ("0-mail.com", "own-list.example", "mailinator.com", "example.org"):
        post(campaign, email=f"ana@{domain}")
    fold()
    for message in Message.objects.all():
        Client().post(link(message, "confirm"))

    states = dict(Signature.objects.values_list("mail_domain", "state"))
    assert states == {
        "0-mail.com": "held", "own-list.example": "held",
        "mailinator.com": "confirmed", "example.org": "confirmed",
    }  # fmt: skip


def test_known_people_are_asked_by_email_all_the_same_while_their_domain_is_busy(
    campaign: Campaign,
) -> None:
    campaign.petition.confirm = "new"
    campaign.petition.save()
    make.supporter(campaign.organisation, "Luis Ortega", email="luis@uni.example",
                   first_confirmed_at=make.NOON)  # fmt: skip
    make.supporter(campaign.organisation, "Ana Lopez", email="ana@calm.example",
                   first_confirmed_at=make.NOON)  # fmt: skip
    this_hour(campaign, {"uni.example": 95})
    page = post(campaign, email="luis@uni.example")
    post(campaign, email="luis@uni.example", **solve(page))
    post(campaign, email="ana@calm.example", given_name="Ana", family_name="Lopez")
    fold()

    states = dict(Signature.objects.values_list("email", "state"))
    assert states == {"luis@uni.example": "pending", "ana@calm.example": "confirmed"}


def test_what_was_held_removed_and_restored_is_held_again_and_can_be_released(
    campaign: Campaign,
) -> None:
    signed_in_a_rush(campaign, 6, domain=3, domain_hold=5)
    confirm_newest("bot0@catchall.example")
    ours, at = campaign.organisation, timezone.now()
    by = make.actor(make.member(ours))
    every = Signature.objects.all()
    releasing.release(every, organisation_id=ours.pk, at=at, by=by)
    uuid = Signature.objects.held().get().uuid

    removing.remove([uuid], reason=Signature.Reason.FRAUD, at=at, by=by)
    removing.restore([uuid], reason=Signature.Reason.ERROR, at=at, by=by)
    assert Signature.objects.held().get().held_until is None
    releasing.release(every, organisation_id=ours.pk, at=at, by=by)
    releasing.release_due(at=at)

    assert Signature.objects.confirmed().get().uuid == uuid


def test_a_held_signature_can_be_withdrawn_and_signed_again(campaign: Campaign) -> None:
    signed_in_a_rush(campaign, 6, domain=3, domain_hold=5)
    confirm_newest("bot0@catchall.example")
    row = Signature.objects.held().get()

    assert withdrawing.withdraw([row.uuid], at=timezone.now()) == 1
    page = post(campaign, email=row.email)
    post(campaign, email=row.email, **solve(page))
    fold()

    row.refresh_from_db()
    assert (row.state, row.held_for) == ("pending", "")
