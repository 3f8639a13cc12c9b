"""Brings database and files of the log together again after a restore or a lost disk.

Nothing here signs another history: what was signed stays, and what the database lacks of it is
adopted from the files, with the openings counted as lost.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path

from django.db import transaction

from undersigned.ledger import (
    adopting,
    checkpoints,
    journal,
    lasting,
    log_key,
    notes,
    sequencing,
    stores,
    tiles,
    tree,
)
from undersigned.ledger.checkpoints import Checkpoint
from undersigned.ledger.models import Leaf, Log, Lost
from undersigned.ledger.sequencing import Place


class NotRecoverableError(Exception):
    """Says what is wrong, and what to do."""


@dataclass
class Done:
    """What a recovery found and did."""

    size: int = 0
    adopted: int = 0
    lost: int = 0  # of these, signatures that nobody can open any more
    notes: list[str] = field(default_factory=list)


def status() -> list[str]:
    """Lines for a person: the log, how far it is, and what stops it."""
    log = Log.objects.first() or Log()
    lines = [
        f"The database knows {log.size:,} leaves; {log.signed:,} are in a signed tree.",
        f"{Leaf.objects.pending().count():,} wait for their place.",
    ]
    if known := Lost.objects.filter(leaf__is_void=False).count():
        lines.append(
            f"{known:,} signatures were adopted whose signers are known to the log alone."
        )
    if not log_key.path().exists():
        return [*lines, "This machine has not the log's key, so it signs nothing."]
    place = sequencing.open_place()
    lines.append(f"Key: {place.vkey}")
    lines.append(f"The last word signed here speaks of {place.last.size:,} leaves.")
    try:
        sequencing.check(log, place)
        sequencing.signed_edge(place)
    except sequencing.StoppedError as error:
        return [*lines, f"STOPPED: {error}"]
    return [*lines, "All is well."]


def recover(*, source: Path | None, nothing_newer: bool, at: datetime) -> Done:
    """Raises NotRecoverableError. `source`: a copy of the public files of the log.

    `nothing_newer`: a person says that no later checkpoint was shown than this machine has.
    """
    with lasting.alone() as is_alone:
        if not is_alone:
            raise NotRecoverableError("A worker sequences at this moment. Stop it first.")
        try:
            return _recover(source, nothing_newer=nothing_newer, at=at)
        except (sequencing.StoppedError, tiles.TileError, FileNotFoundError) as error:
            raise NotRecoverableError(str(error)) from error


def _recover(source: Path | None, *, nothing_newer: bool, at: datetime) -> Done:
    done, place = Done(), sequencing.open_place()
    if source is None and sequencing.shown_size(place) > place.last.size:
        source = place.public  # what the world has seen lies here
    if source is not None:
        place = _fetch(place, source, done)
    elif lasting.needs_a_word() and not nothing_newer:
        raise NotRecoverableError(
            "A backup was restored here, and later checkpoints may have been public. Give the "
            "newest public files with --from FOLDER, or say --nothing-newer if you know that "
            "nothing was signed after the backup."
        )
    log = sequencing.the_log()
    if log.size >= place.last.size:
        place = _rebuild(place, log, done)
    else:
        _compare(place, log.size)
        _adopt(place, log, done, at=at)
    _settle(place, done, at=at)
    return done


def _fetch(place: Place, source: Path, done: Done) -> Place:
    """Takes over a newer tree that our own key signed."""
    try:
        note = (source / "checkpoint").read_bytes()
        newer = checkpoints.verified(note, place.signer.key)
    except (OSError, notes.NoteError) as error:
        raise NotRecoverableError(f"{source} has no checkpoint of this log: {error}") from error
    if newer.size <= place.last.size:
        done.notes.append("The files given are not newer than those that are here.")
        return place
    reader = tiles.Reader(stores.FolderStore(source), newer.size)
    before, all_of_it = _roots(_entries(reader), place.last.size)
    if all_of_it != newer.root or (place.last.size and before != place.last.root):
        raise NotRecoverableError(f"The files in {source} are not what the log signed.")
    edge = tiles.append(place.store, tiles.Edge(), _entries(reader))
    place.store.sync()
    lasting.write_last(note)
    done.notes.append(f"{edge.size:,} leaves were taken over from {source}.")
    return sequencing.open_place()


def _entries(reader: tiles.Reader) -> Iterator[bytes]:
    for number in range(-(-reader.size // tiles.WIDTH)):
        yield from reader.bundle(number)


def _roots(entries: Iterator[bytes], size: int) -> tuple[bytes, bytes]:
    """The roots of the first `size` leaves and of all."""
    memory = _Nowhere()
    edge = tiles.Edge()
    edge = tiles.append(memory, edge, islice(entries, size))
    before = edge.root()
    return before, tiles.append(memory, edge, entries).root()


class _Nowhere:
    """A store for trees of which only the root is wanted."""

    def read(self, path: str) -> bytes:
        raise FileNotFoundError(path)

    def write(self, path: str, data: bytes) -> None:
        """Keeps nothing."""


def _rebuild(place: Place, log: Log, done: Done) -> Place:
    """The database knows all that was signed: the files are written anew from it."""
    before, _root = _roots(sequencing.entries(0, log.size), place.last.size)
    if place.last.size and before != place.last.root:
        raise NotRecoverableError(
            "The leaves in the database are not those that were signed. Restore a backup of "
            "the database, then run this again."
        )
    if log.signed > place.last.size:
        done.notes.append("The last word was missing or old, and is made anew of the database.")
    size = max(log.signed, place.last.size)
    edge = tiles.append(place.store, tiles.Edge(), sequencing.entries(0, size))
    place.store.sync()
    if size > place.last.size:
        checkpoint = Checkpoint(place.signer.name, size, edge.root())
        lasting.write_last(checkpoints.sign(checkpoint, place.signer))
    return sequencing.open_place()


def _compare(place: Place, size: int) -> None:
    """What the database knows must be what the files begin with."""
    reader = tiles.Reader(place.store, place.last.size)
    for index, (ours, signed) in enumerate(
        zip(sequencing.entries(0, size), _entries(reader), strict=False)
    ):
        if ours != signed:
            raise NotRecoverableError(
                f"Leaf {index} in the database is not the one that was signed. Restore a "
                "backup of this log's database."
            )


def _adopt(place: Place, log: Log, done: Done, *, at: datetime) -> None:
    reader = tiles.Reader(place.store, place.last.size)
    if tree.root(tree.leaf_hashes(_entries(reader))) != place.last.root:
        raise NotRecoverableError(
            "The log's files are not what was signed. Give good ones with --from FOLDER."
        )
    with transaction.atomic():
        entries = (reader.entry(index) for index in range(log.size, place.last.size))
        signers = journal.read(log.size, place.last.size)
        done.adopted, done.lost = adopting.adopt(
            entries, start=log.size, signers=signers, at=at
        )


def _settle(place: Place, done: Done, *, at: datetime) -> None:
    Log.objects.update(stopped="", vkey=place.vkey)
    Log.objects.filter(signed__lt=place.last.size).update(signed=place.last.size, signed_at=at)
    if place.note:
        lasting.replace(place.public / "checkpoint", place.note)
        sequencing.publish_keys()
    lasting.clear_restored()
    done.size = place.last.size
