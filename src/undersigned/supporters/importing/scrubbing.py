"""Takes an erased person out of what imports have left: first rows shown, files of problems.

The upload itself is deleted when its import is over. One that is not over yet keeps it; the
page of erasing says so.
"""

import csv
from collections.abc import Collection, Sequence
from pathlib import Path

from django.db.models import QuerySet

from undersigned.lib.text import canonical_address, canonical_name
from undersigned.supporters.importing import storing
from undersigned.supporters.models import Import, Supporter

State = Import.State
_OVER = (State.DONE, State.UNDONE, State.DROPPED)


def unfinished(organisation_id: int) -> QuerySet[Import]:
    """Lists whose file is still on the server: they may hold anybody."""
    return Import.objects.filter(organisation_id=organisation_id).exclude(state__in=_OVER)


def samples(supporter: Supporter, canonicals: Collection[str]) -> None:
    """The rows that the page of matching shows, in the caller's transaction."""
    rows = Import.objects.select_for_update().filter(organisation=supporter.organisation)
    for batch in rows.exclude(sample=[]):  # those that are being matched: a few
        kept = [row for row in batch.sample if not _is_theirs(row, supporter, canonicals)]
        if len(kept) != len(batch.sample):
            Import.objects.filter(pk=batch.pk).update(sample=kept)


def problems(supporter: Supporter, canonicals: Collection[str]) -> None:
    """Writes each file of problems anew without them; after the commit."""
    batches = Import.objects.filter(organisation_id=supporter.organisation_id, expired=False)
    for batch in batches:  # each has a file
        path = storing.problems_path(batch)
        if path.exists() and _mentions(path, supporter, canonicals):
            with path.open(encoding="utf-8", newline="") as old, storing.problems(batch) as new:
                writer = csv.writer(new)
                for row in csv.reader(old):
                    if not _is_theirs(row, supporter, canonicals):
                        writer.writerow(row)


def _mentions(path: Path, supporter: Supporter, canonicals: Collection[str]) -> bool:
    with path.open(encoding="utf-8", newline="") as file:
        return any(_is_theirs(row, supporter, canonicals) for row in csv.reader(file))


def _is_theirs(
    row: Sequence[object], supporter: Supporter, canonicals: Collection[str]
) -> bool:
    """One of their addresses in a cell, or both of their names."""
    cells = [str(cell).lstrip("'").strip() for cell in row]
    if any("@" in cell and canonical_address(cell) in canonicals for cell in cells):
        return True
    names = [name for name in (supporter.given_name, supporter.family_name) if name]
    if len(names) < 2:  # noqa: PLR2004  one name alone is many people's
        return False
    folded = {canonical_name(cell) for cell in cells}
    return {canonical_name(name) for name in names} <= folded or (
        canonical_name(*names) in folded
    )
