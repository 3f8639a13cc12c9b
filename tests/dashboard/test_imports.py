"""Importing a list in the dashboard: three screens, what came of it, and undoing it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook

from tests import make
from tests.supporters import moving
from tests.supporters.headers import ACTION_NETWORK
from undersigned.accounts.models import Role
from undersigned.dashboard import moving as moving_in
from undersigned.organisations.models import AuditEntry
from undersigned.segments import compiling, reading
from undersigned.segments.areas import EVERYWHERE
from undersigned.segments.models import Segment
from undersigned.supporters.files.reading import Table
from undersigned.supporters.importing import storing
from undersigned.supporters.models import Import, Supporter

pytestmark = pytest.mark.django_db

HOME = "/dashboard/river-valley/supporters/imports/"


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.signed_in(make.member(ours))


def upload(client, content, *, name="list.csv", kind="people"):
    file = SimpleUploadedFile(name, content.encode())
    return client.post(f"{HOME}new/", {"file": file, "kind": kind})


def chosen(batch, **values):
    """The form of screen 2 as the page shows it."""
    columns = {
        f"column_{place}": "(field)" if target.startswith("field:") else target or "(out)"
        for place, target in enumerate(batch.mapping)
    }
    return columns | {"agreed": "stated", "basis": "Ticked a box"} | values


def work():
    while moving_in.go_on(at=timezone.now()):
        pass


def test_a_list_goes_through_three_screens_and_can_be_undone(ana, ours):
    text = ACTION_NETWORK + "4,Luis,Ortega,luis@example.org,45701" + "," * 11 + "\n,,,none\n"

    answer = upload(ana, text)

    batch = Import.objects.get()
    assert answer.url == f"{HOME}{batch.uuid}/columns/"
    page = ana.get(answer.url).content.decode()
    assert "looks like an export of Action Network" in page
    assert "rosa@example.org" in page, "a sample of each column"

    answer = ana.post(answer.url, chosen(batch, agreed="everyone"))
    assert answer.url == f"{HOME}{batch.uuid}/"
    assert 'hx-trigger="every 1s"' in ana.get(answer.url).content.decode()
    work()
    page = ana.get(answer.url).content.decode()
    assert "Nothing has been changed yet" in page
    assert "Import 3 rows" in page
    assert "There is no email address" in page or "cannot be one" in page
    assert not Supporter.objects.exists()

    ana.post(f"{answer.url}start/")
    work()
    page = ana.get(answer.url).content.decode()
    assert Supporter.objects.count() == 2
    assert "What came in" in page
    assert "New from list.csv" in page
    found = ana.get(f"{answer.url}problems/")
    assert b"line,problem,uuid" in b"".join(found.streaming_content)


def test_an_import_is_undone_with_its_audiences(ana, ours):
    batch = moving.check(moving.take(ours, "email\nrosa@example.org\n"))
    ana.post(f"{HOME}{batch.uuid}/start/")
    work()

    ana.post(f"{HOME}{batch.uuid}/undo/")
    work()

    assert not Supporter.objects.exists()
    assert "Everybody is as before" in ana.get(f"{HOME}{batch.uuid}/").content.decode()
    assert not Segment.objects.exists()
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"started importing", "undid the import of"} <= verbs


def test_two_audiences_hold_all_of_the_list_and_who_was_new(ana, ours):
    make.supporter(ours, "Rosa Diaz")
    batch = moving.check(moving.take(ours, "email\nrosa.diaz@example.org\nluis@example.org\n"))

    ana.post(f"{HOME}{batch.uuid}/start/")
    work()

    everyone, new = Segment.objects.order_by("pk")
    people = compiling.compile_rules(everyone.rules, organisation_id=ours.pk, by=EVERYWHERE)
    assert people.count() == 2
    people = compiling.compile_rules(new.rules, organisation_id=ours.pk, by=EVERYWHERE)
    assert [person.email for person in people] == ["luis@example.org"]
    words = reading.read(new.rules, organisation_id=ours.pk)
    assert words == "Was new in the list list.csv"
    assert "Stands in the list" in reading.read(everyone.rules, organisation_id=ours.pk)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"basis": ""}, "Say how these people agreed"),
        ({"column_0": "phone"}, "No column is the email address"),
        ({"column_2": "language", "column_3": "language"}, "Only one column"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_and_what_was_chosen_stays(ana, ours, changed, words):
    batch = moving.take(ours, "email,a,b,c\nrosa@example.org,1,2,3\n")

    answer = ana.post(f"{HOME}{batch.uuid}/columns/", chosen(batch, **changed))

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ("Say how" in words) == bool(answer.context["form"].errors.get("basis"))


@pytest.mark.parametrize("content", ["", "\0\0\0", "PK\x03\x04 not a zip"])
def test_a_file_that_is_no_list_is_refused_in_words(ana, ours, content):
    answer = upload(ana, content)

    assert answer.status_code == 422
    assert not Import.objects.exists()


def test_a_file_that_breaks_while_it_is_taken_does_not_stay_on_the_server(
    ana, ours, settings, monkeypatch
):
    def breaks(_table):
        raise RecursionError

    monkeypatch.setattr(Table, "sample", breaks)

    with pytest.raises(RecursionError):
        upload(ana, "email\nrosa@example.org\n")

    assert not list(settings.IMPORT_ROOT.iterdir())
    assert not Import.objects.exists()


def test_the_pages_of_a_workbook_name_the_sheets_that_are_not_read(ana, ours):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["email"])
    book.create_sheet("Volunteers 2024").append(["email", "name"])
    book.save(out)

    batch = moving.check(moving.take(ours, out.getvalue(), name="list.xlsx"), mapping=["email"])

    for page in ("columns/", ""):
        words = ana.get(f"{HOME}{batch.uuid}/{page}").content.decode()
        assert "Only the first sheet of the workbook is read. Not in it: Volunteers" in words


def test_a_list_with_the_same_columns_begins_as_the_newest_one_was_matched(ana, ours):
    text = "email,given,shoes\nrosa@example.org,Rosa,9\n"
    mapping = ["email", "given_name", ""]
    moving.bring(ours, text, mapping=["email", "", ""], agreed="nobody")
    moving.bring(ours, text, mapping=mapping, agreed="everyone")
    moving.check(moving.take(ours, text), mapping=["email", "source", ""])  # not finished

    upload(ana, text.replace("Rosa", "Rosa Maria"))
    batch = Import.objects.latest("pk")
    answer = ana.get(f"{HOME}{batch.uuid}/columns/")

    assert (batch.mapping, batch.agreed) == (mapping, "everyone")
    assert "Matched as on" in answer.text
    form = answer.context["form"]
    assert (form["agreed"].value(), form["basis"].value()) == ("everyone", batch.basis)
    assert "ticked a box" in batch.basis


def test_other_columns_another_kind_or_organisation_begin_from_a_guess(ana, ours):
    text = "email,first name\nrosa@example.org,Rosa\n"
    moving.bring(ours, text, mapping=["email", ""])

    others = (
        moving.take(ours, text.replace("email,", "mail,")),
        moving.take(ours, text, kind=Import.Kind.NEVER_MAIL),
        moving.take(make.organisation("Hill Town", "hill-town"), text),
    )

    for batch in others:
        assert batch.mapping == ["email", "given_name"]
        assert batch.matched_as is None
    assert "Matched as on" not in ana.get(f"{HOME}{others[0].uuid}/columns/").text


def test_a_file_of_addresses_never_to_mail_asks_for_no_consent(ana, ours):
    upload(ana, "email\nrosa@example.org\n", kind="never_mail")
    batch = Import.objects.get()

    page = ana.get(f"{HOME}{batch.uuid}/columns/").content.decode()
    ana.post(f"{HOME}{batch.uuid}/columns/", {"column_0": "email"})
    work()

    assert "Who agreed" not in page
    page = ana.get(f"{HOME}{batch.uuid}/").content.decode()
    assert "Addresses that nobody has yet" in page


def test_a_list_that_is_not_wanted_is_left_and_deleted(
    ana, ours, django_capture_on_commit_callbacks
):
    batch = moving.check(moving.take(ours, "email\nrosa@example.org\n"))

    with django_capture_on_commit_callbacks(execute=True):
        ana.post(f"{HOME}{batch.uuid}/drop/")

    batch.refresh_from_db()
    assert batch.state == Import.State.DROPPED
    assert not storing._path(batch).exists()
    page = ana.get(f"{HOME}{batch.uuid}/").content.decode()
    assert "This file was not imported" in page
    assert "list.csv" in ana.get(HOME).content.decode()


def test_a_fault_is_told_and_it_goes_on_from_where_it_ended(ana, ours):
    batch = moving.check(moving.take(ours, "email\nrosa@example.org\n"))
    ana.post(f"{HOME}{batch.uuid}/start/")
    path = storing._path(batch)
    content = path.read_bytes()
    path.unlink()
    work()

    page = ana.get(f"{HOME}{batch.uuid}/").content.decode()
    assert "The file is no longer on the server" in page
    path.write_bytes(content)
    ana.post(f"{HOME}{batch.uuid}/again/")
    work()
    assert Supporter.objects.count() == 1


def test_one_that_is_stopped_stops_and_says_by_whom(ana, ours):
    batch = moving.check(moving.take(ours, "email\nrosa@example.org\n"))
    ana.post(f"{HOME}{batch.uuid}/start/")

    ana.post(f"{HOME}{batch.uuid}/stop/")
    work()

    page = ana.get(f"{HOME}{batch.uuid}/").content.decode()
    assert "Stopped by Ana Lopez" in page
    assert not Supporter.objects.exists()
    answer = ana.post(f"{HOME}{batch.uuid}/stop/", follow=True)
    assert "It has gone on meanwhile" in answer.content.decode()


def test_progress_is_a_part_of_a_page_and_loads_the_page_when_it_is_over(ana, ours):
    batch = moving.take(ours, "email\nrosa@example.org\n")
    ana.post(f"{HOME}{batch.uuid}/columns/", chosen(batch))

    running_ = ana.get(f"{HOME}{batch.uuid}/progress/")
    work()
    over = ana.get(f"{HOME}{batch.uuid}/progress/")

    assert "HX-Refresh" not in running_.headers
    assert over["HX-Refresh"] == "true"


def test_only_those_who_may_import_see_it(ours):
    analyst = make.signed_in(make.member(ours, "Tom Brown", role=Role.ANALYST))
    batch = moving.take(ours, "email\nrosa@example.org\n")

    for path in ("", "new/", f"{batch.uuid}/", f"{batch.uuid}/columns/"):
        assert analyst.get(f"{HOME}{path}").status_code == 403
    assert (
        "Import a list"
        not in analyst.get("/dashboard/river-valley/supporters/").content.decode()
    )


def test_a_list_of_another_organisation_is_not_found(ana):
    other = make.organisation("Hill Town Voices", "hill-town")
    batch = moving.take(other, "email\nrosa@example.org\n")

    assert ana.get(f"{HOME}{batch.uuid}/").status_code == 404


def test_the_pages_ask_a_handful_of_queries(ana, ours, django_assert_max_num_queries):
    batch = moving.bring(ours, ACTION_NETWORK)

    for path in ("", f"{batch.uuid}/"):
        with django_assert_max_num_queries(14):
            ana.get(f"{HOME}{path}")
