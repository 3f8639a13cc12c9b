"""After a restore or a lost disk: what was signed stays; nothing is signed before a look."""

import io
import shutil
import sqlite3
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests import make
from tests.ledger import making
from undersigned.ledger import (
    appending,
    lasting,
    log_key,
    promising,
    sealing,
    sequencing,
    voiding,
)
from undersigned.ledger.models import Leaf, Log, Opening, RowKey, Tally

pytestmark = pytest.mark.django_db(transaction=True)

NOON = make.NOON
LATER = NOON + timedelta(hours=1)  # held leaves are due


@pytest.fixture(autouse=True)
def _own_data(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


def command(*arguments):
    said = io.StringIO()
    call_command(*map(str, arguments), stdout=said)
    return said.getvalue()


def backed_up(tmp_path):
    """A log of ten signatures, a backup of it, and what happened since."""
    text = making.petition()
    subjects = making.people(text, 10)
    making.sequence()
    waiting = making.people(text, 2)  # in the backup without their places
    file = tmp_path / "backup.tar.gz"
    command("backup", file)
    later = making.people(text, 3)
    voiding.void([subjects[0], waiting[0]], reason="withdrawn", at=NOON)
    making.sequence()
    voiding.restore(subjects[:1], reason="error", at=NOON)
    making.sequence()
    signed = Log.objects.get().signed
    appending.tally(petition=text.petition, size=signed, number=14, digest=bytes(32), at=NOON)
    making.sequence()
    return file, text, subjects, waiting, later


def test_an_older_backup_signs_nothing_until_the_log_has_been_adopted(tmp_path):
    file, text, _subjects, waiting, later = backed_up(tmp_path)
    signed = making.public()
    tally = Tally.objects.get()

    command("restore", file, "--yes")
    assert sequencing.sequence_due(at=NOON) == 0
    assert "ledger recover" in Log.objects.get().stopped
    said = command("ledger", "recover")

    assert "6 were adopted" not in said
    assert "of 3 signatures the details are lost" in said
    assert making.public() == signed
    assert Tally.objects.get().count == tally.count == making.count(signed, text.petition) == 14
    assert not Leaf.objects.pending().exists()  # the two that waited found their places
    assert set(waiting) <= set(Leaf.objects.values_list("subject", flat=True))
    assert not set(later) & set(Leaf.objects.values_list("subject", flat=True))
    making.people(text, 1)
    making.sequence()
    assert making.public()[: len(signed)] == signed
    assert making.count(making.public(), text.petition) == 15


def test_openings_come_back_with_their_keys_and_are_lost_without(tmp_path):
    file, _text, subjects, *_others = backed_up(tmp_path)

    command("restore", file, "--yes")

    leaf = Leaf.objects.get(subject=subjects[0])
    assert promising.secrets(leaf).name == "Ana Lopez"
    file.with_name("backup.tar.gz.keys").unlink()
    said = command("restore", file, "--yes")
    assert "have no key" in said
    with pytest.raises(sealing.LostError):
        promising.secrets(Leaf.objects.get(subject=subjects[0]))
    assert Opening.objects.exists()
    assert not RowKey.objects.exists()


@pytest.mark.sqlite
def test_no_key_of_an_opening_is_in_the_backup_itself(tmp_path):
    file, *_others = backed_up(tmp_path)
    keys = [bytes(key) for key in RowKey.objects.values_list("key", flat=True)]

    with tarfile.open(file) as archive:
        archive.extract("database/undersigned.sqlite3", tmp_path, filter="data")

    copy = tmp_path / "database/undersigned.sqlite3"
    with sqlite3.connect(copy) as there:
        assert there.execute("SELECT count(*) FROM ledger_rowkey").fetchone() == (0,)
    content = copy.read_bytes()
    assert not [key for key in keys if key in content]


def test_on_a_new_machine_a_person_says_that_nothing_newer_was_signed(settings, tmp_path):
    file, text, *_others = backed_up(tmp_path)
    public = tmp_path / "mirror"
    shutil.copytree(settings.LOG_ROOT, public)
    newest = making.public()
    shutil.rmtree(settings.LEDGER_ROOT)
    shutil.rmtree(settings.LOG_ROOT)

    command("restore", file, "--yes")
    assert sequencing.sequence_due(at=NOON) == 0
    with pytest.raises(CommandError, match="--nothing-newer"):
        command("ledger", "recover")
    said = command("ledger", "recover", "--from", public)

    assert "taken over" in said
    assert making.public() == newest
    assert Tally.objects.get().count == making.count(newest, text.petition)


def test_the_word_that_nothing_is_newer_is_enough(settings, tmp_path):
    text = making.petition()
    making.people(text, 3)
    making.sequence()
    file = tmp_path / "backup.tar.gz"
    command("backup", file)
    shutil.rmtree(settings.LEDGER_ROOT)
    shutil.rmtree(settings.LOG_ROOT)
    command("restore", file, "--yes")

    command("ledger", "recover", "--nothing-newer")

    making.people(text, 1)
    making.sequence()
    assert making.count(making.public(), text.petition) == 4


def test_lost_public_files_are_written_anew_from_the_database(settings):
    text = making.petition()
    making.people(text, 300)
    making.sequence()
    before = making.public()
    shutil.rmtree(settings.LOG_ROOT)

    making.people(text, 1)
    assert sequencing.sequence_due(at=LATER) == 0
    assert "files are incomplete" in Log.objects.get().stopped
    assert "STOPPED" in command("ledger", "status")
    command("ledger", "recover")

    assert making.public() == before
    assert making.sequence() == 1


def test_an_old_database_and_an_old_last_word_sign_no_fork_beside_newer_public_files():
    """Copied back by hand: database and `ledger/`, and the public files left as they were."""
    text = making.petition()
    making.sequence()
    old = lasting.read_last()
    making.people(text, 5)
    making.sequence()
    signed = making.public()
    Leaf.objects.filter(kind="sign").delete()
    Log.objects.update(size=1, signed=1)
    lasting.write_last(old)
    making.people(text, 1)

    assert sequencing.sequence_due(at=LATER) == 0
    assert "ledger recover" in Log.objects.get().stopped
    assert making.public() == signed
    assert "of 5 signatures the details are lost" in command("ledger", "recover")

    making.sequence()
    assert making.public()[: len(signed)] == signed
    assert making.count(making.public(), text.petition) == 6


def test_a_damaged_key_stops_it_and_says_so():
    text = making.petition()
    making.sequence()
    log_key.path().write_text("nonsense", encoding="ascii")
    making.people(text, 1)

    assert sequencing.sequence_due(at=LATER) == 0
    assert "log.key" in Log.objects.get().stopped


def test_a_lost_last_word_is_made_anew_where_the_database_knows_all(settings):
    text = making.petition()
    making.people(text, 5)
    making.sequence()
    (Path(settings.LEDGER_ROOT) / "last").unlink()
    assert "STOPPED" in command("ledger", "status")

    command("ledger", "recover")

    making.people(text, 1)
    assert making.sequence() == 1


def test_leaves_that_were_changed_in_the_database_are_never_signed(settings):
    text = making.petition()
    making.people(text, 5)
    making.sequence()
    Leaf.objects.filter(index=2).update(region="CA")
    shutil.rmtree(settings.LOG_ROOT)

    with pytest.raises(CommandError, match="not those that were signed"):
        command("ledger", "recover")


def test_a_foreign_log_is_not_taken_over(settings, tmp_path):
    making.petition()
    making.sequence()
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "checkpoint").write_bytes(b"another\n1\nAAAA\n\n")

    with pytest.raises(CommandError, match="no checkpoint of this log"):
        command("ledger", "recover", "--from", foreign)
    with lasting.alone(), pytest.raises(CommandError, match="Stop it first"):
        command("ledger", "recover")


def test_a_machine_without_the_key_says_so():
    making.petition()
    making.sequence()
    log_key.path().unlink()

    assert "signs nothing" in command("ledger", "status")
    with pytest.raises(CommandError, match="Restore the file"):
        command("ledger", "recover")
    assert connection.vendor
