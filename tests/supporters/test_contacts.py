"""Several addresses of one person: each finds them, one leads, a stop is honoured."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.make import NOON
from tests.petitions.make import confirm_newest, emails, sign
from tests.supporters import moving
from undersigned.outbox import suppression
from undersigned.petitions.models import Signature
from undersigned.supporters import consenting, contacting, keeping, reaching, remembering
from undersigned.supporters.contacting import EMAIL, PHONE, POST
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
)

pytestmark = pytest.mark.django_db
WORK = "rosa@union.example"


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.actor(make.member(ours))


@pytest.fixture
def rosa(ours, ana):
    """Rosa Diaz, with a second address at work."""
    made = make.supporter(ours, "Rosa Diaz", consent=EmailConsent.GIVEN, phone="614 555 0100")
    contacting.add(
        supporter=made, way=EMAIL, values={"email": WORK, "type": "work"}, at=NOON, by=ana
    )
    return made


def test_a_further_address_belongs_to_one_person_within_an_organisation(ours, rosa, ana):
    omar = make.supporter(ours, "Omar Haddad")

    with pytest.raises(contacting.TakenError) as taken:
        contacting.add(supporter=omar, way=EMAIL, values={"email": WORK}, at=NOON, by=ana)
    assert taken.value.supporter == rosa
    with pytest.raises(contacting.TakenError):
        contacting.add(supporter=rosa, way=EMAIL, values={"email": omar.email}, at=NOON, by=ana)
    with pytest.raises(keeping.AlreadyKnownError):
        keeping.add(
            organisation_id=ours.pk, fields={"email": "Rosa@Union.example"}, source="", at=NOON,
            by=ana,
        )  # fmt: skip

    elsewhere = make.supporter(make.organisation("Hill Town", "hill-town"), "Omar Haddad")
    contacting.add(supporter=elsewhere, way=EMAIL, values={"email": WORK}, at=NOON, by=ana)


def test_who_signs_with_a_further_address_is_found_and_counts_once(ours, rosa):
    campaign = make.campaign(ours)
    make.signature(campaign, rosa)

    sign(campaign, given_name="Rosa", family_name="Diaz", email=WORK)

    assert Supporter.objects.get() == rosa
    assert Signature.objects.get().supporter == rosa
    assert "/confirm/" not in emails(rosa.email)[0].text


def test_what_is_signed_from_a_further_address_leaves_the_first_one_as_it_is(ours, rosa):
    campaign = make.campaign(ours)
    sign(campaign, given_name="Rosa", family_name="Diaz", email=WORK, postal_code="43215")
    confirm_newest(WORK)

    rosa.refresh_from_db()
    assert (rosa.email, rosa.postal_code) == ("rosa.diaz@example.org", "43215")
    assert Signature.objects.get().state == "confirmed"


def test_after_another_address_leads_nobody_signs_twice(ours, rosa, ana):
    campaign = make.campaign(ours)
    make.signature(campaign, rosa)
    further = SupporterEmail.objects.get()
    contacting.lead(supporter=rosa, way=EMAIL, pk=further.pk, at=NOON, by=ana)

    sign(campaign, given_name="Rosa", family_name="Diaz", email=WORK)
    sign(campaign, given_name="Rosa", family_name="Diaz", email="rosa.diaz@example.org")

    assert Signature.objects.count() == 1


def test_another_name_at_a_further_address_is_another_person(ours, rosa):
    campaign = make.campaign(ours)

    sign(campaign, given_name="Tom", family_name="Reed", email=WORK)

    assert Signature.objects.get().supporter != rosa
    assert Supporter.objects.count() == 2


@pytest.mark.parametrize("known", [0, 3])
def test_an_unknown_address_costs_one_more_question_whatever_the_batch(ours, rosa, known):
    people = [
        remembering.Person(organisation_id=ours.pk, email=f"p{number}@example.org")
        for number in range(20)
    ]
    remembering.remember(people[:known], at=NOON)

    with CaptureQueriesContext(connection) as asked:
        remembering.remember(people, at=NOON)

    further = [q for q in asked.captured_queries if "supporters_supporteremail" in q["sql"]]
    assert len(further) == (2 if known else 1)


def test_putting_another_first_keeps_the_one_that_was(rosa, ana):
    further = SupporterEmail.objects.get()

    contacting.lead(supporter=rosa, way=EMAIL, pk=further.pk, at=NOON, by=ana)

    rosa.refresh_from_db()
    assert (rosa.email, rosa.canonical_address) == (WORK, WORK)
    assert rosa.primary == {"email": {"type": "work", "works": ""}}
    assert SupporterEmail.objects.get().email == "rosa.diaz@example.org"


def test_a_stop_follows_the_address_and_not_the_person(ours, rosa, ana):
    stop = suppression.Stop(
        organisation_id=ours.pk, canonical=WORK, reason=suppression.Reason.BOUNCED
    )
    suppression.suppress([stop], at=NOON)
    assert Supporter.objects.filter(reaching.agreed()).get() == rosa

    contacting.lead(
        supporter=rosa, way=EMAIL, pk=SupporterEmail.objects.get().pk, at=NOON, by=ana
    )

    assert not Supporter.objects.filter(reaching.agreed()).exists()


def test_unsubscribing_by_a_further_address_takes_the_person_off(ours, rosa):
    consenting.unsubscribe_mailbox(
        organisation_id=ours.pk, canonical_address=WORK, how=Consent.How.LINK, source="News",
        at=NOON,
    )  # fmt: skip

    rosa.refresh_from_db()
    assert rosa.email_consent == EmailConsent.WITHDRAWN


def test_a_list_finds_people_by_a_further_address_and_honours_its_no(ours, rosa):
    moving.bring(
        ours, f"email,first name,city,status\n{WORK},Rosa,Columbus,unsubscribed\n", at=NOON
    )

    rosa.refresh_from_db()
    assert Supporter.objects.count() == 1
    assert (rosa.city, rosa.email_consent) == ("Columbus", EmailConsent.WITHDRAWN)
    assert rosa.email == "rosa.diaz@example.org"


def test_a_bounce_in_a_list_stops_the_address_that_bounced(ours, rosa):
    moving.bring(ours, f"email,first name,status\n{WORK},Rosa,bounced\n", at=NOON)

    canonicals = [WORK, rosa.canonical_address]
    assert suppression.suppressed(ours.pk, canonicals) == {WORK}


def test_a_phone_is_known_by_its_digits_and_the_first_one_leads(rosa, ana):
    with pytest.raises(contacting.TakenError):
        contacting.add(
            supporter=rosa, way=PHONE, values={"phone": "+1 (614) 555-0100"}, at=NOON, by=ana
        )
    contacting.add(supporter=rosa, way=PHONE, values={"phone": "614 555 0199"}, at=NOON, by=ana)
    contacting.mark(supporter=rosa, way=PHONE, pk=0, values={"works": "no"}, at=NOON, by=ana)

    contacting.lead(
        supporter=rosa, way=PHONE, pk=SupporterPhone.objects.get().pk, at=NOON, by=ana
    )

    old = SupporterPhone.objects.get()
    assert (old.phone, old.works) == ("614 555 0100", "no")
    assert rosa.phone == "614 555 0199"


def test_the_first_postal_address_goes_to_the_record_and_the_next_beside_it(rosa, ana):
    home = {
        "street": "1 Main Street",
        "city": "Columbus",
        "postal_code": "43215",
        "region": "OH",
    }
    contacting.add(supporter=rosa, way=POST, values=home, at=NOON, by=ana)
    rosa.refresh_from_db()
    assert (rosa.street, SupporterAddress.objects.count()) == ("1 Main Street", 0)

    contacting.add(supporter=rosa, way=POST, values=home | {"street": "2 Oak"}, at=NOON, by=ana)
    assert str(SupporterAddress.objects.get()) == "2 Oak, Columbus, OH 43215"


def test_languages_beside_the_first_are_kept_once_each(rosa, ana):
    assert contacting.speaks(supporter=rosa, languages=["es", "en", "ht"], at=NOON, by=ana)
    assert not contacting.speaks(supporter=rosa, languages=["ht", "es"], at=NOON, by=ana)

    kept = SupporterLanguage.objects.order_by("language").values_list("language", flat=True)
    assert list(kept) == ["es", "ht"]
