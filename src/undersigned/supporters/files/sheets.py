"""The first sheet of an Excel workbook, row by row."""

import contextlib
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import IO

from django.utils.translation import gettext as _
from openpyxl.reader.excel import SHARED_STRINGS, ExcelReader
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from undersigned.supporters.files.tables import LONG, LONGEST_CELL, WIDTH, Read
from undersigned.supporters.files.unpacking import FileError, Part

# Its reader holds all texts of a workbook in memory, and styles, properties and the like whole.
_MOST_TEXTS = 100_000_000
_MOST_BESIDE = 20_000_000
_MOST_BYTES = 2 * 1024**3  # unpacked, all together
_MOST_ROWS = 1_048_576  # as Excel has it


class _TooLargeError(Exception):
    """No ValueError: the workbook's reader makes those its own."""


class _Archive(zipfile.ZipFile):
    """A workbook's zip, of which nothing large comes whole into memory, whatever its name.

    A size that the zip states wrongly helps nobody: no more than that is ever unpacked.
    """

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        if sum(member.file_size for member in self.infolist()) > _MOST_BYTES:
            raise _TooLargeError

    def refuse_above(self, most: int, name: str) -> None:
        if self.getinfo(name).file_size > most:
            raise _TooLargeError

    def read(self, name: str | zipfile.ZipInfo, pwd: bytes | None = None) -> bytes:
        self.refuse_above(_MOST_BESIDE, name if isinstance(name, str) else name.filename)
        with self.open(name, pwd=pwd) as stream:
            return stream.read(_MOST_BESIDE)


class _Reader(ExcelReader):  # type: ignore[misc]  # ships no types
    """openpyxl's, within limits; charts are no tables."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, read_only=True, data_only=True, keep_links=False)
        self.archive = _Archive(file)

    def read_strings(self) -> None:
        texts = self.package.find(SHARED_STRINGS)
        if texts is not None:
            self.archive.refuse_above(_MOST_TEXTS, texts.PartName[1:])
        super().read_strings()

    def read_chartsheet(self, sheet: object, rel: object) -> None:
        """Would be read whole."""


def header(part: Part) -> list[str]:
    """The cells of the first row, without the empty ones at its end."""
    first = next(_cells(part), [])
    while first and not first[-1]:
        first.pop()
    return first


def others(part: Part) -> list[str]:
    """The names of the sheets that are not read: all but the first and empty ones."""
    with _sheets(part) as found:
        return [
            sheet.title for sheet in found[1:] if (sheet.max_row, sheet.max_column) != (1, 1)
        ]


def rows(part: Part, *, width: int) -> Iterator[Read]:
    """The rows below the header."""
    found = _cells(part)
    next(found, None)
    for cells in found:
        if any(cells[width:]):
            yield [], WIDTH
        elif any(len(cell) > LONGEST_CELL for cell in cells):
            yield [], LONG
        elif any(cells):
            yield [*cells[:width], *[""] * (width - len(cells))], ""


def _cells(part: Part) -> Iterator[list[str]]:
    with _sheets(part) as found:
        for sheet in found[:1]:
            for number, row in enumerate(sheet.iter_rows(values_only=True)):
                if number >= _MOST_ROWS:
                    raise _TooLargeError
                yield [_text(value) for value in row]


@contextlib.contextmanager
def _sheets(part: Part) -> Iterator[list[ReadOnlyWorksheet]]:
    """Its tables. Whatever a damaged workbook makes of its reader is a FileError."""
    try:
        with part.unpacked(most=_MOST_BYTES) as file:
            reader = _Reader(file)
            with reader.archive:
                reader.read()
                yield reader.wb.worksheets
    except FileError:
        raise
    except _TooLargeError as error:
        raise FileError(
            _("The workbook is too large to be read as Excel. Save it as CSV.")
        ) from error
    except Exception as error:
        raise FileError(
            _("The workbook cannot be read. Open it in Excel and save it as CSV.")
        ) from error


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
