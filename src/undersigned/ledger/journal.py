"""Whose the lately signed leaves are, in files outside the database.

A restored backup knows nothing of who confirmed after it, and the log itself names nobody. So
the sequencer writes a line a signature, before it signs: the leaf's place, the signature's
uuid, and a keyed hash of address and name, which says nothing without the petition's secret.
A file a day, kept as long as the keys of a backup: 30 days. In no backup: it is for what came
after.
"""

import contextlib
import hashlib
import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery

from undersigned.ledger import sealing
from undersigned.ledger.models import Leaf, RowKey, TagKey
from undersigned.lib.text import canonical_name

_KEPT = timedelta(days=30)
_PAGE = 4_096  # leaves read at a time
_PARTS = 3  # of a line
_FIELDS = ("index", "petition", "subject", "digest", "opening__sealed", "key")


class _Row(NamedTuple):
    """A signed leaf, what opens it, and with which key."""

    place: int
    petition: UUID
    subject: UUID
    commitment: bytes
    sealed: bytes | None
    key: bytes | None


@dataclass(frozen=True, kw_only=True)
class Signer:
    """Whose a leaf is. `who` is empty where nobody could open the leaf when it was signed."""

    subject: UUID
    who: bytes


def who(*, key: bytes, petition: UUID, email: str, name: str) -> bytes:
    """Equal for one person under one petition; `key` is the petition's secret.

    By the name too, as two people of different names may share a mailbox.
    """
    what = f"signer\n{petition}\n{email}\n{canonical_name(name)}\n".encode()
    return hmac.new(key, what, hashlib.sha256).digest()


def folder() -> Path:
    made = Path(settings.LEDGER_JOURNAL)
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def write(start: int, end: int, *, at: datetime) -> None:
    """The signatures with these places; on disk when it returns."""
    path = folder() / at.astimezone(UTC).date().isoformat()
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(b"\n")  # ends what a crash left of a line
        for first in range(start, end, _PAGE):
            file.writelines(_lines(first, min(first + _PAGE, end)))
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        above = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(above)
        finally:
            os.close(above)


def _lines(start: int, end: int) -> Iterator[bytes]:
    wanted = Leaf.objects.filter(
        kind=Leaf.Kind.SIGN, index__gte=start, index__lt=end, subject__isnull=False
    )
    values = (
        wanted.order_by("index")
        .annotate(key=Subquery(RowKey.objects.filter(leaf_id=OuterRef("pk")).values("key")))
        .values_list(*_FIELDS)
    )
    rows = [_Row(*row) for row in values.iterator(chunk_size=_PAGE)]
    petitions = TagKey.objects.filter(pk__in={row.petition for row in rows})
    secrets = {one.petition: bytes(one.key) for one in petitions}
    for row in rows:
        hashed = _hash(row, secrets.get(row.petition)).hex() or "-"
        yield f"{row.place} {row.subject.hex} {hashed}\n".encode("ascii")


def _hash(row: _Row, secret: bytes | None) -> bytes:
    """Empty where nobody can open the leaf."""
    if secret is None or row.sealed is None or row.key is None:
        return b""
    try:
        opened = sealing.unseal(
            bytes(row.sealed), key=bytes(row.key), commitment=bytes(row.commitment)
        )
    except sealing.LostError:
        return b""
    return who(key=secret, petition=row.petition, email=opened.email, name=opened.name)


def read(start: int, end: int) -> dict[int, Signer]:
    """By place, as far as it is known here. What was written last of a place is what stands."""
    found: dict[int, Signer] = {}
    for _day, path in sorted(_days()):
        with path.open(encoding="ascii") as file:
            for line in file:
                parts = line.split()
                if len(parts) == _PARTS and start <= int(parts[0]) < end:
                    found[int(parts[0])] = _signer(parts[1], parts[2])
    return found


def _days() -> Iterator[tuple[date, Path]]:
    """The journal's files. What else lies there is somebody else's, and is left alone."""
    for path in folder().iterdir():
        with contextlib.suppress(ValueError):
            yield date.fromisoformat(path.name), path


def _signer(subject: str, hashed: str) -> Signer:
    return Signer(subject=UUID(subject), who=b"" if hashed == "-" else bytes.fromhex(hashed))


def forget_due(*, at: datetime) -> int:
    """Deletes the files of days that are over for long; how many."""
    oldest = (at.astimezone(UTC) - _KEPT).date()
    over = [path for day, path in _days() if day < oldest]
    for path in over:
        path.unlink(missing_ok=True)
    return len(over)
