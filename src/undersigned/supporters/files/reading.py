"""A file as one table: its columns, and its rows one after the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from undersigned.supporters.files import tables, unpacking
from undersigned.supporters.files.lines import TOO_LONG, chunks, lines
from undersigned.supporters.files.tables import Read
from undersigned.supporters.files.unpacking import FileError, Part

FILE_COLUMN = "(file)"  # the name of the table in the file, where it says who is in it
NO_ROW = "no_row"
_MOST_COLUMNS = 500
_TELLING = ("subscribed", "unsubscribed", "cleaned", "nonsubscribed")


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """One part, and where its cells stand in the whole table."""

    part: Part
    names: list[str]
    between: str  # "" for a workbook, "{" for JSON lines
    places: list[int]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns of all parts together; iterating gives the rows."""

    names: list[str]
    pieces: list[_Piece]

    def unread(self) -> list[str]:
        """The sheets of its workbooks that are not read, by their names."""
        books = [piece.part for piece in self.pieces if piece.part.is_book]
        if not books:
            return []
        from undersigned.supporters.files import sheets  # noqa: PLC0415  openpyxl, NumPy

        return [name for book in books for name in sheets.others(book)]

    @property
    def is_json(self) -> bool:
        return any(piece.between == "{" for piece in self.pieces)

    def rows(self) -> Iterator[tuple[int, list[str], str]]:
        """The number of the row (the header is 1), its cells, or why it cannot be read."""
        number = 1
        for piece in self.pieces:
            straight = piece.places == list(range(len(self.names)))
            told = self.names.index(FILE_COLUMN) if FILE_COLUMN in self.names else -1
            for cells, reason in _rows(piece):
                number += 1
                if straight or reason:
                    yield number, cells, reason
                    continue
                whole = [""] * len(self.names)
                for place, cell in zip(piece.places, cells, strict=True):
                    whole[place] = cell
                if told >= 0:
                    whole[told] = piece.part.name
                yield number, whole, ""

    def sample(self, most: int = 5) -> list[list[str]]:
        """The first rows that can be read, for a page."""
        good = (cells for _number, cells, reason in self.rows() if not reason)
        return [[cell[:80] for cell in cells] for cells in islice(good, most)]


def read(path: Path, *, name: str) -> Table:
    """Raises FileError where there is no table in the file. `name` is as it was uploaded."""
    found = unpacking.parts(path, name=name)
    headers = [_header(part) for part in found]
    names = list(dict.fromkeys(column for own, _between in headers for column in own))
    if any(_tells(part.name) for part in found):
        names.append(FILE_COLUMN)
    if len(names) > _MOST_COLUMNS:
        raise FileError(_("The table has more than 500 columns. Leave out what is not needed."))
    pieces = [
        _Piece(part=part, names=own, between=between, places=[names.index(n) for n in own])
        for part, (own, between) in zip(found, headers, strict=True)
    ]
    return Table(names=names, pieces=pieces)


def _tells(name: str) -> bool:
    """Mailchimp writes who is in a table into the name of its file."""
    return name.rpartition("/")[2].lower().startswith(tuple(f"{word}_" for word in _TELLING))


def _header(part: Part) -> tuple[list[str], str]:
    """The names of the columns, each once, and what stands between cells."""
    if part.is_book:
        from undersigned.supporters.files import sheets  # noqa: PLC0415  openpyxl, NumPy

        return _names(sheets.header(part)), ""
    with part.open() as stream:
        first = next((line for line in lines(stream) if line.strip()), "")
    if first == TOO_LONG or "\0" in first or not first.strip():
        raise FileError(_("This is no table. Choose a CSV, TSV or Excel file."))
    if first.lstrip().startswith("{"):
        return list(_object(first) or {}), "{"
    between = tables.delimiter(first)
    width = first.count(between) + 1
    cells, _reason = next(tables.rows([[first]], between=between, width=width))
    if not _reason and len(cells) > 1:
        while cells and not cells[-1]:
            cells.pop()
    if _reason or not any(cell.strip() for cell in cells):
        raise FileError(
            _("The first line holds no names of columns. Add them, or export anew.")
        )
    return _names(cells), between


def _names(cells: list[str]) -> list[str]:
    """Trimmed; a name that comes twice gets a number, an empty one its place."""
    names: list[str] = []
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split())[:100] or _("Column %(place)s") % {"place": place}
        again = 2
        while name in names:
            name = f"{name.removesuffix(f' {again - 1}')} {again}"
            again += 1
        names.append(name)
    if not names:
        raise FileError(_("The file holds no table. Choose the one with the people."))
    return names


def _rows(piece: _Piece) -> Iterator[Read]:
    width = len(piece.names)
    if not piece.between:
        from undersigned.supporters.files import sheets  # noqa: PLC0415  openpyxl, NumPy

        yield from sheets.rows(piece.part, width=width)
        return
    with piece.part.open() as stream:
        if piece.between == "{":
            found = (line for line in lines(stream) if line != "\n")
            yield from (_json_row(line, piece.names) for line in found)
            return
        yield from tables.rows(
            _below_header(chunks(stream)), between=piece.between, width=width
        )


def _below_header(found: Iterator[list[str]]) -> Iterator[list[str]]:
    """Without the header, and empty lines above it."""
    for chunk in found:
        for place, line in enumerate(chunk, start=1):
            if line.strip():
                yield chunk[place:]
                yield from found
                return


def _json_row(line: str, names: list[str]) -> Read:
    if line == TOO_LONG:
        return [], tables.LONG
    thing = _object(line)
    if thing is None:
        return [], NO_ROW
    return [_cell(thing.get(name)) for name in names], ""


def _object(line: str) -> dict[str, object] | None:
    try:
        thing = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return thing if isinstance(thing, dict) else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
