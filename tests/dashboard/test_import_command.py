"""`undersigned import`: a list from the command line, with exit codes that a script can ask."""

import io

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.supporters import moving
from undersigned.segments.models import Segment
from undersigned.supporters.importing import storing
from undersigned.supporters.models import Import, Supporter

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def bring(tmp_path):
    """Runs the command on a file of that content; the answer is what it printed."""

    def run(content, *options):
        path = tmp_path / "list.csv"
        path.write_text(content)
        out = io.StringIO()
        call_command("import", str(path), *options, stdout=out, stderr=io.StringIO())
        return out.getvalue()

    return run


def test_a_list_comes_in_with_one_command(ours, bring):
    said = bring(
        "email,shoe,junk\nrosa@example.org,9,x\n", "--agreed", "everyone", "--basis", "A box",
        "--map", "junk=",
    )  # fmt: skip

    rosa = Supporter.objects.get()
    assert (rosa.email_consent, rosa.fields) == ("given", {"shoe": "9"})
    assert "junk -> (left out)" in said
    assert "1  New" in said
    assert Segment.objects.count() == 2


def test_refused_rows_end_it_with_2_and_name_the_file_of_problems(ours, bring, capsys):
    with pytest.raises(SystemExit) as ended:
        bring("email\nrosa@example.org\nnone\n")

    assert ended.value.code == 2
    assert Supporter.objects.count() == 1
    assert storing.problems_path(Import.objects.get()).is_file()


def test_a_dry_run_changes_nothing(ours, bring, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        said = bring("email\nrosa@example.org\n", "--dry-run")

    assert "1  New" in said
    assert not Supporter.objects.exists()
    assert Import.objects.get().state == Import.State.DROPPED


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        ("", [], "empty"),
        ("name\nRosa\n", [], "No column is the email address"),
        ("email\na@b.org\n", ["--map", "shoe=tags"], "no such column"),
        ("email\na@b.org\n", ["--agreed", "everyone"], "Say how these people agreed"),
        ("email\na@b.org\n", ["--organisation", "nobody"], "river-valley"),
    ],
)
def test_what_is_missing_is_said(ours, bring, content, options, words):
    with pytest.raises(CommandError, match=words):
        bring(content, *options)

    assert not Supporter.objects.exists()


def test_a_file_or_an_import_must_be_named(ours):
    with pytest.raises(CommandError, match="Name the file"):
        call_command("import")
    with pytest.raises(CommandError, match="There is no import"):
        call_command("import", resume="00000000-0000-0000-0000-000000000000")


def test_one_that_was_stopped_is_gone_on_with(ours):
    batch = moving.check(moving.take(ours, "email\nrosa@example.org\n"))
    Import.objects.filter(pk=batch.pk).update(
        state="failed", failed_in="merging", started_at=make.NOON
    )

    call_command("import", resume=batch.uuid, stdout=io.StringIO())

    assert Supporter.objects.count() == 1
    with pytest.raises(CommandError, match="nothing to go on with"):
        call_command("import", resume=batch.uuid)


def test_a_fault_names_how_to_go_on(ours):
    batch = moving.check(moving.take(ours, "email\nrosa@example.org\n"))
    Import.objects.filter(pk=batch.pk).update(state="merging", started_at=make.NOON)
    storing._path(batch).unlink()

    with pytest.raises(CommandError, match="--resume"):
        call_command("import", resume=batch.uuid)
