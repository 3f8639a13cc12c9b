"""Turns leaves that wait into a tree that is signed and public: the one sequencer.

The steps of one turn, and what a crash behind each leaves (each turn begins by finishing that):

1. number: leaves get places, petitions their figures, in one transaction. A crash leaves leaves
   with places in no signed tree; nobody has seen them.
2. write: tiles and bundles, on disk, and whose the leaves are, in the journal. No checkpoint
   speaks of them; written again the same.
3. sign: the checkpoint goes to `ledger/last`, on disk. From here it is the log's word.
4. show: the same note replaces /log/checkpoint.
5. settle: the database notes the signed size, and the pages follow.

Where the database knows less than `ledger/last` says, an older copy of it was restored: then
nothing is signed until `undersigned ledger recover` has put back what it lacks.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from undersigned.jobs import processes
from undersigned.ledger import (
    checkpoints,
    composing,
    journal,
    keys,
    lasting,
    log_key,
    notes,
    numbering,
    stores,
    tiles,
)
from undersigned.ledger.checkpoints import Checkpoint
from undersigned.ledger.models import Leaf, Log
from undersigned.lib import faults

_PAGE = 4_096  # leaves read at a time, so that memory stays flat


class StoppedError(Exception):
    """Nothing may be signed before a person has looked; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """One machine's part of the log: its key, its public files, its last word."""

    signer: notes.Signer
    store: stores.FolderStore
    public: Path
    note: bytes
    last: Checkpoint

    @property
    def vkey(self) -> str:
        return self.signer.key.vkey()


def sequence_due(*, at: datetime) -> int:
    """For the worker: how many leaves became public, 0 where nothing is due or possible."""
    try:
        return sequence(at=at)
    except StoppedError as error:
        Log.objects.exclude(stopped=str(error)).update(stopped=str(error)[:400])
    except numbering.LeaseLostError:
        pass
    return 0


def sequence(*, at: datetime, everything: bool = False) -> int:
    """One turn. With `everything`, leaves are not held until they are a few.

    Raises StoppedError, and LeaseLostError where another machine is at it.
    """
    log = the_log()
    waiting = numbering.due(log, at=at, everything=everything)
    is_settled = log.size == log.signed and bool(log.vkey) and not lasting.restored()
    if is_settled and not waiting.exists():
        return 0
    with lasting.alone() as is_alone:
        if not is_alone or not _is_ours(log):
            return 0
        place = open_place()
        log.refresh_from_db()
        check(log, place)
        if log.size == place.last.size:
            log.size += numbering.number(waiting, size=log.size, holder=_holder())
        return _publish(log, place, at=at)


def _publish(log: Log, place: Place, *, at: datetime) -> int:
    """Steps 2 to 5; those that were done before a crash do no harm again."""
    before = log.signed
    if log.size > place.last.size:
        checkpoint = _write(place, size=log.size, at=at)
        place = _sign(place, checkpoint)
    _show(place)
    _settle(place, at=at)
    return place.last.size - before


def _write(place: Place, *, size: int, at: datetime) -> Checkpoint:
    old = signed_edge(place)
    edge = tiles.append(place.store, old, entries(old.size, size))
    if edge.size != size:
        raise StoppedError(f"The database has {edge.size} leaves of {size}.")
    journal.write(old.size, size, at=at)
    faults.point("ledger.before_sync")
    place.store.sync()
    faults.point("ledger.after_sync")
    return Checkpoint(place.signer.name, edge.size, edge.root())


def signed_edge(place: Place) -> tiles.Edge:
    """The right edge of the signed tree in the public files. Raises StoppedError."""
    try:
        edge = tiles.load(place.store, place.last.size)
    except (FileNotFoundError, tiles.TileError) as error:
        raise StoppedError(
            f"The log's files are incomplete ({error}). Run 'undersigned ledger recover', "
            "which writes them anew."
        ) from error
    if place.last.size and edge.root() != place.last.root:
        raise StoppedError(
            "The log's files are not those that were signed. Put them back from a backup, then "
            "run 'undersigned ledger recover'."
        )
    return edge


def _sign(place: Place, checkpoint: Checkpoint) -> Place:
    note = checkpoints.sign(checkpoint, place.signer)
    lasting.write_last(note)
    faults.point("ledger.after_last")
    return Place(
        signer=place.signer, store=place.store, public=place.public, note=note, last=checkpoint
    )


def _show(place: Place) -> None:
    if not place.note:
        return
    if not (place.public / "vkey").exists():
        publish_keys()
    lasting.replace(place.public / "checkpoint", place.note)
    faults.point("ledger.after_checkpoint")


def _settle(place: Place, *, at: datetime) -> None:
    """Also tidies up partial tiles that the tree has outgrown."""
    old = Log.objects.values_list("signed", flat=True).get()
    Log.objects.filter(signed__lt=place.last.size).update(
        signed=place.last.size, signed_at=at, stopped=""
    )
    faults.point("ledger.after_settling")
    for path in tiles.outdated(old, place.last.size):
        place.store.remove(path)


def entries(start: int, end: int) -> Iterator[bytes]:
    """The texts of the leaves with these places, read a page at a time."""
    for first in range(start, end, _PAGE):
        rows = Leaf.objects.filter(index__gte=first, index__lt=min(first + _PAGE, end))
        for values in rows.order_by("index").values_list(*composing.FIELDS):
            yield composing.compose(composing.row(values)).data()


def open_place() -> Place:
    """Raises StoppedError where the last word is not of this key."""
    try:
        signer, note = log_key.signer(), lasting.read_last()
        last = (
            checkpoints.verified(note, signer.key) if note else Checkpoint(signer.name, 0, b"")
        )
    except (keys.KeyLostError, notes.NoteError) as error:
        raise StoppedError(str(error)) from error
    public = Path(settings.LOG_ROOT)
    return Place(
        signer=signer, store=stores.FolderStore(public), public=public, note=note, last=last
    )


def check(log: Log, place: Place) -> None:
    """Raises StoppedError where going on could sign a second history."""
    if lasting.restored():
        raise StoppedError(
            "A backup was restored. Run 'undersigned ledger recover' before signatures are "
            "counted again."
        )
    if log.size < place.last.size:
        raise StoppedError(
            f"The database knows {log.size} leaves of the log, and {place.last.size} are "
            "signed: an older copy was restored. Run 'undersigned ledger recover'."
        )
    if place.last.size < log.signed:
        raise StoppedError(
            f"'{lasting.folder()}/last' speaks of {place.last.size} leaves, and {log.signed} "
            "are signed: the folder is older than the database. Run 'undersigned ledger "
            "recover'."
        )
    if (shown := shown_size(place)) > place.last.size:
        raise StoppedError(
            f"/log/checkpoint speaks of {shown} leaves, and '{lasting.folder()}/last' of "
            f"{place.last.size}: an older copy was restored. Run 'undersigned ledger recover'."
        )


def shown_size(place: Place) -> int:
    """Of the tree that the public files speak of; 0 where they hold no word of this log."""
    try:
        note = (place.public / "checkpoint").read_bytes()
        return checkpoints.verified(note, place.signer.key).size
    except (FileNotFoundError, notes.NoteError):
        return 0


def the_log() -> Log:
    """The one row, made when there is none."""
    found = Log.objects.first()
    if found is None:
        Log.objects.bulk_create([Log()], ignore_conflicts=True)
        found = Log.objects.get()
    return found


def _is_ours(log: Log) -> bool:
    """Whether this machine has the log's key. The first to come makes it."""
    if log.vkey:
        return log_key.path().exists() and _vkey() == log.vkey
    vkey = log_key.make().key.vkey()
    Log.objects.filter(vkey="").update(vkey=vkey)
    log.refresh_from_db()
    return log.vkey == vkey


def _vkey() -> str:
    try:
        return log_key.signer().key.vkey()
    except keys.KeyLostError as error:
        raise StoppedError(str(error)) from error


def publish_keys() -> None:
    """/log/vkey: the two public keys, the log's and that of promises."""
    lines = [log_key.signer().key.vkey(), keys.promiser().key.vkey()]
    lasting.replace(Path(settings.LOG_ROOT) / "vkey", ("\n".join(lines) + "\n").encode())


def _holder() -> uuid.UUID:
    """The machine and its data folder; within it the lock says who sequences."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{processes.here()} {lasting.folder().resolve()}")
