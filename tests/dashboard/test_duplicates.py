"""The pages of likely duplicates, merges, requests for access, erasing and retention."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import make
from tests.make import NOON
from tests.supporters import everything
from undersigned.accounts.models import Role
from undersigned.organisations.models import AuditEntry
from undersigned.supporters import fielding, retaining
from undersigned.supporters.duplicates import searching
from undersigned.supporters.models import (
    Erasure,
    Expiring,
    LikelyDuplicate,
    Merge,
    Retention,
    Supporter,
)

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/supporters/"
ROSA: dict[str, Any] = {"postal_code": "43004", "street": "12 Mill St"}


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.signed_in(make.member(ours))


@pytest.fixture
def rosas(ours):
    return (
        make.supporter(ours, "Rosa Diaz", email="rosa@example.org", phone="1", **ROSA),
        make.supporter(ours, "Rosa Diaz", email="rdiaz@work.example", **ROSA),
    )


def words(answer):
    return answer.content.decode()


def look(ana):
    ana.post(f"{HOME}duplicates/search/")
    searching.search_due(at=timezone.now())


def test_a_search_finds_pairs_which_are_told_apart_or_merged(ana, rosas):
    assert "Nobody has looked yet" in words(ana.get(f"{HOME}duplicates/"))
    ana.post(f"{HOME}duplicates/search/")
    assert "Looking through all people" in words(ana.get(f"{HOME}duplicates/progress/"))
    searching.search_due(at=timezone.now())
    page = words(ana.get(f"{HOME}duplicates/"))
    assert "same name and ZIP code" in page
    pair = LikelyDuplicate.objects.get()

    ana.post(f"{HOME}duplicates/{pair.pk}/")

    assert "rdiaz@work.example" not in words(ana.get(f"{HOME}duplicates/"))
    assert "rdiaz@work.example" in words(ana.get(f"{HOME}duplicates/?apart"))


def test_two_are_merged_field_by_field_and_taken_apart_again(ana, rosas):
    rosa, work = rosas
    place = f"{HOME}merges/{work.uuid}/{rosa.uuid}/"
    page = words(ana.get(place))
    assert "rdiaz@work.example" in page
    chosen = {"winner_version": 1, "loser_version": 1, "email": "loser", "phone": "winner"}

    answer = ana.post(place, chosen)

    merge = Merge.objects.get()
    assert answer.url == f"{HOME}merges/{merge.uuid}/"
    rosa.refresh_from_db()
    assert (rosa.email, rosa.phone) == ("rdiaz@work.example", "1")
    assert "Undo this merge" in words(ana.get(answer.url))
    assert "Rosa Diaz" in words(ana.get(f"{HOME}merges/"))
    ana.post(f"{answer.url}undo/")
    assert Supporter.objects.count() == 2
    assert "They are two again" in words(ana.get(answer.url))


def test_the_address_of_a_merged_record_leads_to_the_one_that_was_kept(ana, ours, rosas):
    kept, gone = rosas
    everything.merged(kept, gone, make.actor(make.member(ours, "Omar Haddad")))

    answer = ana.get(f"{HOME}{gone.uuid}/")

    assert answer.status_code == 302
    assert answer["Location"] == f"{HOME}{kept.uuid}/"


def test_values_of_fields_are_shown_in_words(ana, ours, rosas):
    by = make.actor(make.member(ours, "Omar Haddad"))
    host = fielding.add(organisation=ours, label="Can host", kind="yes_no", at=NOON, by=by)
    fielding.write(
        supporter=rosas[0], version=rosas[0].version, values={host.key: True}, at=NOON, by=by
    )

    page = words(ana.get(f"{HOME}merges/{rosas[0].uuid}/{rosas[1].uuid}/"))
    told = words(ana.post(f"{HOME}{rosas[0].uuid}/access/", {"as": "page"}))

    assert "<span>yes</span>" in page
    assert "True" not in page
    assert "Can host: yes" in told


def test_who_was_changed_meanwhile_is_looked_at_once_more(ana, rosas):
    rosa, work = rosas
    answer = ana.post(
        f"{HOME}merges/{work.uuid}/{rosa.uuid}/",
        {"winner_version": 7, "loser_version": 1, "email": "loser", "phone": "winner"},
    )

    assert answer.status_code == 200
    assert "was changed since you opened this page" in words(answer)
    assert Supporter.objects.count() == 2


def test_two_whom_no_search_found_are_looked_up_by_their_addresses(ana, rosas):
    answer = ana.post(
        f"{HOME}duplicates/pair/", {"one": "rosa@example.org", "other": "nobody@example.org"}
    )
    assert "No supporter has this address" in words(answer)

    answer = ana.post(
        f"{HOME}duplicates/pair/", {"one": "Rosa@example.org", "other": "rdiaz@work.example"}
    )

    assert "@" not in answer.url
    assert "Are these one person?" in words(ana.get(answer.url))


def test_strangers_and_analysts_merge_nobody(ours, rosas):
    rosa, work = rosas
    place = f"{HOME}merges/{work.uuid}/{rosa.uuid}/"
    analyst = make.signed_in(make.member(ours, "Ben Okoro", Role.ANALYST))
    other = make.organisation("Other", "other")
    stranger = make.signed_in(make.member(other, "Cy Young"))

    assert analyst.post(place).status_code == 403
    assert stranger.post(place).status_code == 404
    assert stranger.post(place.replace("river-valley", "other")).status_code == 404


def test_the_list_asks_the_same_number_of_questions_however_long(
    ana, ours, django_assert_max_num_queries
):
    for number in range(6):
        for email in ("a", "b"):
            make.supporter(
                ours, f"Rosa{number} Diaz{number}", email=f"{email}{number}@example.org", **ROSA
            )
    look(ana)
    assert LikelyDuplicate.objects.count() >= 6

    with django_assert_max_num_queries(10):
        ana.get(f"{HOME}duplicates/")


def test_the_answer_to_a_request_for_access_holds_all_that_is_held():
    scene = everything.scene()
    place = f"{HOME}{scene.luis.uuid}/access/"
    before = AuditEntry.objects.count()
    assert scene.ana.get(place).status_code == 200
    assert AuditEntry.objects.count() == before, "looking changes nothing"

    page = words(scene.ana.post(place, {"as": "page"}))
    answer = scene.ana.post(place, {"as": "file"})

    held = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert AuditEntry.objects.count() == before + 2
    told = json.dumps(held, ensure_ascii=False).lower()
    for word in everything.WORDS:
        if word != "9 otter lane" or held["data"]["addresses"]:
            assert word in told, word
            assert word in page.lower(), word
    assert len(held["data"]["signatures"]) == 1
    assert len(held["data"]["mailings"]) == 2
    assert held["data"]["log_entries"]


def test_after_erasing_staff_see_what_to_tell_the_person(ana, ours):
    rosa = make.supporter(ours, "Rosa Diaz")

    answer = ana.post(f"{HOME}{rosa.uuid}/erasure/", {"never_again": "on"}, follow=True)

    assert "keyed hash of your email address" in words(answer)
    assert "rosa.diaz" not in words(answer)
    assert Erasure.objects.get().kept_hash


# Retention


def old(ours, name, **values):
    return make.supporter(ours, name, **values)


LATER = NOON + timedelta(days=4 * 365)


def rule(ours, by, *, on=True, months=36, version=0):
    retaining.change(
        organisation_id=ours.pk, on=on, months=months, notice_days=30, version=version,
        at=LATER, by=by,
    )  # fmt: skip


@pytest.fixture
def by(ours):
    return make.actor(make.member(ours, "Owner One"))


def test_off_by_default_the_clock_erases_nobody(ours):
    old(ours, "Rosa Diaz")

    assert retaining.retain_due(at=LATER) == 0
    assert Supporter.objects.exists()


def test_who_did_nothing_is_listed_first_and_erased_after_the_notice(ours, by):
    old(ours, "Rosa Diaz")
    old(ours, "Ben Okoro", consent="given")
    signer = old(ours, "Ida Larsen")
    ended = make.campaign(ours, state="closed", ended_at=NOON)
    make.signature(ended, signer, signed_at=LATER - timedelta(days=9))
    assert retaining.look(ours.pk, months=36, at=LATER).due == 1
    rule(ours, by)

    retaining.retain_due(at=LATER)
    assert Expiring.objects.get().supporter.given_name == "Rosa"
    assert Supporter.objects.count() == 3, "nobody goes before the notice is over"
    retaining.retain_due(at=LATER + timedelta(days=30))

    names = set(Supporter.objects.values_list("given_name", flat=True))
    assert names == {"Ben", "Ida"}
    assert Retention.objects.get().erased == 1
    trail = AuditEntry.objects.filter(subject_id="retention").values_list("verb", flat=True)
    assert list(trail.order_by("pk")) == ["changed", "listed to be erased", "erased"]


def test_who_acts_during_the_notice_and_whom_a_member_keeps_stay(ours, by, ana):
    rosa, ben = old(ours, "Rosa Diaz"), old(ours, "Ben Okoro")
    rule(ours, by)
    retaining.retain_due(at=LATER)
    Supporter.objects.filter(pk=rosa.pk).update(email_consent="given")
    ana.post(f"{HOME}{ben.uuid}/keeping/")

    retaining.retain_due(at=LATER + timedelta(days=31))
    retaining.retain_due(at=LATER + timedelta(days=62))

    assert Supporter.objects.count() == 2
    assert Expiring.objects.get().supporter == ben


def test_switched_off_nobody_is_on_the_list(ours, by):
    old(ours, "Rosa Diaz")
    rule(ours, by)
    retaining.retain_due(at=LATER)

    rule(ours, by, on=False, version=1)

    assert not Expiring.objects.exists()


def test_the_page_shows_what_a_rule_would_mean_before_it_is_saved(ana, ours):
    make.supporter(ours, "Rosa Diaz")
    place = f"{HOME}retention/"
    assert "The rule is off" in words(ana.get(place))

    looked = ana.post(place, {"months": 6, "notice_days": 30, "version": 0, "look": "yes"})
    assert "Today, at 6 months" in words(looked)
    assert not Retention.objects.exists()
    wrong = ana.post(place, {"months": 1, "notice_days": 30, "version": 0, "save": "yes"})
    assert wrong.status_code == 422

    ana.post(place, {"on": "on", "months": 24, "notice_days": 30, "version": 0, "save": "yes"})

    assert Retention.objects.get().months == 24
    late = ana.post(
        place, {"on": "on", "months": 12, "notice_days": 30, "version": 0, "save": "yes"}
    )
    assert "A colleague saved this" in words(late)


def test_an_organiser_sees_the_rule_and_cannot_change_it(ours):
    organiser = make.signed_in(make.member(ours, "Ben Okoro", Role.ORGANISER))

    organiser.post(
        f"{HOME}retention/", {"on": "on", "months": 24, "notice_days": 30, "version": 0,
                              "save": "yes"},
    )  # fmt: skip

    assert not Retention.objects.exists()
    assert "An owner can change it" in words(organiser.get(f"{HOME}retention/"))
