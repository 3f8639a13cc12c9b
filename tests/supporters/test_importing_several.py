"""Files with several phones, emails and postal addresses of a person: all are kept, whole."""

import pytest

from tests import make
from tests.supporters import moving
from undersigned.lib.hashing import address_hash
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import furthering
from undersigned.supporters.matching import guessing
from undersigned.supporters.models import (
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterPhone,
)

pytestmark = pytest.mark.django_db

NATIONBUILDER = (
    "nationbuilder_id,first_name,email,email1,email2,phone_number,mobile_number,"
    "work_phone_number,primary_address1,primary_city,primary_state,primary_zip,"
    "mailing_address1,mailing_city,mailing_state,mailing_zip\n"
    "88,Rosa,rosa@example.org,Rosa@example.org,rosa@work.example,614-555-0100,(614) 555-0100,"
    "6145550111,1 Main St,Athens,OH,45701,PO Box 9,Columbus,OH,43004\n"
)
VAN = (
    "VANID,FirstName,PreferredEmail,Cell Phone,Preferred Phone,vAddress,City,State,Zip5,"
    "mAddress,mCity,mState,mZip5\n"
    "1,Rosa,rosa@example.org,6145550100,6145550111,1 Main St,Athens,OH,45701,"
    "PO Box 9,Des Moines,IA,50309\n"
    "2,Luis,luis@example.org,,6145550122,,,,,12 Heron Way,Columbus,OH,43004\n"
    "3,Ana,ana@example.org,6145550133,6145550133,1 Oak St,Athens,OH,45701,1 OAK ST,Athens,OH,"
    "45701\n"
)


@pytest.fixture
def ours():
    return make.organisation()


def posts():
    rows = SupporterAddress.objects.order_by("pk")
    return list(
        rows.values_list("supporter__email", "street", "city", "region", "postal_code", "type")
    )


def phones():
    rows = SupporterPhone.objects.order_by("digits")
    return list(rows.values_list("supporter__email", "digits", "type"))


def test_further_phones_emails_and_addresses_come_along_each_once(ours):
    batch = moving.bring(ours, NATIONBUILDER)

    rosa = moving.person("rosa@example.org")
    assert (rosa.phone, rosa.street, rosa.city) == ("614-555-0100", "1 Main St", "Athens")
    assert phones() == [("rosa@example.org", "6145550111", "work")]
    assert list(SupporterEmail.objects.values_list("email", "supporter")) == [
        ("rosa@work.example", rosa.pk)
    ]
    assert posts() == [("rosa@example.org", "PO Box 9", "Columbus", "OH", "43004", "mailing")]
    numbers = {name: number for name, number in batch.found.items() if name[:5] == "more:"}
    assert numbers == {"more:email": 1, "more:phone": 1, "more:post": 1}
    assert numbers.items() <= batch.checked.items(), "the dry run says so before"


def test_two_addresses_of_a_row_are_never_mixed(ours):
    moving.bring(ours, VAN)

    first = Supporter.objects.order_by("pk").values_list("street", "city", "region")
    assert list(first) == [
        ("1 Main St", "Athens", "OH"), ("12 Heron Way", "Columbus", "OH"),
        ("1 Oak St", "Athens", "OH"),
    ]  # fmt: skip
    assert posts() == [("rosa@example.org", "PO Box 9", "Des Moines", "IA", "50309", "mailing")]
    assert phones() == [("rosa@example.org", "6145550111", "")]


@pytest.mark.parametrize(
    ("columns", "addresses"),
    [
        ("can2_user_address,can2_user_city,can2_user_state,can2_state_abbreviated,zip_code", 0),
        ("Address,City,State,Zip,Zip5", 0),
        ("home_street,city,state,zip", 0),
        ("Address 1,Address 2,City,State,Zip", 0),
        ("address1,city,zip,work_address1,work_city,work_zip", 2),
        ("mAddress,mCity,mZip5,vAddress,City,Zip5", 2),
        ("Street,City,ZIP,Street 2,City 2,ZIP 2", 2),
    ],
)
def test_what_columns_are_called_says_which_make_an_address(columns, addresses):
    names = columns.split(",")
    parts = {"street": "street", "city": "city", "zip": "postal_code"}
    mapping = [
        next((to for word, to in parts.items() if name.lower().startswith(word)), guessed)
        for name, guessed in zip(names, guessing.guess(names).mapping, strict=True)
    ]

    found = furthering.layout(mapping, names).addresses

    assert len(found) == addresses
    for one in found:
        assert [len(places) for places in one.places.values()] == [1, 1, 1]
    if "mAddress" in names:
        assert sorted(found[0].places.values()) == [[3], [4], [5]], "the voter's own is first"


def test_the_same_file_again_adds_nothing_and_a_known_person_gets_what_is_new(ours):
    rosa = make.supporter(ours, "Rosa Diaz", email="rosa@example.org", phone="6145550111")
    SupporterPhone.objects.create(
        organisation=ours, supporter=rosa, phone="x", digits="6145550199", at=make.NOON
    )
    for text in (NATIONBUILDER, NATIONBUILDER):
        moving.bring(ours, text)

    assert [digits for _email, digits, _type in phones()] == ["6145550111", "6145550199"]
    assert len(posts()) == 1
    assert SupporterEmail.objects.count() == 1


def test_a_further_mailbox_by_which_somebody_is_known_or_was_erased_is_nobody_elses(ours):
    make.supporter(ours, "Luis Ortega", email="rosa@work.example")
    moving.bring(ours, NATIONBUILDER)
    assert not SupporterEmail.objects.exists()

    Supporter.objects.all().delete()
    Suppression.objects.create(
        organisation=ours, address_hash=address_hash("rosa@work.example"), reason="erased",
        at=make.NOON,
    )  # fmt: skip
    moving.bring(ours, NATIONBUILDER)
    assert not SupporterEmail.objects.exists()


def test_undoing_takes_further_ones_back_of_new_and_of_known_people(ours):
    rosa = make.supporter(ours, "Rosa Diaz", email="rosa@example.org", phone="6145550111")
    SupporterPhone.objects.create(
        organisation=ours, supporter=rosa, phone="x", digits="6145550199", at=make.NOON
    )
    batch = moving.bring(ours, NATIONBUILDER)
    other = moving.bring(ours, VAN)

    moving.undo(other)
    moving.undo(batch)

    assert Supporter.objects.get().phone == "6145550111"
    assert phones() == [("rosa@example.org", "6145550199", "")]
    assert not posts()
    assert not SupporterEmail.objects.exists()
