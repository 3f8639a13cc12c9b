"""What signing promises: to the signer, to whoever owns the mailbox, and to the count."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries, Settings

from tests import make
from tests.petitions.make import confirm_newest, emails, fold, link, sign, typed
from undersigned.actions import submitting
from undersigned.actions.models import Submission
from undersigned.campaigns.models import Campaign
from undersigned.guard import refusing
from undersigned.ledger.models import Leaf
from undersigned.outbox.models import Message
from undersigned.petitions import asking, confirming, counting, signing, stamps
from undersigned.petitions.models import Petition, Signature
from undersigned.petitions.typed import Typed
from undersigned.supporters.models import Consent, EmailConsent, Supporter

pytestmark = pytest.mark.django_db


def test_a_stranger_typing_anothers_address_changes_nothing_about_them(
    campaign: Campaign,
) -> None:
    ana = make.supporter(
        campaign.organisation, "Ana Lopez", email="ana@example.org",
        postal_code="02134", region="MA",
    )  # fmt: skip
    before = Supporter.objects.values().get(pk=ana.pk)

    sign(campaign, email="ANA@example.org", given_name="Ana", family_name="Lopez",
         postal_code="43004", consent="on")  # fmt: skip

    assert Supporter.objects.values().get(pk=ana.pk) == before
    assert not Consent.objects.exists()
    assert Signature.objects.get().state == "pending"


def test_who_has_signed_gets_the_same_answer_and_an_email_that_says_so(
    campaign: Campaign,
) -> None:
    first = sign(campaign)
    confirm_newest()

    second = sign(campaign)

    assert (first.status_code, first["Location"], first.content) == (
        second.status_code, second["Location"], second.content,
    )  # fmt: skip
    assert "already signed" in emails()[-1].subject
    assert Signature.objects.count() == 1


def test_one_mailbox_signs_once_however_it_is_written(campaign: Campaign) -> None:
    sign(campaign, email="Luis.Ortega+news@gmail.com")
    sign(campaign, email="luisortega@googlemail.com")

    assert Signature.objects.count() == 1


def test_a_couple_signs_with_one_address_and_a_third_name_is_told_by_email(
    campaign: Campaign,
) -> None:
    sign(campaign)
    confirm_newest()
    sign(campaign, given_name="Marta")
    confirm_newest()

    sign(campaign, given_name="Bogus", family_name="Name")

    assert Signature.objects.confirmed().count() == 2
    assert "third signature" in emails()[-1].subject


def test_made_up_names_do_not_keep_the_mailboxs_owner_out(campaign: Campaign) -> None:
    sign(campaign, given_name="Made", family_name="Up")
    sign(campaign, given_name="Also", family_name="Madeup")

    sign(campaign)
    confirm_newest()

    assert Signature.objects.confirmed().get().given_name == "Luis"


def test_what_was_typed_last_is_what_a_confirmation_counts(campaign: Campaign) -> None:
    sign(campaign, postal_code="02134")
    sign(campaign, postal_code="43004")

    confirm_newest()

    assert Signature.objects.get().region == "OH"
    assert Supporter.objects.get().region == "OH"


def test_at_most_three_emails_a_day_ask_one_mailbox(campaign: Campaign) -> None:
    for _ in range(5):
        sign(campaign)

    assert len(emails()) == 3


def test_who_could_not_be_asked_by_email_is_not_noted_as_asked(campaign: Campaign) -> None:
    other = make.campaign(campaign.organisation, slug="bridges")
    for _ in range(3):
        sign(campaign)

    sign(other)

    asked = dict(Signature.objects.values_list("petition__campaign", "asked_times"))
    assert asked == {campaign.pk: 3, other.pk: 0}
    assert Signature.objects.get(petition__campaign=other).asked_at is None


def test_reminders_come_after_a_day_and_after_three_and_then_no_more(
    campaign: Campaign,
) -> None:
    sign(campaign)
    start = Signature.objects.get().signed_at

    found = [
        asking.remind_due(at=start + timedelta(hours=hours)) for hours in (23, 25, 26, 73, 99)
    ]

    assert found == [0, 1, 0, 1, 0]
    assert ["Not counted yet" in message.subject for message in emails()] == [
        False, True, True,
    ]  # fmt: skip


def test_an_expired_link_offers_a_new_one(campaign: Campaign) -> None:
    sign(campaign)
    old = timezone.now() - timedelta(days=8)
    signature = Signature.objects.get()
    path = confirming_path(signature, old)

    answer = Client().post(path)

    assert answer.status_code == 410
    assert b"older than seven days" in answer.content
    assert Signature.objects.get().state == "pending"
    again = Client().post(f"/{campaign.slug}/resend/", {"email": "luis.ortega@example.org"})
    assert again.status_code == 303
    assert len(emails()) == 2


def confirming_path(signature: Signature, at: Any) -> str:
    from undersigned.petitions import links  # noqa: PLC0415  beside its one use

    found = links.confirm(signature.petition.campaign.slug, signature.uuid, at=at)
    return found.removeprefix("http://localhost:8000")


def test_a_link_used_twice_says_kindly_that_once_is_enough(campaign: Campaign) -> None:
    sign(campaign)
    confirm_newest()

    page = Client().get(link(emails()[0], "confirm"))

    assert page.status_code == 200
    assert b"Your signature counts already" in page.content
    assert b"/thanks/" in page.content
    again = Client().post(link(emails()[0], "confirm"))
    assert "/thanks/" in again["Location"]
    assert Signature.objects.confirmed().count() == 1


def test_resending_says_nothing_about_who_signed(campaign: Campaign) -> None:
    sign(campaign)

    known = Client().post(f"/{campaign.slug}/resend/", {"email": "luis.ortega@example.org"})
    unknown = Client().post(f"/{campaign.slug}/resend/", {"email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (303, unknown["Location"])
    assert Client().get(f"/{campaign.slug}/resend/").status_code == 200


def test_a_forged_token_opens_nothing(campaign: Campaign) -> None:
    for page in ("confirm", "thanks"):
        assert Client().get(f"/{campaign.slug}/{page}/AAAA/").status_code == 404
    assert Client().get("/signed/AAAA/").status_code == 404


def test_a_campaign_that_ended_takes_neither_signature_nor_confirmation(
    campaign: Campaign,
) -> None:
    sign(campaign)
    Campaign.objects.update(state=Campaign.State.CLOSED)

    assert Client().post(f"/{campaign.slug}/sign", typed(campaign)).status_code == 410
    assert b"takes no more signatures" in confirm_newest().content
    assert not Signature.objects.confirmed().exists()


def test_a_campaign_that_ended_a_moment_ago_takes_no_confirmation(
    campaign: Campaign, settings: Settings
) -> None:
    settings.FORM_SECONDS = 60  # what was read of it is kept so long
    sign(campaign)
    confirm_newest()
    sign(campaign, email="ana.lopez@example.org")
    Campaign.objects.update(state=Campaign.State.CLOSED)

    assert b"takes no more signatures" in confirm_newest("ana.lopez@example.org").content
    assert Signature.objects.confirmed().count() == 1


def test_a_petition_may_confirm_only_new_addresses(campaign: Campaign) -> None:
    Petition.objects.update(confirm=Petition.Confirm.NEW)
    person = make.supporter(
        campaign.organisation, "Luis Ortega", region="MA", first_confirmed_at=make.NOON,
    )  # fmt: skip

    sign(campaign, consent="on")

    assert Signature.objects.get().state == "confirmed"
    person.refresh_from_db()
    assert (person.region, person.email_consent) == ("MA", EmailConsent.NONE)


def test_a_network_that_signs_too_often_reads_why_and_keeps_its_words(
    campaign: Campaign, settings: Settings
) -> None:
    import ipaddress  # noqa: PLC0415  beside its one use

    settings.TRUSTED_PROXIES = (ipaddress.ip_network("127.0.0.1/32"),)
    make.rates(campaign.organisation, network=10)
    for _ in range(10):
        Client().post(f"/{campaign.slug}/sign", typed(campaign),
                      headers={"X-Forwarded-For": "9.9.9.9, 198.51.100.7"})  # fmt: skip
    refusing.forget_snapshots()

    # What stands left of the proxy's own word is forged, and changes nothing.
    forged = {"X-Forwarded-For": "203.0.113.9, 198.51.100.99"}
    over = Client().post(f"/{campaign.slug}/sign", typed(campaign), headers=forged)
    other = Client().post(f"/{campaign.slug}/sign", typed(campaign),
                          headers={"X-Forwarded-For": "203.0.113.9"})  # fmt: skip

    assert over.status_code == 429
    assert b"Ortega" in over.content
    assert other.status_code == 303


def test_a_full_queue_answers_503_with_the_form_as_typed(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_typed: object) -> None:
        raise submitting.BusyError

    monkeypatch.setattr(submitting, "submit", full)

    answer = Client().post(f"/{campaign.slug}/sign", typed(campaign))

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert b"Ortega" in answer.content


def test_signing_asks_no_query_but_the_row_and_its_counters(
    campaign: Campaign, settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.FORM_SECONDS = 60
    Client().post(f"/{campaign.slug}/sign", typed(campaign))

    with django_assert_num_queries(4):  # a savepoint, the row, the counters, its release
        Client().post(f"/{campaign.slug}/sign", typed(campaign))


def test_folding_many_takes_as_many_queries_as_folding_few(
    campaign: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        Client().post(f"/{campaign.slug}/sign", typed(campaign, email=f"p{number}@example.org"))

    with django_assert_max_num_queries(22):  # on PostgreSQL four of them of savepoints
        signing.fold_due(at=timezone.now())

    assert Signature.objects.count() == 20


def test_confirming_many_takes_as_many_queries_as_confirming_few(
    campaign: Campaign, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        sign(campaign, email=f"p{number}@example.org", consent="on")
    waiting = list(Signature.objects.values_list("uuid", flat=True))

    with django_assert_max_num_queries(20):  # two of them only where a second has passed
        confirming.confirm([*waiting, waiting[0]], at=timezone.now())

    assert Leaf.objects.filter(kind="sign").count() == 10
    assert Message.objects.filter(kind="thanks").count() == 10


def test_a_submission_that_cannot_be_folded_holds_up_nobody(campaign: Campaign) -> None:
    Client().post(f"/{campaign.slug}/sign", typed(campaign))
    broken = submitting.Typed(
        campaign_id=campaign.pk, kind=submitting.Kind.SIGN, payload={"nonsense": 1},
        network="", at=timezone.now(),
    )  # fmt: skip
    submitting.submit(broken)

    assert signing.fold_due(at=timezone.now()) == 2

    assert Signature.objects.count() == 1
    assert Submission.objects.get(uuid=broken.uuid).failure == "TypeError"
    assert signing.fold_due(at=timezone.now()) == 0


def test_what_the_database_could_not_take_waits_for_the_next_time(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    Client().post(f"/{campaign.slug}/sign", typed(campaign))
    with monkeypatch.context() as patched:
        patched.setattr(signing, "sign", Mock(side_effect=OperationalError("deadlock")))
        assert signing.fold_due(at=timezone.now()) == 0
    assert Submission.objects.get().done_at is None

    assert signing.fold_due(at=timezone.now()) == 1

    assert Signature.objects.count() == 1


def test_signing_again_after_withdrawing_waits_for_a_new_confirmation(
    campaign: Campaign,
) -> None:
    sign(campaign)
    confirm_newest()
    signed = link(emails()[-1], "signed")
    Client().post(f"{signed}{Signature.objects.get().uuid}/withdrawal/")

    sign(campaign)
    assert Signature.objects.get().state == "pending"
    confirm_newest()

    fold()
    assert counting.shown_count(campaign.petition).count == 1
    kinds = Leaf.objects.exclude(kind="petition").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["sign", "void", "sign"]


def test_a_stamp_is_good_for_a_week_and_for_its_own_petition(campaign: Campaign) -> None:
    now = timezone.now()
    stamp = stamps.make(campaign.petition.uuid, at=now)

    assert stamps.is_good(stamp, campaign.petition.uuid, at=now + timedelta(days=6))
    assert not stamps.is_good(stamp, campaign.petition.uuid, at=now + timedelta(days=8))
    assert not stamps.is_good(stamp, campaign.uuid, at=now + timedelta(minutes=2))


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30), st.text(max_size=20))
def test_no_typed_text_breaks_the_form(
    name: str, email: str, postal_code: str, consent: str
) -> None:
    from undersigned.actions.models import OwnQuestion as Question  # noqa: PLC0415
    from undersigned.organisations.models import Organisation  # noqa: PLC0415
    from undersigned.petitions.forms import SignForm  # noqa: PLC0415
    from undersigned.petitions.reading import Open  # noqa: PLC0415

    organisation = Organisation(name="River Valley Neighbors")
    campaign = Campaign(organisation=organisation)
    opened = Open(
        petition=Petition(campaign=campaign), campaign=campaign, organisation=organisation,
        questions=(Question(kind="text", label="Why?"),),
    )  # fmt: skip
    data = {
        "given_name": name, "email": email, "postal_code": postal_code, "country": "US",
        "consent": consent, "stamp": postal_code,
    }  # fmt: skip

    form = SignForm(data, form=opened, at=make.NOON)

    form.is_valid()
    assert form.as_p()


def test_a_payload_keeps_its_canonical_address() -> None:
    typed_ = Typed(email="Ana@Example.org", answers={}, utm={})

    assert typed_.canonical == "ana@example.org"
