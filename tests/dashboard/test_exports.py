"""Everything about all supporters leaves on any day, by a page and by a command."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests import make
from undersigned.accounts.models import Role
from undersigned.organisations.models import AuditEntry

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/river-valley/supporters/everything/"


@pytest.fixture
def ours():
    return make.organisation()


@pytest.mark.parametrize(
    ("form", "start"), [("csv", "\ufeffunders"), ("jsonl", '{"undersigned')]
)
def test_the_page_gives_a_file_and_leaves_a_trail(ours, form, start):
    make.supporter(ours)
    ana = make.signed_in(make.member(ours))

    assert "1 supporter," in ana.get(PAGE).content.decode()
    answer = ana.post(f"{PAGE}file/", {"form": form})

    assert b"".join(answer.streaming_content).decode().startswith(start)
    assert f".{form}" in answer["Content-Disposition"]
    assert AuditEntry.objects.get().verb == "exported everything about"


def test_whoever_may_not_export_sees_neither_page_nor_file(ours):
    writer = make.signed_in(make.member(ours, role=Role.WRITER))

    assert writer.get(PAGE).status_code == 403
    assert writer.post(f"{PAGE}file/").status_code == 403


def test_the_command_writes_a_private_file_and_replaces_none_unasked(ours, tmp_path):
    make.supporter(ours)
    path, out = tmp_path / "all.jsonl", io.StringIO()

    call_command("export", path, stdout=out)

    assert "1 supporters" in out.getvalue()
    assert json.loads(path.read_text())["email"] == "rosa.diaz@example.org"
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="--yes"):
        call_command("export", path)
    call_command("export", path, yes=True, organisation=ours.slug, stdout=out)


def test_the_command_asks_which_organisation_and_says_what_failed(ours, tmp_path):
    make.organisation("Hill Town Voices", "hill-town")

    with pytest.raises(CommandError, match="hill-town, river-valley"):
        call_command("export", tmp_path / "x.csv")
    with pytest.raises(CommandError, match="Nothing was exported"):
        call_command("export", tmp_path / "none" / "x.csv", organisation="hill-town")
