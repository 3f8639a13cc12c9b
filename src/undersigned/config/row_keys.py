"""The keys of openings, backed up in a file of their own that is kept 30 days at most.

Who is erased is erased for good once the last such file has gone, though backups of the
database are kept for years.
"""

import base64
import json
import os
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path

from undersigned.ledger.models import Opening, RowKey

_BATCH = 1_000


def path(backup: Path) -> Path:
    """Beside the backup: NAME.tar.gz.keys."""
    return backup.with_name(f"{backup.name}.keys")


def write(target: Path, *, at: datetime) -> int:
    """A line a key; readable by its owner alone. How many."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(json.dumps({"made_at": at.isoformat()}) + "\n")
        rows = RowKey.objects.order_by("leaf_id").values_list("leaf_id", "key")
        number = 0
        for leaf_id, key in rows.iterator(chunk_size=_BATCH):
            number += 1
            file.write(f"{leaf_id} {base64.b64encode(bytes(key)).decode('ascii')}\n")
        file.flush()
        os.fsync(file.fileno())
    return number


def load(source: Path) -> tuple[int, int]:
    """How many openings have their key again, and how many have none. No file: none has."""
    if source.exists():
        with source.open(encoding="ascii") as file:
            next(file)
            lines = _rows(file)
            while batch := list(islice(lines, _BATCH)):
                known = set(
                    Opening.objects.filter(leaf__in=[row.leaf_id for row in batch]).values_list(
                        "leaf_id", flat=True
                    )
                )
                RowKey.objects.bulk_create(
                    [row for row in batch if row.leaf_id in known], ignore_conflicts=True
                )
    found = RowKey.objects.count()
    return found, Opening.objects.count() - found


def _rows(lines: Iterator[str]) -> Iterator[RowKey]:
    for line in lines:
        leaf_id, key = line.split()
        yield RowKey(leaf_id=int(leaf_id), key=base64.b64decode(key, validate=True))
