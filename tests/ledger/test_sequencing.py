"""The sequencer: what waits gets into a signed tree once, whatever fails on the way."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import make
from tests.ledger import making
from undersigned.ledger import (
    appending,
    lasting,
    leaves,
    log_key,
    numbering,
    sequencing,
    stores,
    voiding,
)
from undersigned.ledger.models import Leaf, Log, Tally

pytestmark = pytest.mark.django_db

NOON = make.NOON


def test_what_is_signed_gets_into_a_tree_that_anybody_can_check():
    text = making.petition()
    subjects = making.people(text, 300)
    voiding.void(subjects[:3], reason="withdrawn", at=NOON)
    voiding.void(subjects[3:5], reason="fraud", at=NOON)
    voiding.restore(subjects[4:5], reason="error", at=NOON)

    assert making.sequence() == 1 + 300 + 5 + 1

    found = making.public()
    tally = Tally.objects.get()
    assert making.kinds(found) == {"petition": 1, "sign": 300, "void": 5, "restore": 1}
    assert making.count(found, text.petition) == tally.count == 296
    assert (tally.signed, tally.voided, tally.restored) == (300, 4, 1)
    assert tally.by_reason == {"fraud": 1, "withdrawn": 3}
    assert tally.by_region == {"US": 296}
    assert tally.size == Log.objects.get().signed == len(found)


def test_a_signature_withdrawn_before_it_has_a_place_gets_it_and_is_voided():
    text = making.petition()
    making.sequence()
    subjects = making.people(text, 1)
    voiding.void(subjects, reason="withdrawn", at=NOON)

    making.sequence()

    assert [leaf.kind for leaf in making.public()] == ["petition", "sign", "void"]


def test_who_withdraws_and_signs_again_has_a_second_leaf():
    text = making.petition()
    [subject] = making.people(text, 1)
    voiding.void([subject], reason="withdrawn", at=NOON)
    again = appending.Confirmed(
        petition=text.petition, subject=subject, text=text.pk, region="US",
        email="ana@example.org", name="Ana Lopez", locality="",
    )  # fmt: skip
    appending.sign([again], at=NOON)
    making.sequence()
    voiding.void([subject], reason="duplicate", at=NOON)
    voiding.restore([subject], reason="error", at=NOON)
    making.sequence()

    assert making.count(making.public(), text.petition) == 1
    assert Leaf.objects.filter(subject=subject, is_void=False).count() == 1


def test_an_erased_signature_counts_no_more_and_cannot_be_opened():
    text = making.petition()
    [subject, *_others] = making.people(text, 2)
    making.sequence()

    voiding.forget([subject], at=NOON)
    making.sequence()

    assert making.count(making.public(), text.petition) == 1
    assert not Leaf.objects.filter(subject=subject).exists()
    assert Leaf.objects.filter(opening__isnull=False).count() == 1


def test_at_the_end_of_retention_the_signature_stands_and_its_opening_goes():
    text = making.petition()
    subjects = making.people(text, 2)
    making.sequence()

    assert voiding.retire(subjects, at=NOON) == 2
    assert voiding.retire(subjects, at=NOON) == 0
    making.sequence()

    tally = Tally.objects.get()
    assert (tally.count, tally.erased) == (2, 2)
    assert making.kinds(making.public())["erase"] == 2


def test_paper_counts_by_its_number_and_a_close_is_in_the_log():
    text = making.petition()
    appending.paper(
        petition=text.petition, subject=text.petition, text=text.pk, region="-", number=212_000,
        commitment=bytes(32), at=NOON,
    )  # fmt: skip
    appending.close(petition=text.petition, at=NOON)

    making.sequence()

    found = making.public()
    assert making.count(found, text.petition) == Tally.objects.get().count == 212_000
    assert isinstance(found[-1], leaves.Close)


def test_a_few_signatures_wait_until_they_are_five_or_ten_minutes_old(settings):
    settings.LEDGER_HOLD = (5, timedelta(minutes=10))
    text = making.petition()
    assert sequencing.sequence_due(at=NOON) == 1  # a text waits for nobody
    making.people(text, 4)
    later = NOON + timedelta(minutes=1)
    assert sequencing.sequence_due(at=later) == 0
    making.people(text, 1)
    assert sequencing.sequence_due(at=NOON + timedelta(seconds=0.5)) == 0  # one tree a second
    assert sequencing.sequence_due(at=later) == 5

    making.people(text, 1, at=later)
    assert sequencing.sequence_due(at=later + timedelta(minutes=9)) == 0
    assert sequencing.sequence_due(at=later + timedelta(minutes=10)) == 1


def test_a_batch_is_shuffled_within_its_day():
    text = making.petition()
    subjects = making.people(text, 50)
    making.people(text, 50, at=NOON + timedelta(days=1))
    making.sequence()

    order = Leaf.objects.filter(kind="sign").order_by("index").values_list("subject", flat=True)
    assert set(order[:50]) == set(subjects)
    assert list(order[:50]) != subjects


def test_no_leaf_says_an_earlier_day_than_the_log(settings):
    text = making.petition(at=NOON)
    making.sequence(at=NOON)
    making.people(text, 1, at=NOON - timedelta(days=30))
    making.sequence(at=NOON)

    making.public()


class _FailError(Exception):
    pass


def _break(monkeypatch, owner, name, *, persisted):
    """The step fails once: after it did its work, or before."""
    real = getattr(owner, name)

    def failing(*args, **kwargs):
        monkeypatch.setattr(owner, name, real)
        if persisted:
            real(*args, **kwargs)
        raise _FailError

    monkeypatch.setattr(owner, name, failing)


STEPS = {
    "number": (numbering, "_take"),
    "the whole of numbering": (numbering, "number"),
    "write a tile": (stores.FolderStore, "write"),
    "sync": (stores.FolderStore, "sync"),
    "write the last checkpoint": (lasting, "write_last"),
    "show the checkpoint": (sequencing, "_show"),
    "settle": (sequencing, "_settle"),
}


@pytest.mark.parametrize("persisted", [False, True])
@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_loses_nothing_and_doubles_nothing(monkeypatch, step, persisted):
    text = making.petition()
    making.people(text, 260)
    making.sequence()
    before = making.public()
    subjects = making.people(text, 300)
    voiding.void(subjects[:7], reason="bounce", at=NOON)

    _break(monkeypatch, *STEPS[step], persisted=persisted)
    with pytest.raises(_FailError):
        making.sequence()
    half_way = making.public()
    assert half_way[: len(before)] == before
    assert Log.objects.get().signed in (len(before), len(half_way))
    making.sequence()

    found = making.public()
    assert found[: len(half_way)] == half_way
    assert len(found) == 1 + 260 + 300 + 7
    assert making.count(found, text.petition) == Tally.objects.get().count == 553


def test_partial_tiles_that_the_tree_has_outgrown_go(settings):
    text = making.petition()
    making.people(text, 200)
    making.sequence()
    partial = Path(settings.LOG_ROOT) / "tile/entries/000.p"
    assert partial.exists()

    making.people(text, 100)
    making.sequence()

    assert not partial.exists()
    making.public()


def test_a_database_older_than_the_log_signs_nothing(settings):
    text = making.petition()
    making.people(text, 5)
    making.sequence()
    Leaf.objects.filter(kind="sign").delete()
    Log.objects.update(size=1, signed=1)
    making.people(text, 1)

    assert sequencing.sequence_due(at=NOON + timedelta(hours=1)) == 0
    assert "ledger recover" in Log.objects.get().stopped
    assert len(making.public()) == 6


def test_a_folder_older_than_the_database_signs_nothing():
    text = making.petition()
    making.sequence()
    old = lasting.read_last()
    making.people(text, 5)
    making.sequence()
    lasting.write_last(old)

    making.people(text, 1)

    with pytest.raises(sequencing.StoppedError, match="older than the database"):
        making.sequence()


def test_damaged_files_stop_it(settings):
    text = making.petition()
    making.people(text, 5)
    making.sequence()
    tile = Path(settings.LOG_ROOT) / "tile/0/000.p/6"
    tile.write_bytes(bytes(6 * 32))
    making.people(text, 1)

    with pytest.raises(sequencing.StoppedError, match="not those that were signed"):
        making.sequence()


def test_a_machine_without_the_logs_key_leaves_it_alone():
    text = making.petition()
    making.sequence()
    making.people(text, 1)
    log_key.path().rename(log_key.path().with_suffix(".away"))

    assert making.sequence() == 0

    log_key.path().with_suffix(".away").rename(log_key.path())
    assert making.sequence() == 1


def test_while_another_process_sequences_nothing_is_done():
    text = making.petition()
    making.sequence()
    making.people(text, 1)

    with lasting.alone() as is_alone:
        assert is_alone
        assert making.sequence() == 0

    assert making.sequence() == 1


def test_while_another_machine_holds_the_log_nothing_is_written():
    text = making.petition()
    making.sequence()
    making.people(text, 1)
    Log.objects.update(
        lease_token="0192c3f0-7d5e-7c11-9a55-3f5d2f6f1a01",
        leased_until=sequencing.numbering.leasing.now() + timedelta(seconds=15),
    )

    assert sequencing.sequence_due(at=NOON + timedelta(hours=1)) == 0
    assert Leaf.objects.pending().count() == 1


def test_the_keys_are_for_their_owner_alone(settings):
    making.petition()
    making.sequence()

    for path in (log_key.path(), settings.PROMISE_KEY_FILE):
        assert path.stat().st_mode & 0o777 == 0o600
    assert lasting.folder().stat().st_mode & 0o077 == 0
