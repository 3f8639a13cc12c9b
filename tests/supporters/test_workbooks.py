"""Workbooks of Excel: their first sheet is read, packed too; nothing large comes in whole."""

import gzip
import io
import tracemalloc
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from tests.supporters.files import changed, found, shared, table, workbook, zipped
from undersigned.supporters.files import sheets
from undersigned.supporters.files.unpacking import FileError

SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData><row>%s</row></sheetData></worksheet>"
)
WORKBOOK_WITHOUT_SHEETS = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheets/></workbook>"
)


def test_a_workbook_that_is_broken_is_refused(tmp_path):
    broken = io.BytesIO()
    with zipfile.ZipFile(broken, "w") as archive:
        archive.writestr("xl/workbook.xml", "<no")
    with pytest.raises(FileError, match="cannot be read"):
        table(tmp_path, broken.getvalue())


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"xl/worksheets/sheet1.xml": b"<worksheet><sheetDa"}, "cannot be read"),
        ({"xl/worksheets/sheet1.xml": SHEET % b'<c t="s"><v>7</v></c>'}, "cannot be read"),
        ({"xl/worksheets/sheet1.xml": SHEET % b"<c><v>many</v></c>"}, "cannot be read"),
        ({"xl/workbook.xml": WORKBOOK_WITHOUT_SHEETS}, "holds no table"),
    ],
    ids=["cut off", "text that is not there", "number that is none", "no sheet"],
)
def test_a_workbook_whose_sheet_is_broken_or_missing_is_refused(tmp_path, members, words):
    with pytest.raises(FileError, match=words):
        table(tmp_path, changed(workbook(["email"], ["rosa@example.org"]), members))


def test_sheets_behind_the_first_are_not_read_and_those_with_something_in_them_are_named(
    tmp_path,
):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["email"])
    book.active.append(["rosa@example.org"])
    book.create_sheet("Empty")
    book.create_sheet("Volunteers").append(["email", "name"])
    book.save(out)

    read = table(tmp_path, out.getvalue())

    assert [cells_ for _line, cells_, _reason in read.rows()] == [["rosa@example.org"]]
    assert read.unread() == ["Volunteers"]


def test_texts_of_a_workbook_are_not_read_if_they_are_too_large_whatever_they_are_called(
    tmp_path, monkeypatch
):
    books = [shared(["email", "rosa@example.org"], name) for name in ("sharedStrings", "other")]
    assert [found(tmp_path, book) for book in books] == [[["rosa@example.org"]]] * 2

    monkeypatch.setattr(sheets, "_MOST_TEXTS", 10)

    for book in books:
        with pytest.raises(FileError, match="too large to be read as Excel"):
            table(tmp_path, book)


@pytest.mark.parametrize(
    "name",
    [
        "[Content_Types].xml", "xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml",
        "docProps/custom.xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
        "xl/worksheets/_rels/sheet1.xml.rels",
    ],
)  # fmt: skip
def test_nothing_large_of_a_workbook_comes_whole_into_memory(tmp_path, name):
    book = workbook(["email"], ["rosa@example.org"])

    large = changed(book, {name: b"<x>" + b" " * 100_000_000 + b"</x>"})

    tracemalloc.start()
    with pytest.raises(FileError, match="too large to be read as Excel"):
        table(tmp_path, large)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_size_that_a_workbook_states_wrongly_lets_no_more_of_it_in(tmp_path):
    name = b"docProps/core.xml"
    book = changed(workbook(["email"]), {name.decode(): b" " * 100_000_000})
    liar = bytearray(book)
    stated = (100_000_000).to_bytes(4, "little")
    assert liar.count(stated) == 2, "before the content, and in the directory"

    tracemalloc.start()
    with pytest.raises(FileError, match="cannot be read"):
        table(tmp_path, bytes(liar).replace(stated, (1000).to_bytes(4, "little")))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 50_000_000


def test_a_workbook_that_unpacks_to_too_much_or_has_too_many_rows_is_refused(
    tmp_path, monkeypatch
):
    book = workbook(["email"], ["rosa@example.org"], ["luis@example.org"])
    monkeypatch.setattr(sheets, "_MOST_ROWS", 2)
    with pytest.raises(FileError, match="too large to be read as Excel"):
        found(tmp_path, book)

    monkeypatch.setattr(sheets, "_MOST_BYTES", 1000)
    with pytest.raises(FileError, match="too large to be read as Excel"):
        table(tmp_path, book)


@pytest.mark.parametrize("packed", [gzip.compress, lambda book: zipped(list__xlsx=book)])
def test_a_packed_workbook_is_held_to_the_same_limits_and_leaves_nothing_behind(
    tmp_path, monkeypatch, packed
):
    book = workbook(["email"], ["rosa@example.org"])
    with pytest.raises(FileError, match="cannot be read"):
        table(tmp_path, packed(zipped(other__txt="no workbook")))
    with pytest.raises(FileError, match="too large to be read as Excel"):
        table(tmp_path, packed(changed(book, {"xl/styles.xml": b" " * 21_000_000})))

    monkeypatch.setattr(sheets, "_MOST_BYTES", 1000)
    with pytest.raises(FileError, match="too large"):
        table(tmp_path, packed(book))

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_cells_of_a_workbook_are_read_as_people_see_them(tmp_path):
    moment = datetime(2020, 1, 2, 3, 4, tzinfo=None)  # noqa: DTZ001  a sheet knows no zones
    rows = (["email", "zip", "day"], ["a@x.org", 2134.0, moment], [None, None, None],
            ["b@x.org", 5, date(2020, 1, 2)], ["c", "d", "e", "f"],
            ["x" * 30_000])  # fmt: skip

    read = [row[1:] for row in table(tmp_path, workbook(*rows)).rows()]

    assert read == [
        (["a@x.org", "2134", "2020-01-02T03:04:00"], ""),
        (["b@x.org", "5", "2020-01-02T00:00:00"], ""), ([], "wrong_width"), ([], "too_long"),
    ]  # fmt: skip
