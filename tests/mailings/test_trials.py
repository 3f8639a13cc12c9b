"""A/B tests: who gets what for ever, which variant the rest gets, and how sure that is."""

from collections import Counter
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import make
from tests.mailings.test_sending import ANA, finish, under_way
from undersigned.lib import leasing
from undersigned.mailings import (
    checking,
    comparing,
    counting,
    drafting,
    freezing,
    trialing,
    variants,
)
from undersigned.mailings.models import Mailing, Recipient, Trial, Variant
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox.models import CaughtMessage
from undersigned.petitions.models import Signature
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db
State = Recipient.State


@pytest.fixture
def ours(settings, tmp_path) -> Organisation:
    settings.DEMO, settings.DATA = True, tmp_path
    ours = make.organisation(postal_address="1 Main Street, Athens, OH 45701")
    make.campaign(ours)
    return ours


def crowd(ours: Organisation, number: int) -> list[Supporter]:
    return [
        make.supporter(
            ours, f"Rosa N{place}", region="OH" if place % 2 else "IA",
            consent=EmailConsent.GIVEN,
        )
        for place in range(number)
    ]  # fmt: skip


def change(variant: Variant, values: dict[str, str]) -> None:
    version = Mailing.objects.get(pk=variant.mailing_id).version
    trialing.change(variant=variant, version=version, values=values, at=make.NOON, by=ANA)


def drawn_up(ours: Organisation, *, letters: str = "B", **plan: int | None) -> Mailing:
    """A draft with so many variants, each with its letter in the subject."""
    mailing = make.mailing(ours, subject="Subject A")
    for _letter in letters:
        made = trialing.add(mailing=mailing, at=make.NOON, by=ANA)
        change(made, {"subject": f"Subject {made.letter}"})
    values = {"share": None, "size": None, "hours": 4} | plan
    trialing.plan(trial=Trial.objects.get(mailing=mailing), **values, at=make.NOON, by=ANA)
    mailing.refresh_from_db()
    return mailing


def caught() -> list[CaughtMessage]:
    return list(CaughtMessage.objects.all())


def mail(row: CaughtMessage) -> Message:
    return message_from_bytes(bytes(row.data), policy=default)


def arms(mailing: Mailing) -> Counter[tuple[str, str]]:
    return Counter(mailing.recipients.values_list("arm", "state"))


def act(mailing: Mailing, arm: str, number: int) -> None:
    """So many of those who got that variant sign by its link."""
    [petition] = [one.petition for one in mailing.organisation.campaign_set.all()]
    for row in mailing.recipients.filter(arm=arm).exclude(supporter=None)[:number]:
        assert row.supporter is not None
        made = make.signature(petition.campaign, row.supporter)
        Signature.objects.filter(pk=made.pk).update(mailing_uuid=mailing.uuid)


def test_a_share_of_the_list_is_tried_in_equal_parts_and_the_rest_waits(ours):
    crowd(ours, 50)
    mailing = drawn_up(ours, letters="BC", share=25)  # 12.5 people: 13

    assert freezing.freeze(mailing=mailing) == 50

    assert arms(mailing) == {
        ("A", "waiting"): 5, ("B", "waiting"): 4, ("C", "waiting"): 4, ("", "kept"): 37,
    }  # fmt: skip
    assert mailing.recipients.filter(tried=True).count() == 13


@pytest.mark.parametrize(("size", "tried"), [(10, 10), (500, 50), (None, 50)])
def test_a_number_of_people_is_tried_or_everybody(ours, size, tried):
    crowd(ours, 50)
    mailing = drawn_up(ours, size=size, share=None if size else 100)

    freezing.freeze(mailing=mailing)

    assert mailing.recipients.filter(tried=True).count() == tried
    assert mailing.recipients.filter(state=State.KEPT).count() == 50 - tried


def test_who_gets_which_variant_is_the_same_each_time(ours):
    crowd(ours, 40)
    mailing = drawn_up(ours, share=50)

    def drawn() -> dict[str, str]:
        freezing.freeze(mailing=mailing)
        return dict(mailing.recipients.values_list("canonical_address", "arm"))

    first = drawn()
    mailing.recipients.all().delete()
    assert drawn() == first
    assert drawn() == first  # asked again it adds nobody
    other = drawn_up(ours, share=50)
    freezing.freeze(mailing=other)
    assert dict(other.recipients.values_list("canonical_address", "arm")) != first


def test_by_the_clock_the_rest_gets_the_variant_by_which_most_acted(ours):
    crowd(ours, 60)
    mailing = under_way(drawn_up(ours, letters="BC", share=50))
    finish()
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENDING
    assert arms(mailing) == {
        ("A", "sent"): 10, ("B", "sent"): 10, ("C", "sent"): 10, ("", "kept"): 30,
    }  # fmt: skip
    act(mailing, "A", 1)
    act(mailing, "C", 9)
    assert trialing.decide_due(at=leasing.now()) == 0

    assert trialing.decide_due(at=leasing.now() + timedelta(hours=4)) == 1
    finish()

    trial = Trial.objects.get(mailing=mailing)
    assert (trial.winner, trial.found) == ("C", Trial.Found.CLEAR)
    assert arms(mailing)["C", "sent"] == 40
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.SENT
    subjects = Counter((str(mail(row)["Subject"]), row.to_address) for row in caught())
    assert Counter(subject for subject, _to in subjects) == {
        "Subject A": 10, "Subject B": 10, "Subject C": 40,
    }  # fmt: skip
    assert max(Counter(to for _subject, to in subjects).values()) == 1
    entry = AuditEntry.objects.get(verb="chose the variant for the rest of")
    assert entry.after == {"variant": "C", "found": "clear"}


def test_a_tie_is_said_to_be_one_and_the_rest_still_gets_it(ours):
    crowd(ours, 20)
    mailing = under_way(drawn_up(ours, size=10))
    finish()
    act(mailing, "B", 1)

    trialing.decide_due(at=leasing.now() + timedelta(hours=5))
    finish()

    trial = Trial.objects.get(mailing=mailing)
    assert (trial.winner, trial.found) == ("B", Trial.Found.TIE)
    assert arms(mailing) == {("A", "sent"): 5, ("B", "sent"): 15}


def test_the_clock_waits_until_all_tries_have_gone_out(ours):
    crowd(ours, 20)
    mailing = under_way(drawn_up(ours, size=10))
    later = leasing.now() + timedelta(hours=5)
    assert trialing.decide_due(at=later) == 0
    finish()
    assert trialing.decide_due(at=later) == 1
    assert trialing.decide_due(at=later) == 0
    assert Mailing.objects.get(pk=mailing.pk).state == Mailing.State.SENDING


def test_a_test_that_a_person_decides_meanwhile_holds_up_no_other(ours, monkeypatch):
    crowd(ours, 20)
    first, second = (under_way(drawn_up(ours, size=10)) for _place in range(2))
    finish()
    Trial.objects.filter(mailing=first).update(decide_at=make.NOON)
    counted: list[int] = []

    def meanwhile(mailing: Mailing) -> comparing.Finding:
        found = finding(mailing)
        counted.append(mailing.pk)
        if mailing == first:
            Trial.objects.filter(mailing=first).update(winner="B", decided_at=make.NOON)
        return found

    finding = trialing.finding
    monkeypatch.setattr(trialing, "finding", meanwhile)

    assert trialing.decide_due(at=leasing.now() + timedelta(hours=5)) == 1

    assert Trial.objects.get(mailing=second).winner == "A"
    assert counted == [first.pk, second.pk]  # each is counted once


def test_a_person_decides_before_the_clock_or_instead_of_it(ours):
    crowd(ours, 20)
    mailing = under_way(drawn_up(ours, size=10, hours=None))
    finish()
    trial = Trial.objects.get(mailing=mailing)
    assert trial.decide_at is None
    with pytest.raises(trialing.NotNowError):
        trialing.decide(trial=trial, letter="C", at=leasing.now(), by=ANA)

    trialing.decide(trial=trial, letter="A", at=leasing.now(), by=ANA)
    with pytest.raises(trialing.NotNowError):
        trialing.decide(trial=trial, letter="B", at=leasing.now(), by=ANA)
    finish()

    assert arms(mailing) == {("A", "sent"): 15, ("B", "sent"): 5}


def test_a_variant_has_its_own_sender_and_words(ours):
    mailing = drawn_up(ours, share=100)
    variant = Variant.objects.get()
    ben = f"ben@{mailing.from_address.rpartition('@')[2]}"
    values = {"from_name": "Ben Hart", "from_address": ben, "body": "Short."}
    change(variant, values)
    crowd(ours, 10)
    under_way(Mailing.objects.get(pk=mailing.pk))
    finish()

    seen = {
        (str(mail(row)["Subject"]), str(mail(row)["From"]), b"Short." in bytes(row.data))
        for row in caught()
    }
    assert seen == {
        ("Subject A", f"{mailing.from_name} <{mailing.from_address}>", False),
        ("Subject B", f"Ben Hart <{ben}>", True),
    }  # fmt: skip


def test_a_variant_of_another_domain_goes_nowhere(ours):
    mailing = drawn_up(ours, share=100)
    variant = Variant.objects.get()
    values = {"from_address": "ben@cold.example"}
    change(variant, values)

    found = [one.what for one in checking.check_letter(mailing, at=make.NOON)]

    assert "Variant B: It is sent from another domain." in found


def test_a_mailing_that_left_the_draft_is_changed_by_nobody(ours):
    crowd(ours, 10)
    mailing = under_way(drawn_up(ours, share=50))
    variant, trial = Variant.objects.get(), Trial.objects.get()
    with pytest.raises(drafting.ChangedMeanwhileError):
        change(variant, {"subject": "x"})
    for verb in (
        lambda: trialing.add(mailing=mailing, at=make.NOON, by=ANA),
        lambda: trialing.remove(variant=variant, at=make.NOON, by=ANA),
        lambda: trialing.plan(trial=trial, share=9, size=None, hours=1, at=make.NOON, by=ANA),
    ):
        with pytest.raises(trialing.NotNowError):
            verb()


def test_there_are_four_variants_at_most_and_with_the_last_goes_the_test(ours):
    mailing = drawn_up(ours, letters="BCD", share=50)
    with pytest.raises(trialing.FullError):
        trialing.add(mailing=mailing, at=make.NOON, by=ANA)

    for variant in Variant.objects.all():
        trialing.remove(variant=variant, at=make.NOON, by=ANA)

    assert not Trial.objects.exists()
    assert [letter for letter, _one in variants.of(mailing)] == ["A"]


def test_the_numbers_of_each_variant_are_over_those_it_is_tried_on(ours):
    crowd(ours, 40)
    mailing = under_way(drawn_up(ours, size=20))
    finish()
    act(mailing, "A", 3)
    trialing.decide(trial=Trial.objects.get(), letter="A", at=leasing.now(), by=ANA)
    finish()
    for row in mailing.recipients.filter(arm="A", tried=False)[:5]:
        assert row.supporter is not None
        made = make.signature(ours.campaign_set.get(), row.supporter)
        Signature.objects.filter(pk=made.pk).update(mailing_uuid=mailing.uuid)

    found = counting.arms(mailing)

    assert {letter: (one.delivered, one.acted) for letter, one in found.items()} == {
        "A": (10, 3), "B": (10, 0),
    }  # fmt: skip
    whole = counting.whole(counting.counted(mailing))
    assert (whole.total, whole.delivered, whole.acted) == (40, 40, 8)


def test_an_organiser_sets_a_test_up_and_is_told_when_it_is_too_small(ours):
    crowd(ours, 10)
    mailing = make.mailing(ours, subject="Subject A")
    ana = make.signed_in(make.member(ours))

    def url(name: str, *more: str) -> str:
        return reverse(f"mailings:{name}", args=[ours.slug, mailing.uuid, *more])

    ana.post(url("add_variant"))
    answer = ana.post(url("variant", "B"), {"subject": "{{ first_name }}", "version": "2"})
    assert answer.status_code == 422
    assert "fallback" in answer.content.decode()
    ana.post(url("variant", "B"), {"subject": "Subject B", "version": "2"})
    wrong = {"way": "size", "share": "", "size": "", "decides": "clock", "hours": ""}
    answer = ana.post(url("trial"), wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"size", "hours"}
    ana.post(url("trial"), wrong | {"size": "6", "hours": "2"})

    page = ana.get(url("trial"))

    assert Variant.objects.get().subject == "Subject B"
    assert (Trial.objects.get().size, Trial.objects.get().hours) == (6, 2)
    assert page.context["size"]["each"] == 3
    assert "Too few to tell" in page.content.decode()
    ana.post(url("test_variant", "B"))
    ana.post(url("track"), {})
    assert Mailing.objects.get().tracks_clicks is False
    ana.post(url("remove_variant", "B"))
    assert not Variant.objects.exists()


def test_of_two_who_save_a_variant_the_later_is_told_and_keeps_what_was_typed(ours):
    mailing = drawn_up(ours, share=50)
    ana = make.signed_in(make.member(ours))
    url = reverse("mailings:variant", args=[ours.slug, mailing.uuid, "B"])
    version = ana.get(url).context["form"]["version"].value()

    ana.post(url, {"subject": "Ben's", "body": "Ben's words", "version": version})
    late = ana.post(url, {"subject": "Ana's", "version": version})

    assert late.status_code == 422
    page = unescape(late.content.decode())
    assert "Theirs: Subject: Ben's; Email: Ben's words. What you typed" in page
    assert "Ana's" in page
    assert Variant.objects.get().subject == "Ben's"
    ana.post(url, {"subject": "Ana's", "version": version + 1})
    assert Variant.objects.get().subject == "Ana's"


def test_one_person_is_looked_up_for_all_variants(ours):
    crowd(ours, 5)
    ana = make.signed_in(make.member(ours))
    two, four = (drawn_up(ours, letters=letters, share=50) for letters in ("B", "BCD"))

    def asked(mailing: Mailing) -> int:
        with CaptureQueriesContext(connection) as queries:
            ana.get(reverse("mailings:trial", args=[ours.slug, mailing.uuid]))
        return sum('"given_name"' in one["sql"] for one in queries)

    assert asked(four) == asked(two) > 0


def test_nobody_reaches_the_test_of_another_organisation(ours):
    mailing = drawn_up(ours, share=50)
    strangers = make.organisation("Other", "other")
    cho = make.signed_in(make.member(strangers, "Cho Park"))
    for name, more in (("trial", ()), ("variant", ("B",))):
        for slug in (strangers.slug, ours.slug):
            answer = cho.get(reverse(f"mailings:{name}", args=[slug, mailing.uuid, *more]))
            assert answer.status_code in (403, 404)
    for name, more in (("add_variant", ()), ("decide", ("A",)), ("remove_variant", ("B",))):
        url = reverse(f"mailings:{name}", args=[strangers.slug, mailing.uuid, *more])
        assert cho.post(url).status_code == 404
    assert (
        Client().get(reverse("mailings:trial", args=[ours.slug, mailing.uuid])).status_code
        == 302
    )
    assert Variant.objects.count() == 1
