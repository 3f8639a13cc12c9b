"""The journal of the log: whose the lately signed leaves are, kept outside the database."""

import shutil
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import make
from tests.ledger import making
from undersigned.ledger import journal, sequencing
from undersigned.ledger.models import Leaf, RowKey, TagKey

pytestmark = pytest.mark.django_db

NOON = make.NOON


def content() -> str:
    return "".join(path.read_text() for path in journal.folder().iterdir())


def test_it_knows_each_signed_leaf_by_place_and_says_nothing_to_who_reads_it():
    text = making.petition()
    subjects = making.people(text, 3)
    making.sequence()

    found = journal.read(0, 100)

    places = dict(Leaf.objects.filter(kind="sign").values_list("index", "subject"))
    assert {index: one.subject for index, one in found.items()} == places
    assert set(places.values()) == set(subjects)
    key = bytes(TagKey.objects.get().key)
    whos = {
        journal.who(key=key, petition=text.petition, email=f"ana.lopez{n}@example.org",
                    name=name)
        for n, name in enumerate(("Ana Lopez", "ANA LÓPEZ", "ana lopez"))
    }  # fmt: skip
    assert {one.who for one in found.values()} == whos
    assert "ana" not in content().lower()
    assert journal.folder().stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in journal.folder().iterdir()} == {0o600}


def test_it_is_written_before_a_checkpoint_speaks_of_the_leaves(monkeypatch):
    text = making.petition()
    making.people(text, 2)
    monkeypatch.setattr(sequencing, "_sign", lambda *_args: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        making.sequence()
    assert len(journal.read(0, 100)) == 2

    monkeypatch.undo()
    making.sequence()
    assert len(journal.read(0, 100)) == 2


def test_a_line_that_a_crash_left_half_spoils_no_other():
    text = making.petition()
    making.people(text, 1)
    making.sequence()
    path = journal.folder() / NOON.date().isoformat()
    with path.open("a") as file:
        file.write("2 0192c3f07d5e7c119a55")

    making.people(text, 1)
    making.sequence()

    last = Leaf.objects.get(index=2)
    assert journal.read(2, 3)[2].subject == last.subject


def test_what_was_written_last_of_a_place_stands():
    text = making.petition()
    [first] = making.people(text, 1)
    making.sequence()
    Leaf.objects.filter(subject=first).update(subject=text.petition)

    journal.write(0, 2, at=NOON + timedelta(days=1))

    assert journal.read(0, 2)[1].subject == text.petition


def test_a_leaf_that_nobody_can_open_is_known_by_its_signature_alone():
    text = making.petition()
    making.people(text, 2)
    first, second = RowKey.objects.order_by("pk")
    RowKey.objects.filter(pk=first.pk).update(key=bytes(32))
    second.delete()

    making.sequence()

    assert [one.who for one in journal.read(0, 100).values()] == [b"", b""]


def test_who_was_erased_before_the_leaf_was_signed_is_not_in_it():
    text = making.petition()
    making.people(text, 1)
    Leaf.objects.filter(kind="sign").update(subject=None)

    making.sequence()

    assert journal.read(0, 100) == {}


def test_a_day_is_forgotten_after_thirty():
    text = making.petition()
    making.people(text, 1)
    making.sequence()

    assert journal.forget_due(at=NOON + timedelta(days=30)) == 0
    assert journal.forget_due(at=NOON + timedelta(days=31)) == 1

    assert journal.read(0, 100) == {}


def test_what_somebody_else_has_put_there_is_left_alone():
    making.people(making.petition(), 1)
    making.sequence()
    foreign = journal.folder() / ".nfs0001"
    foreign.write_bytes(b"\xff")

    assert len(journal.read(0, 100)) == 1
    assert journal.forget_due(at=NOON + timedelta(days=31)) == 1

    assert foreign.exists()


@pytest.mark.django_db(transaction=True)
def test_no_backup_holds_it_and_no_restore_touches_it(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    making.people(making.petition(), 1)
    making.sequence()
    file = Path(tmp_path / "backup.tar.gz")

    call_command("backup", str(file))
    with tarfile.open(file) as archive:
        assert not [name for name in archive.getnames() if "signers" in name]
    shutil.rmtree(settings.LEDGER_ROOT)
    call_command("restore", str(file), "--yes")

    assert len(journal.read(0, 100)) == 1
