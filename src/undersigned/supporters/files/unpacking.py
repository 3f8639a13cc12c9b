"""What is inside an uploaded file: plain, packed by gzip, or one or several tables in a zip.

A table is text, or a workbook of Excel.
"""

import contextlib
import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_BYTES = 8 * 1024**3  # unpacked: a bomb ends here
_MOST_PARTS = 20
# What else people choose by mistake: how such files begin.
_NO_TABLES = {
    b"%PDF": gettext_lazy("a PDF"), b"\x89PNG": gettext_lazy("a picture"),
    b"\xff\xd8\xff": gettext_lazy("a picture"), b"GIF8": gettext_lazy("a picture"),
    b"RIFF": gettext_lazy("a picture or a sound"), b"{\\rtf": gettext_lazy("a text document"),
    b"Rar!": gettext_lazy("a RAR archive"), b"7z\xbc\xaf": gettext_lazy("a 7z archive"),
}  # fmt: skip
_TABLES = {".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".xlsx", ""}
_ZIP = b"PK\x03\x04"  # a workbook begins so too
_CHUNK = 1 << 18


class FileError(ValueError):
    """A file that cannot be read at all: what is wrong and what to do, for people."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table in the file. `name` is its own, which may say what is in it."""

    path: Path
    name: str
    kind: str  # plain, gzip, zip
    is_book: bool = False

    @contextlib.contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """The bytes of the table, unpacked while they are read."""
        if self.kind == "gzip":
            with gzip.open(self.path) as stream:
                yield cast("IO[bytes]", stream)
        elif self.kind == "zip":
            with zipfile.ZipFile(self.path) as archive, archive.open(self.name) as stream:
                yield stream
        else:
            with self.path.open("rb") as stream:
                yield stream

    @contextlib.contextmanager
    def unpacked(self, *, most: int) -> Iterator[IO[bytes]]:
        """The table as a file in which one can go back and forth. Raises FileError.

        A packed one is written down beside the upload, as long as it is needed.
        """
        if self.kind == "plain":
            with self.path.open("rb") as file:
                yield file
            return
        with self.open() as stream, tempfile.TemporaryFile(dir=self.path.parent) as file:
            while chunk := read(stream, _CHUNK):
                file.write(chunk)
                if file.tell() > most:
                    raise FileError(_("The workbook is too large. Save it as CSV."))
            file.seek(0)
            yield file


def read(stream: IO[bytes], size: int) -> bytes:
    """The next bytes, none at the end. Raises FileError where their packing is damaged."""
    try:
        return stream.read(size)
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise FileError(
            _("The packed file is damaged, or ends too early. Download it again.")
        ) from error


def parts(path: Path, *, name: str) -> list[Part]:
    """The tables in the file, in their order. What its name says is not believed."""
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start:
        raise FileError(_("The file is empty. Export it again, and look into it."))
    if start.startswith(b"\x1f\x8b"):
        return [_part(path, name.removesuffix(".gz"), "gzip")]
    if start.startswith(_ZIP):
        return _zipped(path, name=name)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileError(
            _("This is an old Excel file (.xls). Save it as .xlsx or CSV and choose that.")
        )
    for beginning, what in _NO_TABLES.items():
        if start.startswith(beginning):
            words = _("“%(name)s” is %(what)s, and no table. Choose a CSV, TSV or Excel file.")
            raise FileError(words % {"name": name, "what": what})
    return [Part(path=path, name=name, kind="plain")]


def _part(path: Path, name: str, kind: str) -> Part:
    """A packed one, with a look at how it begins."""
    part = Part(path=path, name=name, kind=kind)
    with part.open() as stream:
        return replace(part, is_book=read(stream, len(_ZIP)) == _ZIP)


def _zipped(path: Path, *, name: str) -> list[Part]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError) as error:
        raise FileError(_("The zip file is damaged. Pack or download it again.")) from error
    if any(member.filename == "xl/workbook.xml" for member in members):
        return [Part(path=path, name=name, kind="plain", is_book=True)]
    return _tables(path, members)


def _tables(path: Path, members: list[zipfile.ZipInfo]) -> list[Part]:
    found = [member for member in members if _is_table(member.filename)]
    if not found:
        raise FileError(_("There is no table in the zip file. Choose the table itself."))
    if any(member.flag_bits & 1 for member in found):
        raise FileError(_("The zip file asks for a password. Unpack it, and choose the table."))
    if len(found) > _MOST_PARTS or sum(member.file_size for member in found) > MOST_BYTES:
        raise FileError(_("There is too much in the zip file. Choose the tables one by one."))
    return [_part(path, member.filename, "zip") for member in found]


def _is_table(name: str) -> bool:
    place = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in place.parts)
    return not name.endswith("/") and not hidden and place.suffix.lower() in _TABLES
