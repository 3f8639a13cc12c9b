"""What staff do to a person's record, and what the trail keeps of it."""

import csv
import io

import pytest

from tests import make
from undersigned.organisations.models import AuditEntry
from undersigned.supporters import consenting, erasing, exporting, keeping, searching
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Erasure,
    Field,
    Supporter,
    Tag,
    Tagging,
)

pytestmark = pytest.mark.django_db


def _fields(**values: str) -> dict[str, str]:
    blank = dict.fromkeys(keeping.FIELDS, "")
    return blank | {"email": "omar@example.org", "country": "US", "language": "en"} | values


def test_a_person_added_by_hand_has_not_agreed_to_email():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))

    made = keeping.add(
        organisation_id=organisation.pk,
        fields=_fields(),
        source="by hand",
        at=make.NOON,
        by=ana,
    )

    assert made.email_consent == EmailConsent.NONE
    assert not Consent.objects.exists()


def test_an_address_that_is_known_in_another_spelling_is_not_added_twice():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    known = make.supporter(organisation, email="omar.haddad@gmail.com")

    with pytest.raises(keeping.AlreadyKnownError) as refusal:
        keeping.add(
            organisation_id=organisation.pk, fields=_fields(email="OmarHaddad+x@gmail.com"),
            source="", at=make.NOON, by=ana,
        )  # fmt: skip

    assert refusal.value.supporter == known


def test_the_trail_names_the_fields_of_a_person_and_never_their_values():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation)

    keeping.change(
        supporter=rosa, version=1, at=make.NOON, by=ana,
        fields=_fields(email=rosa.email, given_name="Rosalia", family_name="Diaz", region="OH"),
    )  # fmt: skip

    entry = AuditEntry.objects.get(verb="changed")
    assert entry.after == {"fields": ["given_name"]}
    assert "Rosa" not in str(entry.after) + entry.subject_label


def test_who_saves_second_is_told_and_changes_nothing():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation)
    keeping.change(
        supporter=rosa, version=1, at=make.NOON, by=ana,
        fields=_fields(email=rosa.email, given_name="Rosalia"),
    )  # fmt: skip

    with pytest.raises(keeping.ChangedMeanwhileError):
        keeping.change(
            supporter=rosa, version=1, at=make.NOON, by=ana,
            fields=_fields(email=rosa.email, given_name="Rose"),
        )  # fmt: skip

    assert Supporter.objects.get(pk=rosa.pk).given_name == "Rosalia"


def test_an_address_of_somebody_else_cannot_be_taken_over():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation)
    omar = make.supporter(organisation, "Omar Haddad")

    with pytest.raises(keeping.AlreadyKnownError) as refusal:
        keeping.change(
            supporter=rosa, version=1, fields=_fields(email=omar.email), at=make.NOON, by=ana
        )

    assert refusal.value.supporter == omar


def test_saving_what_was_there_changes_nothing_and_leaves_no_trace():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation)
    same = {name: getattr(rosa, name) for name in keeping.FIELDS}

    assert keeping.change(supporter=rosa, version=1, fields=same, at=make.NOON, by=ana) == []
    assert not AuditEntry.objects.filter(verb="changed").exists()


def test_a_tag_is_put_on_once_and_taken_off_once():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation)

    assert keeping.tag(supporter=rosa, name=" volunteer ", at=make.NOON, by=ana)
    assert not keeping.tag(supporter=rosa, name="volunteer", at=make.NOON, by=ana)
    word = rosa.tags.get()
    assert keeping.untag(supporter=rosa, tag=word, at=make.NOON, by=ana)
    assert not keeping.untag(supporter=rosa, tag=word, at=make.NOON, by=ana)


def test_unsubscribing_by_hand_keeps_the_reason_and_happens_once():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation, consent=EmailConsent.GIVEN)

    assert keeping.unsubscribe(supporter=rosa, reason="replied", at=make.NOON, by=ana)

    rosa.refresh_from_db()
    assert rosa.email_consent == EmailConsent.WITHDRAWN
    assert rosa.consents.get().reason == "replied"
    assert not keeping.unsubscribe(supporter=rosa, reason="again", at=make.NOON, by=ana)


def test_of_two_sayings_of_one_person_the_later_counts():
    organisation = make.organisation()
    rosa = make.supporter(organisation)

    def saying(said: Consent.Said) -> consenting.Saying:
        return consenting.Saying(
            organisation_id=organisation.pk, supporter_id=rosa.pk, said=said,
            how=Consent.How.FORM, at=make.NOON,
        )  # fmt: skip

    consenting.record([saying(Consent.Said.GIVEN), saying(Consent.Said.WITHDRAWN)])

    rosa.refresh_from_db()
    assert rosa.email_consent == EmailConsent.WITHDRAWN
    assert rosa.consents.count() == 2


def test_a_batch_of_sayings_takes_three_statements(django_assert_num_queries):
    organisation = make.organisation()
    people = [make.supporter(organisation, f"Person {n}") for n in range(20)]
    sayings = [
        consenting.Saying(
            organisation_id=organisation.pk, supporter_id=person.pk, at=make.NOON,
            said=Consent.Said.WITHDRAWN if person.pk % 2 else Consent.Said.GIVEN,
            how=Consent.How.LINK,
        )
        for person in people
    ]  # fmt: skip

    with django_assert_num_queries(3):
        consenting.record(sayings)


def test_an_erased_person_leaves_no_row_but_the_fact():
    organisation = make.organisation()
    ana = make.actor(make.member(organisation))
    rosa = make.supporter(organisation)
    keeping.note(supporter=rosa, text="met in Dayton", at=make.NOON, by=ana)

    erasing.erase(supporter=rosa, reason="asked", never_again=True, at=make.NOON, by=ana)

    assert not Supporter.objects.exists()
    assert Erasure.objects.get().kept_hash
    assert "rosa" not in str(list(AuditEntry.objects.values())).lower()


def test_a_search_finds_an_address_however_it_is_written():
    organisation = make.organisation()
    omar = make.supporter(organisation, "Omar Haddad", email="omar.haddad@gmail.com")
    make.supporter(organisation)

    found = searching.find(
        organisation_id=organisation.pk,
        filters=searching.Filters(term="OMARHADDAD+news@googlemail.com"),
    )

    assert list(found) == [omar]


def test_a_search_takes_every_word_and_stays_in_the_organisation():
    organisation = make.organisation()
    rosa = make.supporter(organisation)
    make.supporter(organisation, "Rosa Park")
    make.supporter(make.organisation("Others", "others"))

    found = searching.find(
        organisation_id=organisation.pk, filters=searching.Filters(term="diaz ros")
    )

    assert list(found) == [rosa]


def test_an_export_runs_no_formula_in_a_spreadsheet():
    organisation = make.organisation()
    make.supporter(organisation, "=SUM(A1) Diaz", email="r@example.org")

    everybody = Supporter.objects.all()
    text = "".join(exporting.as_csv(everybody, organisation_id=organisation.pk))

    assert "'=SUM(A1)" in text
    assert text.startswith("\ufefffirst_name,")


def test_an_export_has_how_people_are_reached_their_tags_and_their_fields(
    django_assert_num_queries,
):
    organisation = make.organisation()
    rosa = make.supporter(organisation, phone="6145550100", street="1 Main St", city="Athens")
    make.supporter(organisation, "Omar Haddad")
    for label, kind in (("Shoes", "number"), ("=Member", "yes_no")):
        Field.objects.create(
            organisation=organisation, key=label.strip("=").lower(), label=label, kind=kind
        )
    Supporter.objects.filter(pk=rosa.pk).update(fields={"shoes": 9, "member": True, "old": "x"})
    for name in ("volunteer", "host"):
        tag = Tag.objects.create(organisation=organisation, name=name)
        Tagging.objects.create(tag=tag, supporter=rosa, at=make.NOON)

    with django_assert_num_queries(3):
        everybody = Supporter.objects.all()
        text = "".join(exporting.as_csv(everybody, organisation_id=organisation.pk))

    first, second = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert (first["phone"], first["street"], first["city"]) == (
        "6145550100", "1 Main St", "Athens",
    )  # fmt: skip
    assert (first["tags"], first["Shoes"], first["'=Member"]) == ("host, volunteer", "9", "yes")
    assert (second["tags"], second["Shoes"]) == ("", "")
