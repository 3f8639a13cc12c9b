"""A colleague's area holds for duplicates, merges, requests, retention and files they bring."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.make import NOON
from undersigned.accounts.models import Role
from undersigned.dashboard import moving as moving_in
from undersigned.outbox.models import Suppression
from undersigned.supporters.duplicates import searching
from undersigned.supporters.importing import starting, storing
from undersigned.supporters.merging import joining
from undersigned.supporters.models import (
    EmailConsent,
    Expiring,
    Import,
    LikelyDuplicate,
    Supporter,
)

pytestmark = pytest.mark.django_db
GIVEN = EmailConsent.GIVEN


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def mia(ours):
    """An organiser for Ohio."""
    member = make.member(ours, "Mia Chen", Role.ORGANISER)
    member.area_states = ["OH"]
    member.save()
    return member


@pytest.fixture
def people(ours):
    """Two of one name in Ohio, and two in Iowa."""
    return [
        make.supporter(
            ours, "Rosa Diaz", email=f"rosa{number}@example.org", region=region,
            postal_code=code, consent=GIVEN,
        )
        for number, (region, code) in enumerate((("OH", "45701"), ("IA", "50309")) * 2)
    ]  # fmt: skip


def page(name, ours, *args):
    return reverse(f"dashboard:{name}", args=[ours.slug, *args])


def test_likely_duplicates_are_those_of_whom_both_stand_in_the_area(ours, mia, people):
    searching.ask(organisation_id=ours.pk, at=NOON, by=make.actor(mia))
    searching.search_due(at=NOON)
    client = make.signed_in(mia)

    shown = client.get(page("duplicates", ours)).context["page"]

    assert LikelyDuplicate.objects.count() == 2
    assert [pair.first.region for pair in shown] == ["OH"]
    outside = LikelyDuplicate.objects.get(first__region="IA")
    assert client.post(page("dismiss_duplicate", ours, outside.pk)).status_code == 404


def test_nobody_from_outside_is_merged_or_taken_apart(ours, mia, people):
    ohio, iowa, other_ohio, other_iowa = people
    client = make.signed_in(mia)

    asked = [(ohio, iowa), (iowa, other_iowa)]
    for one, other in asked:
        address = page("merge", ours, one.uuid, other.uuid)
        assert client.get(address).status_code == client.post(address).status_code == 404
    typed = client.post(page("pair", ours), {"one": ohio.email, "other": iowa.email})
    assert typed.status_code == 422
    done = joining.merge(
        organisation_id=ours.pk, winner=iowa.uuid, loser=other_iowa.uuid, versions=(1, 1),
        from_loser=set(), at=timezone.now(), by=make.actor(mia),
    )  # fmt: skip
    assert client.get(page("merged", ours, done.uuid)).status_code == 404
    assert client.post(page("undo_merge", ours, done.uuid)).status_code == 404
    assert not client.get(page("merges", ours)).context["page"].object_list
    assert client.get(page("merge", ours, ohio.uuid, other_ohio.uuid)).status_code == 200


def test_an_address_of_somebody_outside_is_refused_without_their_name(ours, mia, people):
    make.supporter(ours, "Ida Larsen", email="ida@example.org", region="IA")
    client = make.signed_in(mia)
    typed = {"email": "ida@example.org", "country": "US", "language": "en", "version": "0"}
    way = {"way": "email", "email-email": "ida@example.org"}
    record = typed | {"postal_code": "45701", "version": str(people[0].version)}

    for answer in (
        client.post(page("add_supporter", ours), typed),
        client.post(page("supporter_contacts", ours, people[0].uuid), way),
        client.post(page("change_supporter", ours, people[0].uuid), record),
    ):
        assert answer.status_code == 422
        assert "Somebody outside your area has “ida@example.org” already" in answer.text
        assert "Ida Larsen" not in answer.text


def test_who_is_put_outside_an_area_is_kept_and_said_to_be_there(ours, mia, people):
    client = make.signed_in(mia)
    typed = {"email": "new@example.org", "country": "US", "language": "en", "version": "0"}
    typed["postal_code"] = "50309"
    moved = typed | {"email": people[0].email, "version": str(people[0].version)}

    for address in (
        page("add_supporter", ours), page("change_supporter", ours, people[0].uuid)
    ):  # fmt: skip
        answer = client.post(address, moved if "record" in address else typed, follow=True)
        assert answer.status_code == 200
        assert "outside your area" in answer.text
    assert Supporter.objects.filter(region="IA", email="new@example.org").exists()


def test_a_request_for_access_and_the_list_of_who_goes_are_of_the_area(ours, people):
    mia = make.member(ours, "Mia Chen", Role.OWNER)
    mia.area_states = ["OH"]
    mia.save()
    ohio, iowa, *_rest = people
    for one in (ohio, iowa):
        Expiring.objects.create(organisation=ours, supporter=one, listed_at=NOON, erase_at=NOON)
    client = make.signed_in(mia)

    assert client.get(page("access", ours, iowa.uuid)).status_code == 404
    assert client.post(page("access", ours, iowa.uuid)).status_code == 404
    assert client.get(page("access", ours, ohio.uuid)).status_code == 200
    shown = client.get(page("retention", ours))
    assert [row.supporter for row in shown.context["page"]] == [ohio]
    assert not shown.context["may_change"], "a rule for all is for who reaches all"
    assert client.post(page("keep_supporter", ours, iowa.uuid)).status_code == 404


def bring(mia, content, *, kind=Import.Kind.PEOPLE):
    batch = starting.take(
        organisation_id=mia.organisation_id, kind=kind, file_name="list.csv",
        store=lambda batch: storing.keep(batch, [content.encode()]), at=NOON,
        by=make.actor(mia),
    )  # fmt: skip
    starting.match(batch, mapping=batch.mapping, agreed="everyone", basis="A form")
    work()
    batch.refresh_from_db()
    starting.start(batch, at=NOON, by=make.actor(mia))
    work()
    batch.refresh_from_db()
    assert batch.state == Import.State.DONE, batch.failure
    return batch


def work():
    while moving_in.go_on(at=timezone.now()):
        pass


def test_a_file_of_a_colleague_changes_nobody_outside_and_says_so(ours, mia, people):
    ohio, iowa, other_ohio, other_iowa = people
    before = list(Supporter.objects.filter(region="IA").order_by("pk").values())

    batch = bring(
        mia,
        "email,first name,city,status\n"
        f"{ohio.email},Rosa,Athens,\n"
        f"{iowa.email},Rosa,Ames,\n"
        f"{other_iowa.email},,,bounced\n"
        f"{iowa.email},,,unsubscribed\n"
        f"{other_ohio.email},,,unsubscribed\n"
        "new@example.org,Nadia,Athens,\n"
        "new@example.org,Nadia,Athens,\n",
    )

    assert list(Supporter.objects.filter(region="IA").order_by("pk").values()) == before
    assert not Suppression.objects.exists()
    assert batch.found["why:outside"] == batch.checked["why:outside"] == 3
    assert batch.found["repeated"] == 1
    ohio.refresh_from_db()
    assert ohio.city == "Athens"
    assert "outside of your area" in storing.problems_path(batch).read_text()


def test_nor_does_a_file_of_addresses_never_to_mail(ours, mia, people):
    _ohio, iowa, *_rest = people

    batch = bring(mia, f"email\n{iowa.email}\n", kind=Import.Kind.NEVER_MAIL)

    iowa.refresh_from_db()
    assert iowa.email_consent == GIVEN
    assert batch.found["why:outside"] == 1


def test_the_file_of_a_colleague_who_has_left_changes_nobody_who_is_known(ours, mia, people):
    ohio = people[0]
    batch = starting.take(
        organisation_id=mia.organisation_id, kind=Import.Kind.PEOPLE, file_name="list.csv",
        store=lambda one: storing.keep(one, [f"email,city\n{ohio.email},Athens\n".encode()]),
        at=NOON, by=make.actor(mia),
    )  # fmt: skip
    starting.match(batch, mapping=batch.mapping, agreed="everyone", basis="A form")
    mia.delete()

    work()

    batch.refresh_from_db()
    assert batch.checked["why:outside"] == 1
