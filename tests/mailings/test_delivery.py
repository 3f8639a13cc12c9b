"""What mail providers did with mailings: counted by provider, told in words."""

import itertools
import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests import make
from undersigned.mailings import delivery, tallying
from undersigned.mailings.models import Mailing, ProviderTally, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox.models import Return
from undersigned.outbox.returns.kinds import Kind

pytestmark = pytest.mark.django_db
State = Recipient.State


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


@pytest.fixture
def mailing(ours: Organisation) -> Mailing:
    """400 people at three providers, of whom all kinds of things came back."""
    made = make.mailing(
        ours, state=Mailing.State.SENT, frozen_at=timezone.now(), finished_at=timezone.now()
    )
    rows = [_row(made, place, "gmail.com") for place in range(200)]
    rows += [_row(made, place, "googlemail.com") for place in range(50)]
    rows += [_row(made, place, "hotmail.com") for place in range(150)]
    for row, kind in zip(rows, [Kind.HARD] * 10 + [Kind.COMPLAINT] * 3, strict=False):
        row.returned, row.returned_at = kind, timezone.now()
    for row in rows[-30:]:
        row.returned, row.returned_at = Kind.BLOCKED, timezone.now()
    rows[20].state = State.FAILED
    rows[21].state = State.SKIPPED
    rows[22].state = State.UNCERTAIN
    Recipient.objects.bulk_create(rows)
    return made


def _row(mailing: Mailing, place: int, domain: str) -> Recipient:
    return Recipient(
        organisation=mailing.organisation, mailing=mailing, state=State.SENT,
        canonical_address=f"p{place}@{domain}", done_at=timezone.now(),
    )  # fmt: skip


def test_the_parts_of_each_provider_add_up(mailing: Mailing) -> None:
    tallying.tally(mailing, at=timezone.now())
    for row in ProviderTally.objects.all():
        parts = (
            row.delivered, row.waiting, row.deferred, row.left_out, row.uncertain,
            row.hard, row.soft, row.blocked, row.refused,
        )  # fmt: skip
        assert sum(parts) == row.total
    gmail = ProviderTally.objects.get(provider="Gmail")
    assert (gmail.total, gmail.hard, gmail.complaints, gmail.refused) == (250, 10, 3, 1)
    assert ProviderTally.objects.get(provider="Microsoft").blocked == 30


def test_what_stands_out_is_told_with_what_to_do(ours: Organisation, mailing: Mailing) -> None:
    tallying.tally(mailing, at=timezone.now())
    lines = delivery.lines(organisation_id=ours.pk, at=timezone.now())
    words = {line.provider: " ".join(what for what, _remedy in line.words) for line in lines}
    assert "does not trust the sender" in words["Microsoft"]
    assert "marked the mailing as spam" in words["Gmail"]
    assert "do not exist" in words["Gmail"]


def test_a_mailing_is_counted_again_when_something_came_back(mailing: Mailing) -> None:
    at = timezone.now() + timedelta(seconds=1)
    assert tallying.tally_due(at=at) == 1
    assert tallying.tally_due(at=at + timedelta(hours=1)) == 0
    Recipient.objects.filter(canonical_address="p100@gmail.com").update(
        returned=Kind.FULL, returned_at=at + timedelta(hours=2)
    )
    assert tallying.tally_due(at=at + timedelta(hours=3)) == 1
    assert ProviderTally.objects.get(provider="Gmail").soft == 1


def test_a_count_that_takes_long_is_not_made_again_at_once(
    mailing: Mailing, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now()
    clock = itertools.chain([0.0, 3.0], itertools.repeat(9.0))
    monkeypatch.setattr(tallying.time, "monotonic", lambda: next(clock))
    tallying.tally(mailing, at=at)
    Recipient.objects.filter(canonical_address="p100@gmail.com").update(
        returned=Kind.FULL, returned_at=at + timedelta(seconds=1)
    )

    assert tallying.tally_due(at=at + timedelta(seconds=29)) == 0
    assert tallying.tally_due(at=at + timedelta(seconds=31)) == 1


def test_many_small_domains_stand_together(ours: Organisation) -> None:
    made = make.mailing(ours, frozen_at=timezone.now())
    Recipient.objects.bulk_create(_row(made, 1, f"d{n}.example") for n in range(50))
    Recipient.objects.bulk_create([_row(made, 2, "gmail.com"), _row(made, 3, "gmail.com")])
    tallying.tally(made, at=timezone.now())
    assert ProviderTally.objects.count() == 31
    assert ProviderTally.objects.get(provider="").total == 50 - 29


def test_the_page_tells_it_in_words_and_asks_few_questions(
    ours: Organisation, mailing: Mailing, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    tallying.tally(mailing, at=timezone.now())
    row = mailing.recipients.filter(returned=Kind.BLOCKED)[0]
    Return.objects.create(
        fingerprint=uuid.uuid4().hex, came_by="mail", kind=Kind.BLOCKED, about="recipient",
        about_uuid=row.uuid, domain="hotmail.com", words="550 5.7.1 on our block list",
        at=timezone.now(),
    )  # fmt: skip
    client = make.signed_in(make.member(ours))
    with django_assert_max_num_queries(12):
        shown = client.get(reverse("mailings:delivery", args=[ours.slug])).content.decode()
    assert "on our block list" in shown
    assert "does not trust the sender" in shown


def test_every_number_of_a_provider_stands_in_its_row_and_the_row_adds_up(
    ours: Organisation, mailing: Mailing
) -> None:
    held = mailing.recipients.filter(canonical_address__in=["p30@gmail.com", "p31@gmail.com"])
    held.update(state=State.DEFERRED, not_before=timezone.now())
    mailing.recipients.filter(canonical_address="p40@gmail.com").update(
        unsubscribed_at=timezone.now()
    )
    tallying.tally(mailing, at=timezone.now())
    client = make.signed_in(make.member(ours))

    shown = client.get(reverse("mailings:delivery", args=[ours.slug])).content.decode()
    [row] = re.findall(r"<tr><th scope=\"row\">Gmail</th>(.*?)</tr>", shown, re.DOTALL)
    cells = dict(re.findall(r'data-label="([^"]*)">(\d+)', row))

    assert {name: int(number) for name, number in cells.items()} == {
        "Handed over": 246, "Delivered": 235, "Hard bounces": 10, "Soft bounces": 0,
        "Blocked": 0, "Refused": 1, "Deferred": 2, "Complaints": 3,
        "Unsubscribed": 1,
    }  # fmt: skip


def test_without_mailings_the_page_says_what_it_will_tell(ours: Organisation) -> None:
    client = make.signed_in(make.member(ours))
    shown = client.get(reverse("mailings:delivery", args=[ours.slug])).content.decode()
    assert "Nothing was sent lately" in shown


def test_another_organisation_sees_nothing_of_it(mailing: Mailing) -> None:
    tallying.tally(mailing, at=timezone.now())
    theirs = make.organisation("Hill Farmers", "hill")
    assert delivery.lines(organisation_id=theirs.pk, at=timezone.now()) == []
