"""An erased person is in no table any more: every column of every one is looked through."""

import pytest
from django.db import transaction

from tests.petitions.make import fold
from tests.supporters import everything
from tests.supporters.everything import WORDS
from tests.supporters.traces import tables_that_hold
from undersigned.ledger.models import Leaf
from undersigned.mailings.models import Recipient
from undersigned.outbox import recovering, suppression
from undersigned.outbox.models import Message, Suppression
from undersigned.petitions import counting
from undersigned.supporters import erasing, rooms
from undersigned.supporters.importing import storing
from undersigned.supporters.models import Erasure, Import, Supporter

pytestmark = pytest.mark.django_db

# What a person who did everything must be found in, or the test would look at too little.
HOLD = {
    "actions_answer", "actions_interest", "actions_submission", "django_session",
    "mailings_recipient", "outbox_caughtmessage", "outbox_message", "petitions_cancellation",
    "petitions_signature", "supporters_import", "supporters_mergestep", "supporters_note",
    "supporters_supporter", "supporters_supporteraddress", "supporters_supporteremail",
    "supporters_supporterphone",
}  # fmt: skip


@pytest.fixture
def scene():
    return everything.scene()


@pytest.fixture
def erase(scene, django_capture_on_commit_callbacks):
    def do(**values):
        with django_capture_on_commit_callbacks(execute=True):
            erasing.erase(
                supporter=scene.luis, reason="asked", at=everything.NOON, by=scene.by,
                **{"never_again": True, **values},
            )  # fmt: skip
        fold()

    return do


def test_no_table_and_no_file_holds_a_datum_of_an_erased_person(scene, erase):
    problems = storing.problems_path(Import.objects.get(state="done"))
    assert tables_that_hold(*WORDS) >= HOLD
    assert "Ortega" in problems.read_text()

    erase()

    assert tables_that_hold(*WORDS) == set()
    assert "Ortega" not in problems.read_text(), "the file of what an import could not take"
    assert Recipient.objects.filter(supporter=None).count() == 2, "totals stay, without a name"
    assert counting.shown_count(scene.campaign.petition).count == 0
    assert not Leaf.objects.filter(kind="sign").exclude(subject=None).exists()


def test_what_stays_is_a_keyed_hash_of_each_address(scene, erase):
    erase()

    kept = Suppression.objects.values_list("address_hash", "reason")
    assert set(kept) == {(hashed, "erased") for hashed in everything.hashes()}
    for address in ("luis.ortega@example.org", "lou.work@example.com"):
        assert suppression.reason(organisation_id=scene.organisation.pk, canonical=address)


def test_without_the_wish_never_to_be_mailed_nothing_stays_at_all(scene, erase):
    erase(never_again=False)

    assert not Suppression.objects.exists()
    # In the place of the address in a mailing's totals; and in a rate, gone within hours.
    stays = {"mailings_recipient", "guard_tally"}
    assert not tables_that_hold(*everything.hashes()) - stays


def test_the_last_email_says_what_was_done_and_goes_once_it_has_left(scene, erase):
    erase(tell_them=True)

    letter = Message.objects.get(kind="erased")
    assert letter.to_address == "luis.ortega@example.org"
    assert "keyed hash" in letter.text
    assert recovering.forget_last_letters(at=everything.NOON) == 0, "it waits to be sent"
    Message.objects.update(state="sent", finished_at=everything.NOON)
    assert recovering.forget_last_letters(at=everything.NOON) == 1
    assert tables_that_hold(*WORDS) == set()


def test_at_the_end_of_retention_signatures_stand_and_name_nobody(scene):
    with transaction.atomic():
        erasing.retire(scene.luis, at=everything.NOON)
    fold()

    assert tables_that_hold(*WORDS) == set()
    assert counting.shown_count(scene.campaign.petition).count == 1
    assert Erasure.objects.get().reason == "retention"
    assert not Leaf.objects.filter(kind="sign").exclude(subject=None).exists()


def test_each_room_whose_tables_point_at_people_has_an_entry():
    pointing = {
        relation.related_model._meta.app_label
        for relation in Supporter._meta.related_objects
    }  # fmt: skip

    assert pointing - {"supporters"} <= rooms.names()
