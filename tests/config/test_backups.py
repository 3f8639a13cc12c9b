"""A backup holds everything, is checked before anything is replaced, and can be put back."""

import io
import json
import stat
import tarfile

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import make
from undersigned.config import archives, dumping
from undersigned.jobs import backups
from undersigned.organisations.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    for name, content in (("secrets/django-key", "secret"), ("media/logo.png", "picture")):
        path = settings.DATA / name
        path.parent.mkdir(parents=True)
        path.write_text(content)
    settings.MEDIA_ROOT = settings.DATA / "media"
    settings.PUBLISHED_ROOT = settings.DATA / "published"


def command(name, *arguments, **options):
    said = io.StringIO()
    call_command(name, *map(str, arguments), stdout=said, **options)
    return said.getvalue()


def rewritten(source, target, change):
    """The backup with its files changed by `change(contents)`."""
    with tarfile.open(source, "r:gz") as archive:
        contents = {
            entry.name: archive.extractfile(entry).read() for entry in archive.getmembers()
        }
    change(contents)
    with tarfile.open(target, "w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return target


def test_what_was_there_comes_back_and_what_came_since_goes(settings, tmp_path):
    make.organisation("Rural Post", "rural-post")
    file = tmp_path / "backup.tar.gz"
    said = command("backup", file)
    Organisation.objects.all().update(name="Broken")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_newer_version (id integer)")
    (settings.MEDIA_ROOT / "logo.png").unlink()
    (settings.MEDIA_ROOT / "later.png").write_text("later")

    said += command("restore", file, yes=True)

    assert "Backup written" in said
    assert "Restored" in said
    assert Organisation.objects.get().name == "Rural Post"
    assert "of_a_newer_version" not in connection.introspection.table_names()
    assert (settings.MEDIA_ROOT / "logo.png").read_text() == "picture"
    assert not (settings.MEDIA_ROOT / "later.png").exists()
    assert (settings.DATA / "secrets/django-key").read_text() == "secret"


def test_a_backup_is_for_its_owners_eyes_and_is_remembered(tmp_path):
    file = tmp_path / "backup.tar.gz"

    command("backup", file)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert backups.last().file_name == "backup.tar.gz"
    with tarfile.open(file) as archive:
        written = archive.extractfile("manifest.json")
        assert written is not None
        manifest = json.load(written)
    assert manifest["undersigned"]
    assert {"secrets/django-key", "media/logo.png"} <= set(manifest["sha256"])


def test_a_file_is_not_replaced_unasked(tmp_path):
    file = tmp_path / "backup.tar.gz"
    file.write_text("precious")

    with pytest.raises(CommandError, match="Add --yes"):
        command("backup", file)

    assert file.read_text() == "precious"


def test_data_is_not_replaced_unasked(tmp_path):
    file = tmp_path / "backup.tar.gz"
    command("backup", file)

    with pytest.raises(CommandError, match="add --yes"):
        command("restore", file)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda contents: contents.update({"media/logo.png": b"another"}), "damaged"),
        (lambda contents: contents.pop("media/logo.png"), "damaged"),
        (lambda contents: contents.update({"media/more.png": b"more"}), "not in its list"),
        (lambda contents: contents.pop("manifest.json"), "no complete backup"),
    ],
)
def test_a_damaged_backup_replaces_nothing(tmp_path, change, words):
    make.organisation("Rural Post", "rural-post")
    file = tmp_path / "backup.tar.gz"
    command("backup", file)
    Organisation.objects.update(name="Newer")
    damaged = rewritten(file, tmp_path / "damaged.tar.gz", change)

    with pytest.raises(CommandError, match=words):
        command("restore", damaged, yes=True)

    assert Organisation.objects.get().name == "Newer"


def test_half_a_file_is_no_backup(tmp_path):
    file = tmp_path / "backup.tar.gz"
    command("backup", file)
    half = tmp_path / "half.tar.gz"
    half.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(CommandError, match="no complete backup"):
        command("restore", half, yes=True)


def test_a_backup_of_the_other_database_is_refused(tmp_path):
    with pytest.raises(dumping.DumpError, match="another kind"):
        dumping.load(tmp_path / "other.dump")


def test_an_upgrade_of_what_is_up_to_date_makes_no_backup(settings, monkeypatch):
    monkeypatch.setattr("undersigned.config.collecting.collect", lambda: False)

    assert command("upgrade") == "Up to date.\n"
    assert not (settings.DATA / "backups").exists()


def test_an_upgrade_makes_a_backup_first(settings, monkeypatch):
    monkeypatch.setattr("undersigned.config.collecting.collect", lambda: False)
    monkeypatch.setattr("undersigned.config.health.pending_migrations", lambda: ["jobs.0002"])

    said = command("upgrade")

    assert "Upgrading the database (1 steps)" in said
    made, keys = sorted((settings.DATA / "backups").iterdir())
    assert keys.name == f"{made.name}.keys"
    with archives.opened(made):
        pass


@pytest.mark.postgresql
def test_a_program_that_fails_is_named_with_its_words():
    with pytest.raises(dumping.DumpError, match="pg_dump failed"):
        dumping._run("pg_dump", "--no-such-option")


def test_a_program_that_is_missing_is_named():
    with pytest.raises(dumping.DumpError, match="pg_nothing was not found"):
        dumping._find("pg_nothing")
