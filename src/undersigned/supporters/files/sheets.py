"""The first sheet of an Excel workbook, row by row."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from undersigned.supporters.files.tables import LONG, LONGEST_CELL, WIDTH, Read
from undersigned.supporters.files.unpacking import FileError

# Every text of the workbook is held in memory while it is read.
_MOST_TEXTS = 100_000_000


def header(path: Path) -> list[str]:
    """The cells of the first row, without the empty ones at its end."""
    first = next(_cells(path), [])
    while first and not first[-1]:
        first.pop()
    return first


def rows(path: Path, *, width: int) -> Iterator[Read]:
    """The rows below the header."""
    found = _cells(path)
    next(found, None)
    for cells in found:
        if any(cells[width:]):
            yield [], WIDTH
        elif any(len(cell) > LONGEST_CELL for cell in cells):
            yield [], LONG
        elif any(cells):
            yield [*cells[:width], *[""] * (width - len(cells))], ""


def _cells(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as file:  # by its content: an upload has no ending to its name
        book = _open(file)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield [_text(value) for value in row]
        finally:
            book.close()


def _open(file: IO[bytes]) -> Workbook:
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {member.filename: member.file_size for member in archive.infolist()}
        too_large = sizes.get("xl/sharedStrings.xml", 0) > _MOST_TEXTS
        book = None if too_large else load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # whatever a damaged workbook makes of its reader
        raise FileError(
            _("The workbook cannot be read. Open it in Excel and save it as CSV.")
        ) from error
    if book is None:
        raise FileError(_("The workbook is too large to be read as Excel. Save it as CSV."))
    return book


def _text(value: object) -> str:
    """As a person reads it: no '2134.0' for a whole number."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return str(value)
