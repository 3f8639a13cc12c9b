"""People who may be one are found, and remembered as two where staff say so."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.make import NOON
from undersigned.supporters.duplicates import dismissing, judging, keying, searching
from undersigned.supporters.duplicates.keying import Known, Names
from undersigned.supporters.models import (
    Alike,
    DuplicateSearch,
    LikelyDuplicate,
    SupporterEmail,
    SupporterPhone,
)

ROSA = {"postal_code": "43004", "street": "12 North Mill Street"}


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def by(ours):
    return make.actor(make.member(ours))


def person(ours, name, number=[0], **values):  # noqa: B006  a new address for each
    number[0] += 1
    return make.supporter(ours, name, email=f"p{number[0]}@example.org", **values)


def look(ours, by):
    searching.ask(organisation_id=ours.pk, at=NOON, by=by)
    searching.search_due(at=NOON)
    rows = LikelyDuplicate.objects.filter(organisation=ours).order_by("-score", "pk")
    return [(str(row.first), str(row.second), row.alike) for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Rosa Diaz", {"postal_code": "43004"}), ("rosa DÍAZ", {"postal_code": "43004-1234"}),
         Alike.NAME),
        (("Rosa Diaz", {"phone": "+1 (614) 555-0100"}), ("R. D.", {"phone": "614.555.0100"}),
         Alike.PHONE),
        (("Rosa Diaz", ROSA), ("Roza Diaz", {**ROSA, "street": "12 N. Mill St."}),
         Alike.STREET | Alike.SOUND),
        (("Rosa Diaz", {"postal_code": "43004"}), ("Rosa Dias", {"postal_code": "43004"}),
         Alike.SOUND),
        (("Rob Diaz", ROSA), ("Robert Diaz", ROSA), Alike.STREET | Alike.SOUND),
    ],
)  # fmt: skip
def test_two_records_of_one_person_are_found(ours, by, one, other, alike):
    for name, values in (one, other):
        person(ours, name, **values)

    assert look(ours, by) == [(one[0], other[0], alike)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Rosa Diaz", ROSA), ("Ben Diaz", ROSA)),
        (("Ken Diaz Jr", ROSA), ("Ken Diaz Sr", ROSA)),
        (("Rosa Diaz", {"postal_code": "43004"}), ("Rosa Diaz", {"postal_code": "90210"})),
        (("Rosa Diaz", {}), ("Rosa Diaz", {})),
        (("Rosa Diaz", {"phone": "911"}), ("Ben Okoro", {"phone": "911"})),
    ],
)
def test_two_people_are_not(ours, by, one, other):
    for name, values in (one, other):
        person(ours, name, **values)

    assert look(ours, by) == []


@pytest.mark.django_db
def test_a_further_phone_or_address_is_in_common_like_the_first(ours, by):
    rosa = person(ours, "Rosa Diaz", phone="614 555 0100")
    work = person(ours, "R. Diaz")
    home = person(ours, "Rosa Diaz")
    SupporterPhone.objects.create(
        organisation=ours, supporter=work, phone="+1 614-555-0100", digits="16145550100",
        at=NOON,
    )  # fmt: skip
    SupporterEmail.objects.create(
        organisation=ours, supporter=work, email=home.email, at=NOON,
        canonical_address=home.canonical_address, address_hash=home.address_hash,
    )  # fmt: skip

    look(ours, by)

    pairs = LikelyDuplicate.objects.values_list("first", "second", "alike")
    assert set(pairs) == {
        (rosa.pk, work.pk, Alike.PHONE), (work.pk, home.pk, Alike.MAILBOX),
    }  # fmt: skip


@pytest.mark.django_db
def test_people_of_two_organisations_are_never_a_pair(ours, by):
    person(ours, "Rosa Diaz", **ROSA)
    person(make.organisation("Other", "other"), "Rosa Diaz", **ROSA)

    assert look(ours, by) == []


@pytest.mark.django_db
def test_the_phone_of_an_office_makes_no_pairs_and_is_said(ours, by):
    for number in range(12):
        person(ours, f"P{number} Q{number}", phone="6145550100")

    assert look(ours, by) == []
    assert DuplicateSearch.objects.get().left_out == {"phone": [1, 12]}


@pytest.mark.django_db
def test_who_was_told_apart_stays_apart_and_what_no_longer_holds_goes(ours, by):
    person(ours, "Rosa Diaz", **ROSA)
    person(ours, "Rosa Diaz", **ROSA)
    ben = person(ours, "Ben Okoro", phone="6145550100")
    person(ours, "Ben Okoro", phone="6145550100")
    assert len(look(ours, by)) == 2
    rosa = LikelyDuplicate.objects.order_by("pk").get(first__family_name="Diaz")

    assert dismissing.dismiss(organisation_id=ours.pk, pk=rosa.pk, at=NOON, by=by)
    ben.phone = ""
    ben.save()
    look(ours, by)

    kept = LikelyDuplicate.objects.get()
    assert (kept.pk, kept.dismissed_at) == (rosa.pk, NOON)
    assert dismissing.take_back(organisation_id=ours.pk, pk=rosa.pk, at=NOON, by=by)


@pytest.mark.django_db
def test_an_organisation_is_searched_once_at_a_time_and_again_after_a_week(ours, by):
    assert searching.ask(organisation_id=ours.pk, at=NOON, by=by)
    assert not searching.ask(organisation_id=ours.pk, at=NOON, by=by)
    assert searching.search_due(at=NOON) == 1
    assert searching.search_due(at=NOON) == 0, "not before a week"
    week = NOON + searching._AGAIN_AFTER * 1.01
    assert searching.search_due(at=week) == 1
    assert DuplicateSearch.objects.get(finished_at=None).by_label == "the clock"


def test_the_more_two_have_in_common_the_likelier_they_are_one():
    rosa, roza, ben = Names("rosa", "diaz"), Names("roza", "diaz"), Names("ben", "okoro")
    every = sum(Alike)

    scores = [
        judging.judge(alike, one, other)[1]
        for alike, one, other in (
            (every, rosa, rosa), (Alike.NAME, rosa, rosa), (Alike.STREET, rosa, roza),
            (Alike.SOUND, rosa, roza), (Alike.PHONE, rosa, ben), (Alike.STREET, rosa, ben),
        )
    ]  # fmt: skip

    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0


LETTERS = st.text(alphabet="abc", max_size=6)


@given(LETTERS, LETTERS)
def test_edits_are_those_of_the_textbook(one, other):
    found = judging.edits(one, other, most=2)

    exact = _distance(one, other)
    assert found == (exact if exact <= 2 else None)


@cache
def _distance(one, other):
    """Optimal string alignment, by its recursive definition."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        _distance(one[:-1], other) + 1,
        _distance(one, other[:-1]) + 1,
        _distance(one[:-1], other[:-1]) + (one[-1] != other[-1]),
    )
    if len(one) > 1 and len(other) > 1 and one[-1] == other[-2] and one[-2] == other[-1]:
        best = min(best, _distance(one[:-2], other[:-2]) + 1)
    return best


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=20))
def test_any_name_and_phone_has_keys_that_say_their_kind(given_name, family_name, phone):
    known = Known(1, "a@example.org", given_name, family_name, phone, "1 Main", "43004", "US")

    found = list(keying.keys(known, salt=b"1"))

    assert all(0 <= key < 2**63 for key in found)
    assert len({keying.kind(key) for key in found}) == len(found)
