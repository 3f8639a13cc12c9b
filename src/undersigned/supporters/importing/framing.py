"""A file in frames of some rows, read and made ready in a process beside the one that writes.

Pure but for the file. Of each row it says already what is written if nobody has its mailbox:
of a list that is moved in that is nearly every row.
"""

import pickle
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from itertools import islice

from undersigned.lib import aside
from undersigned.lib.hashing import address_hash
from undersigned.supporters.files.reading import Table
from undersigned.supporters.importing import fresh
from undersigned.supporters.importing.fresh import Fresh, Make
from undersigned.supporters.importing.meaning import Terms
from undersigned.supporters.importing.rows import Fields, Parse, Row, parser
from undersigned.supporters.models import Field, Import

SIZE = 200  # rows of the file: the least that one transaction takes
_SMALL = 1_000_000  # bytes: such a file is over before another process would have begun

Read = tuple[int, list[str], str]


@dataclass(slots=True)
class Frame:
    """Rows of the file that follow each other. What stands in lists is of the good ones."""

    taken: int  # rows of the file, of whatever kind
    refused: list[tuple[int, str]]
    canonicals: list[str]
    hashes: list[str]
    fresh: Fresh = field(default_factory=Fresh)
    _packed: bytes = b""  # the rows: of most frames nobody ever asks for them

    def rows(self, places: Sequence[int] | None = None) -> list[Row]:
        """All of them, or those at some places."""
        if places is not None and not places:
            return []
        found = pickle.loads(self._packed)  # noqa: S301  from the process that we started
        chosen = found if places is None else [found[place] for place in places]
        return list(map(Row._make, chosen))


def frames(
    batch: Import, table: Table, terms: Terms, *, first: int, ready: bool
) -> AbstractContextManager[Iterator[Frame]]:
    """Those behind the `first` rows. `ready`: with what is written, not only what rows say."""
    known = Field.objects.filter(organisation_id=batch.organisation_id, removed=False)
    fields = {field.key: field for field in known.exclude(kind=Field.Kind.TEXT)}
    if batch.size < _SMALL:
        return nullcontext(read(batch, table, terms, fields, first, ready))
    return aside.results(read, batch, table, terms, fields, first, ready)


def read(
    batch: Import,
    table: Table,
    terms: Terms,
    fields: Fields,
    first: int,
    ready: bool,  # noqa: FBT001  in the place that `aside` gives it
) -> Iterator[Frame]:
    parse = parser(batch.mapping, table.names, fields=fields, escaped=not table.is_json)
    make = fresh.maker(batch, terms) if ready else None
    rows = islice(table.rows(), first, None)
    while taken := list(islice(rows, SIZE)):
        yield _frame(taken, parse, make)


def _frame(taken: list[Read], parse: Parse, make: Make | None) -> Frame:
    broken = [(line, reason) for line, _cells, reason in taken if reason]
    whole = [row for row in taken if not row[2]] if broken else taken
    good, refused = parse([row[0] for row in whole], [row[1] for row in whole])
    canonicals = [row.canonical for row in good]
    hashes = list(map(address_hash, canonicals))
    return Frame(
        taken=len(taken),
        refused=broken + refused,
        canonicals=canonicals,
        hashes=hashes,
        fresh=make(good, hashes) if make and good else Fresh(),
        _packed=pickle.dumps(list(map(tuple, good)), pickle.HIGHEST_PROTOCOL),
    )
