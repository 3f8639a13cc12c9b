"""Makes a leaf's text of its row, and its row of the text."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from undersigned.ledger import leaves
from undersigned.ledger.models import Leaf

Kind = Leaf.Kind


class Row(NamedTuple):
    """What of a leaf's row goes into its text; the indexes of those it points at, if known."""

    kind: str
    petition: UUID
    text_index: int | None
    target_index: int | None
    day: date
    region: str
    number: int | None
    digest: bytes | None
    reason: str
    size: int | None


FIELDS = (
    "kind", "petition", "text__index", "target__index", "day", "region", "number", "digest",
    "reason", "size",
)  # fmt: skip


def row(values: tuple[object, ...]) -> Row:
    """Of `values_list(*FIELDS)`; PostgreSQL gives bytes as a memoryview."""
    made = Row(*values)  # type: ignore[arg-type]
    return made if made.digest is None else made._replace(digest=bytes(made.digest))


def compose(row: Row) -> leaves.Leaf:
    """The entry of the log. Raises leaves.LeafError where it points at what has no place."""
    return _MAKE[Kind(row.kind)](row)


def _known(index: int | None) -> int:
    if index is None:
        raise leaves.LeafError("It points at a leaf that has no place in the log yet.")
    return index


_MAKE: dict[Leaf.Kind, Callable[[Row], leaves.Leaf]] = {
    Kind.PETITION: lambda row: leaves.Petition(
        row.petition, row.number or 0, row.digest or b""
    ),
    Kind.SIGN: lambda row: leaves.Sign(
        row.petition, _known(row.text_index), row.day, row.region, row.digest or b""
    ),
    Kind.PAPER: lambda row: leaves.Paper(
        row.petition, _known(row.text_index), row.day, row.region, row.number or 0,
        row.digest or b"",
    ),
    Kind.TALLY: lambda row: leaves.Tally(
        row.petition, row.size or 0, row.number or 0, row.digest or b""
    ),
    Kind.CLOSE: lambda row: leaves.Close(row.petition, row.day),
    Kind.VOID: lambda row: leaves.Void(_known(row.target_index), row.reason, row.day),
    Kind.RESTORE: lambda row: leaves.Restore(_known(row.target_index), row.reason, row.day),
    Kind.ERASE: lambda row: leaves.Erase(_known(row.target_index), row.day),
}  # fmt: skip
