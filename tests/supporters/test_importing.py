"""A file becomes supporters: who is new, who is changed, and whom a file never resubscribes."""

from datetime import UTC, datetime, timedelta

import pytest

from tests import make
from tests.make import NOON
from tests.supporters import moving
from tests.supporters.headers import SYSTEMS
from undersigned.lib.text import canonical_address
from undersigned.outbox import suppression
from undersigned.outbox.models import Suppression
from undersigned.supporters import consenting, keeping
from undersigned.supporters.importing import reasons, storing
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Import,
    ImportedPerson,
    ImportProblem,
    PastAct,
    Supporter,
    Tag,
)

pytestmark = pytest.mark.django_db

GIVEN, WITHDRAWN, NONE = EmailConsent.GIVEN, EmailConsent.WITHDRAWN, EmailConsent.NONE


@pytest.fixture
def ours():
    return make.organisation()


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_table_of_each_system_maps_itself(ours, system):
    batch = moving.bring(ours, SYSTEMS[system])

    assert batch.system == system
    rosa = moving.person("rosa@example.org")
    assert (rosa.given_name, rosa.family_name) == ("Rosa", "Diaz")
    assert (rosa.phone, rosa.street) == ("6145550100", "1 Main St")
    assert (rosa.postal_code, rosa.region, rosa.country) == ("45701", "OH", "US")
    assert {tag.name for tag in rosa.tags.all()} == {"volunteer", "host"}
    assert rosa.email_consent == WITHDRAWN, "unsubscribed there, in that system's own words"


def test_a_new_person_comes_with_consent_as_an_event(ours):
    batch = moving.bring(
        ours, "email,status,subscribed at\nrosa@example.org,subscribed,2021-02-03\n"
    )

    rosa = moving.person("rosa@example.org")
    said = rosa.consents.get()
    assert rosa.email_consent == GIVEN
    assert (said.said, said.how, said.source) == ("given", "import", "list.csv")
    assert said.reason == "They ticked a box at our old home"
    assert said.at == datetime(2021, 2, 3, tzinfo=UTC)
    assert batch.found["new"] == batch.found["agreed"] == 1


@pytest.mark.parametrize(
    ("agreed", "status", "expected"),
    [
        ("everyone", "", GIVEN), ("everyone", "subscribed", GIVEN), ("everyone", "what?", NONE),
        ("stated", "", NONE), ("stated", "subscribed", GIVEN), ("nobody", "subscribed", NONE),
        ("everyone", "unsubscribed", WITHDRAWN), ("nobody", "opted out", WITHDRAWN),
        ("everyone", "cleaned", NONE), ("everyone", "never", NONE),
    ],
)  # fmt: skip
def test_consent_is_what_was_said_for_the_file_and_what_the_row_says(
    ours, agreed, status, expected
):
    moving.bring(ours, f"email,status\nrosa@example.org,{status}\n", agreed=agreed)

    assert moving.person("rosa@example.org").email_consent == expected


@pytest.mark.parametrize("reason", ["unsubscribed", "bounced", "complained", "legal"])
def test_an_address_that_must_not_be_mailed_is_not_subscribed_by_a_file(ours, reason):
    stop = suppression.Stop(
        organisation_id=ours.pk, canonical="rosa@example.org",
        reason=Suppression.Reason(reason),
    )  # fmt: skip
    suppression.suppress([stop], at=NOON)

    batch = moving.bring(ours, "email,status\nRosa@example.org,subscribed\n", agreed="everyone")

    assert moving.person("Rosa@example.org").email_consent == NONE
    assert Suppression.objects.get().reason == reason
    assert batch.found.get("agreed", 0) == 0


def test_a_bounce_in_the_file_counts_for_more_than_a_rest(ours):
    stop = suppression.Stop(
        organisation_id=ours.pk, canonical="rosa@example.org", reason=Suppression.Reason.RESTING
    )
    suppression.suppress([stop], at=NOON)

    moving.bring(ours, "email,status\nrosa@example.org,bounced\n")

    assert Suppression.objects.get().reason == "bounced"


def test_whoever_unsubscribed_here_stays_so_whatever_the_file_says(ours):
    rosa = make.supporter(ours, consent=WITHDRAWN)

    moving.bring(ours, f"email,status\n{rosa.email},subscribed\n", agreed="everyone")

    rosa.refresh_from_db()
    assert rosa.email_consent == WITHDRAWN
    assert not rosa.consents.exists()


def test_another_name_in_the_mailbox_of_somebody_who_left_is_not_subscribed(ours):
    rosa = make.supporter(ours, consent=WITHDRAWN)

    moving.bring(ours, f"email,first name\n{rosa.email},Luis\n", agreed="everyone")

    luis = Supporter.objects.get(given_name="Luis")
    assert (luis.slot, luis.email_consent) == (2, NONE)


def test_unsubscribed_in_the_file_unsubscribes_the_whole_mailbox(ours):
    rosa = make.supporter(ours, consent=GIVEN)
    luis = make.supporter(ours, "Luis Diaz", email="x@example.org", consent=GIVEN)
    Supporter.objects.filter(pk=luis.pk).update(
        canonical_address=rosa.canonical_address, email=rosa.email, slot=2
    )

    moving.bring(ours, f"email,first name,unsubscribed at\n{rosa.email},Rosa,2020-01-01\n")

    assert set(Supporter.objects.values_list("email_consent", flat=True)) == {WITHDRAWN}
    assert Consent.objects.filter(said="withdrawn", how="import").count() == 2


def test_unsubscribed_wins_over_subscribed_within_one_file(ours):
    rows = [
        "a@example.org,subscribed",
        "a@example.org,unsubscribed",
        "a@example.org,subscribed",
    ]

    moving.bring(ours, "email,status\n" + "\n".join(rows))

    assert moving.person("a@example.org").email_consent == WITHDRAWN


def test_whoever_was_erased_for_good_is_not_brought_back(ours):
    stop = suppression.Stop(
        organisation_id=ours.pk, canonical="rosa@example.org",
        reason=Suppression.Reason.ERASED,
    )  # fmt: skip
    suppression.suppress([stop], at=NOON)

    batch = moving.bring(ours, "email\nrosa@example.org\n")

    assert not Supporter.objects.exists()
    assert batch.found["why:erased"] == 1


def test_a_bounce_in_the_file_stops_the_address(ours):
    moving.bring(ours, "email,status\nrosa@example.org,bouncing\nluis@example.org,complained\n")

    reasons_found = dict(Suppression.objects.values_list("address_hash", "reason"))
    assert sorted(reasons_found.values()) == ["bounced", "complained"]
    assert moving.person("rosa@example.org").email_consent == NONE


def test_empty_cells_erase_nothing_and_the_newer_value_counts(ours):
    rosa = make.supporter(ours, phone="1", city="Athens", changed_at=NOON - timedelta(days=9))
    text = f"email,first name,phone,city,last changed\n{rosa.email},Rosa,2,,2026-03-01\n"

    batch = moving.bring(ours, text)

    rosa.refresh_from_db()
    assert (rosa.phone, rosa.city) == ("2", "Athens")
    assert rosa.changed_at == datetime(2026, 3, 1, tzinfo=UTC)
    assert rosa.version == 2
    assert batch.found["changed"] == 1


def test_an_older_row_only_fills_what_is_empty(ours):
    rosa = make.supporter(ours, phone="1", changed_at=NOON)
    header = "email,first name,phone,city,shoes,updated_at\n"
    text = f"{header}{rosa.email},Rosa,2,Athens,9,2019-01-01\n"

    moving.bring(ours, text)

    rosa.refresh_from_db()
    assert (rosa.phone, rosa.city, rosa.changed_at) == ("1", "Athens", NOON)
    assert rosa.fields == {"shoes": "9"}


def test_a_new_family_name_is_the_same_person_and_another_given_name_is_not(ours):
    rosa = make.supporter(ours, "Rosa Diaz")

    moving.bring(
        ours, f"email,first name,last name\n{rosa.email},Rosa M.,Lee\n{rosa.email},Luis,Diaz\n"
    )

    names = set(Supporter.objects.values_list("given_name", "family_name", "slot"))
    assert names == {("Rosa M.", "Lee", 1), ("Luis", "Diaz", 2)}


def test_a_third_name_in_one_mailbox_is_refused_with_its_reason(ours):
    batch = moving.bring(ours, "email,first name\na@x.org,Rosa\na@x.org,Luis\na@x.org,Ana\n")

    assert Supporter.objects.count() == 2
    problem = ImportProblem.objects.get()
    assert (problem.line, problem.reason, problem.refused) == (4, "full", True)
    assert "Ana" in storing.problems_path(batch).read_text()


def test_history_comes_along_once(ours):
    text = (
        "email,created_at,petition,signed at,last action,last click,tags\n"
        "rosa@example.org,2015-03-04,Save the library,2016-01-01,2020-02-02,2021-03-03,a;b\n"
    )

    moving.bring(ours, text)
    moving.bring(ours, text)

    rosa = moving.person("rosa@example.org")
    assert rosa.created_at == datetime(2015, 3, 4, tzinfo=UTC)
    acts = set(PastAct.objects.values_list("kind", "title"))
    assert acts == {("signed", "Save the library"), ("acted", ""), ("clicked", "")}
    assert PastAct.objects.count() == 3
    assert Tag.objects.count() == 2


def test_the_same_file_again_changes_nobody(ours):
    text = SYSTEMS["Action Network"]
    moving.bring(ours, text)
    before = Supporter.objects.values().get()

    batch = moving.bring(ours, text, at=NOON + timedelta(days=7))

    assert Supporter.objects.values().get() == before
    assert batch.found["same"] == 1
    assert sorted(Consent.objects.values_list("channel", flat=True)) == ["email", "text"]


def test_a_file_of_nothing_but_repeats_makes_one_person(ours):
    row = "rosa@example.org,Rosa\n"

    batch = moving.bring(ours, "email,first name\n" + row * 5000)

    assert Supporter.objects.count() == 1
    assert batch.found["new"] == 1
    assert batch.found["repeated"] == batch.checked["repeated"] == 4999
    assert ImportedPerson.objects.count() == 1


def test_each_row_is_stored_or_refused_with_a_reason(ours):
    text = (
        "email,name,zip,note\n"
        'rosa@example.org,=cmd|\'/c calc\'!A1,45701,"a ""quoted"" word"\n'
        ",Nobody,45701,\n"
        "no address,Luis Ortega,45701,\n"
        "luis@example.org,Luis Ortega,999999,\n"
        'ana@example.org,"Ana, never closed,50309,\n'
        "maya@example.org,Maya,50309,x,too,many\n"
        "tom@example.org,Tom,50309," + "x" * 30_000 + "\n"
        "li@example.org,Li\n"
    )

    batch = moving.bring(ours, text)

    assert batch.rows == 8
    found = dict(ImportProblem.objects.filter(refused=True).values_list("line", "reason"))
    assert found == {
        3: "no_email", 4: "bad_email", 6: "broken_quotes", 7: "wrong_width", 8: "too_long",
    }  # fmt: skip
    assert Supporter.objects.count() + len(found) == batch.rows
    assert moving.person("rosa@example.org").given_name.startswith("=cmd"), "stored as typed"
    assert ImportProblem.objects.get(refused=False).reason == "postal_code"
    file = storing.problems_path(batch).read_text()
    assert len(file.splitlines()) == 7
    assert str(reasons.ALL["broken_quotes"]) in file


def test_a_column_that_is_named_like_a_formula_is_text_in_the_file_of_problems(ours):
    batch = moving.bring(ours, "email,=1+1\nno address,2\n")

    header = storing.problems_path(batch).read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == "line,problem,email,'=1+1"


def test_the_dry_run_says_what_the_import_then_does(ours):
    make.supporter(ours, "Luis Ortega", email="luis@example.org", phone="1")
    make.supporter(ours, "Ana Lopez", email="ana@example.org")
    rows = (
        "email,first name,phone,zip,status\n"
        "rosa@example.org,Rosa,1,45701,subscribed\n"
        "luis@example.org,Luis,2,50309,unsubscribed\n"
        "ana@example.org,Ana,,,\n"
        "tom@example.org,Tom,,,bounced\n"
        "bad,Bad,,,\n"
    )

    batch = moving.bring(ours, rows)

    assert batch.checked | {"repeated": 0} == batch.found | {"repeated": 0}
    expected = {
        "new": 2, "changed": 1, "same": 1, "refused": 1, "agreed": 1, "unsubscribed": 1,
        "bouncing": 1, "no_consent": 1, "why:bad_email": 1, "at:OH": 2,
    }  # fmt: skip
    assert {name: batch.found[name] for name in expected} == expected | {
        "at:OH": batch.found["at:OH"]
    }


def test_a_file_of_addresses_never_to_mail_makes_nobody_a_supporter(ours):
    rosa = make.supporter(ours, consent=GIVEN)
    text = f"email,reason\n{rosa.email},\nstranger@example.org,\n"

    batch = moving.bring(ours, text, kind=Import.Kind.NEVER_MAIL, agreed="nobody")

    rosa.refresh_from_db()
    assert rosa.email_consent == WITHDRAWN
    assert Supporter.objects.count() == 1
    assert Suppression.objects.filter(reason="unsubscribed").count() == 2
    assert (batch.found["known"], batch.found["unknown"]) == (1, 1)


def test_undoing_leaves_everything_as_it_was(ours):
    rosa = make.supporter(ours, phone="1", consent=GIVEN)
    rosa.tagging_set.create(tag=Tag.objects.create(organisation=ours, name="old"), at=NOON)
    before = list(Supporter.objects.values())
    batch = moving.bring(
        ours,
        "email,first name,phone,tags,status,shoes,signed at\n"
        f'{rosa.email},Rosa,2,"old,new",unsubscribed,9,2015-01-01\n'
        "luis@example.org,Luis,3,new,subscribed,8,2016-01-01\n"
        "ana@example.org,Ana,,,bounced,,\n",
    )
    assert Supporter.objects.count() == 3

    moving.undo(batch)

    assert batch.state == Import.State.UNDONE
    after = list(Supporter.objects.values())
    assert [row | {"version": 0} for row in after] == [row | {"version": 0} for row in before]
    assert [tag.name for tag in rosa.tags.all()] == ["old"]
    for model in (Consent, PastAct, Suppression, ImportedPerson, ImportProblem):
        assert not model.objects.exists(), model


def test_undoing_keeps_those_who_have_acted_since(ours):
    batch = moving.bring(
        ours,
        "email,first name\nrosa@example.org,Rosa\nluis@example.org,Luis\n",
        agreed="everyone",
    )
    make.signature(make.campaign(ours), moving.person("rosa@example.org"))

    moving.undo(batch)

    rosa = Supporter.objects.get()
    assert (rosa.email, rosa.email_consent) == ("rosa@example.org", NONE)
    assert batch.found["kept"] == 1


def test_undoing_keeps_those_whom_staff_have_changed_since(ours):
    batch = moving.bring(
        ours, "email,first name\nrosa@example.org,Rosa\nluis@example.org,Luis\n"
    )
    keeping.change(
        supporter=moving.person("luis@example.org"), version=1, fields={"city": "Athens"},
        at=NOON + timedelta(hours=1), by=moving.BY,
    )  # fmt: skip

    moving.undo(batch)

    assert Supporter.objects.get().city == "Athens"


def test_undoing_does_not_touch_what_was_changed_or_said_since(ours):
    rosa = make.supporter(ours, phone="1", city="Athens")
    batch = moving.bring(
        ours, f"email,first name,phone,city\n{rosa.email},Rosa,2,Logan\n", agreed="everyone"
    )
    Supporter.objects.filter(pk=rosa.pk).update(phone="3")
    consenting.unsubscribe_mailbox(
        organisation_id=ours.pk, canonical_address=canonical_address(rosa.email),
        how=Consent.How.LINK, source="a mailing", at=NOON + timedelta(hours=1),
    )  # fmt: skip

    moving.undo(batch)

    rosa.refresh_from_db()
    assert (rosa.phone, rosa.city) == ("3", "Athens")
    assert rosa.email_consent == WITHDRAWN
