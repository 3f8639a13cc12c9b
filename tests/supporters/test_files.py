"""Any table is read: each row comes, or is refused by itself and says why."""

import csv
import gzip
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from undersigned.supporters.files import moments, reading, sheets, unpacking
from undersigned.supporters.files.reading import FILE_COLUMN
from undersigned.supporters.files.unpacking import FileError
from undersigned.supporters.importing import cells, reasons
from undersigned.supporters.importing.rows import AT, key_of, parser

PLAIN = "email,name\nrosa@example.org,Rosa Ó Dálaigh\nluis@example.org,Luis\n"
JSON_LINES = (
    '{"email": "rosa@example.org", "name": "Rosa Ó Dálaigh"}\n'
    '{"email": "luis@example.org", "name": "Luis"}\n'
)
ROWS = [["rosa@example.org", "Rosa Ó Dálaigh"], ["luis@example.org", "Luis"]]


def table(tmp_path, content, name="list.csv"):
    path = tmp_path / "file"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reading.read(path, name=name)


def found(tmp_path, content, name="list.csv"):
    return [
        cells_ for _line, cells_, reason in table(tmp_path, content, name).rows() if not reason
    ]


def short(value):
    """A test's name is the same in each process: an archive holds the second of its making."""
    return "bytes" if isinstance(value, bytes) else None


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData><row>%s</row></sheetData></worksheet>"
)
WORKBOOK_WITHOUT_SHEETS = (
    b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheets/></workbook>"
)


def changed(content, members):
    """The archive with these members in place of its own, or beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {one: archive.read(one) for one in archive.namelist()}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in (kept | members).items():
            archive.writestr(name, inside)
    return out.getvalue()


def shared(column, name):
    """A workbook of one column as Excel writes it: its texts in a member of their own."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    part = f'<Override PartName="/xl/{name}.xml" ContentType="{kind}"/></Types>'
    book = workbook()
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        types = archive.read("[Content_Types].xml").decode().replace("</Types>", part)
    rows = "".join(f'<row><c t="s"><v>{at}</v></c></row>' for at in range(len(column)))
    texts = "".join(f"<si><t>{text}</t></si>" for text in column)
    return changed(book, {
        "[Content_Types].xml": types, f"xl/{name}.xml": f'<sst xmlns="{space}">{texts}</sst>',
        "xl/worksheets/sheet1.xml":
            f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData></worksheet>',
    })  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(), PLAIN.encode("utf-8-sig"), PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"), PLAIN.encode("utf-16-be"), PLAIN.encode("cp1252"),
        PLAIN.replace("\n", "\r\n").encode(), PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(), PLAIN.replace(",", "\t").encode(),
        PLAIN.replace(",", "|").encode(), gzip.compress(PLAIN.encode()),
        zipped(list__csv=PLAIN, __MACOSX__junk=""), ("\n\n" + PLAIN).encode(),
        PLAIN.rstrip("\n").encode(),
        workbook(["email", "name", None], *ROWS), gzip.compress(workbook(["email", "name"], *ROWS)),
        zipped(list__xlsx=workbook(["email", "name"], *ROWS), photo__jpg=""),
        JSON_LINES.encode(),
    ],
    ids=short,
)  # fmt: skip
def test_every_way_of_writing_a_table_gives_the_same_rows(tmp_path, content):
    read = table(tmp_path, content)

    assert read.names == ["email", "name"]
    assert [cells_ for _line, cells_, _reason in read.rows()] == ROWS
    assert read.sample(1) == ROWS[:1]


def test_a_line_that_is_no_utf_8_is_read_as_windows_wrote_it(tmp_path):
    mixed = "email,name\na@x.org,Zoë\n".encode() + "b@x.org,Zoë\n".encode("cp1252")

    assert found(tmp_path, mixed) == [["a@x.org", "Zoë"], ["b@x.org", "Zoë"]]


def test_tables_in_one_zip_are_one_list_and_their_names_tell_who_is_in_them(tmp_path):
    content = zipped(
        subscribed_members__csv="Email Address,TAGS\na@x.org,t\n",
        unsubscribed_members__csv="Email Address,UNSUB_TIME\nb@x.org,2020-01-01\n",
    )

    read = table(tmp_path, content)

    assert read.names == ["Email Address", "TAGS", "UNSUB_TIME", FILE_COLUMN]
    rows = [cells_ for _line, cells_, _reason in read.rows()]
    assert rows[0][:3] == ["a@x.org", "t", ""]
    assert cells.status(rows[0][3]) == "yes"
    assert cells.status(rows[1][3]) == "no"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"%PDF-1.7\n", "is a PDF, and no table"),
        (b"\x89PNG\r\n\x1a\n", "is a picture"), (b"\0\0\0\0\x01\x02" * 9, "no table"), (b"PK\x03\x04junk", "damaged"),
        (b"\xd0\xcf\x11\xe0junk", "old Excel"), (zipped(photo__jpg="x"), "no table in the zip"),
        (gzip.compress(PLAIN.encode())[:-20], "damaged"), (b",,,\n1,2\n", "no names of columns"),
        (b"x" * 2_000_000, "no table"), (b"a," * 600 + b"b\n", "500 columns"),
        (zipped(xl__workbook="x"), "no table in the zip"), (b"\n\n", "no table"),
        (zipped(**{f"t{n}__csv": "a\n" for n in range(21)}), "too much"),
    ],
    ids=short,
)  # fmt: skip
def test_what_is_no_table_says_so(tmp_path, content, words):
    with pytest.raises(FileError, match=words):
        found(tmp_path, content)


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


def test_tables_and_workbooks_in_one_zip_are_one_list(tmp_path):
    content = zipped(
        a__csv="email,name\na@x.org,Ana\n",
        b__xlsx=workbook(["name", "email"], ["Bo", "b@x.org"]),
    )

    assert found(tmp_path, content) == [["a@x.org", "Ana"], ["b@x.org", "Bo"]]


def test_a_zip_with_a_password_or_a_bomb_is_refused(tmp_path, monkeypatch):
    locked = bytearray(zipped(list__csv=PLAIN))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileError, match="password"):
        table(tmp_path, bytes(locked))

    monkeypatch.setattr(unpacking, "MOST_BYTES", 10)
    with pytest.raises(FileError, match="too much"):
        table(tmp_path, zipped(list__csv=PLAIN))


def test_cells_of_a_workbook_are_read_as_people_see_them(tmp_path):
    rows = (["email", "zip", "day"], ["a@x.org", 2134.0, datetime(2020, 1, 2, 3, 4, tzinfo=None)],  # noqa: DTZ001
            [None, None, None], ["b@x.org", 5, date(2020, 1, 2)], ["c", "d", "e", "f"],
            ["x" * 30_000])  # fmt: skip

    read = [row[1:] for row in table(tmp_path, workbook(*rows)).rows()]

    assert read == [
        (["a@x.org", "2134", "2020-01-02T03:04:00"], ""),
        (["b@x.org", "5", "2020-01-02T00:00:00"], ""), ([], "wrong_width"), ([], "too_long"),
    ]  # fmt: skip


def test_a_broken_quote_takes_one_line_and_no_other(tmp_path):
    text = 'a,b\n1,"2\n3,4\n"5\n6",7\n8,9\n10,"11\n'

    read = list(table(tmp_path, text).rows())

    assert [cells_ for _line, cells_, reason in read if not reason] == [
        ["3", "4"], ["5\n6", "7"], ["8", "9"],
    ]  # fmt: skip
    assert [reason for *_others, reason in read if reason] == ["broken_quotes"] * 2


def test_ten_megabytes_in_one_cell_are_refused_and_memory_stays_flat(tmp_path):
    path = tmp_path / "list.csv"
    with path.open("w") as file:
        file.write("email,note\n")
        file.write("a@x.org," + "x" * 10_000_000 + "\n")
        file.write("b@x.org,short\n")
        file.writelines(f"p{n}@x.org,{'y' * 100}\n" for n in range(50_000))
    read = reading.read(path, name="list.csv")

    tracemalloc.start()
    reasons = [reason for *_others, reason in read.rows() if reason]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert reasons == ["too_long"]
    assert peak < 20_000_000


def test_names_of_columns_are_told_apart(tmp_path):
    assert table(tmp_path, "a,a,,a\n1,2,3,4\n").names == ["a", "a 2", "Column 3", "a 3"]


def test_json_lines_that_are_no_objects_are_refused(tmp_path):
    text = (
        '{"email": "a@x.org", "n": null, "t": ["x"]}\nnone\n[1]\n' + '{"a":"' + "x" * 2_000_000
    )
    read = list(table(tmp_path, text).rows())

    assert read[0][1] == ["a@x.org", "", '["x"]']
    assert [reason for *_others, reason in read[1:]] == ["no_row", "no_row", "too_long"]


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")),
                 min_size=3, max_size=3),
        max_size=6,
    ),
    st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)  # fmt: skip
def test_what_the_csv_module_writes_is_read_back(tmp_path_factory, rows, between, encoding):
    path = tmp_path_factory.mktemp("csv") / "list.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=between)
        writer.writerow(["email", "b", "c"])
        writer.writerows(rows)

    read = list(reading.read(path, name="list.csv").rows())

    assert [cells_ for _line, cells_, _reason in read] == rows


@given(st.binary(max_size=3000))
def test_whatever_stands_in_a_file_each_line_is_a_row_or_has_a_reason(
    tmp_path_factory, content
):
    path = tmp_path_factory.mktemp("csv") / "list.csv"
    path.write_bytes(b"email,first name,zip,tags,signed at\n" + content)

    read = reading.read(path, name="list.csv")
    parse = parser(["email", "given_name", "postal_code", "tags", "signed_at"], read.names)
    good = [(line, cells_) for line, cells_, reason in read.rows() if not reason]
    rows, refused = parse([line for line, _cells in good], [cells_ for _line, cells_ in good])
    lines = [row.line for row in rows] + [line for line, _reason in refused]
    assert len(set(lines)) == len(lines)
    assert set(lines) == {line for line, cells_ in good if any(cells_)}
    assert all(reason in reasons.REFUSED for _line, reason in refused)
    for row in rows:
        assert row.canonical
        assert "\0" not in repr(row.values)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-05-04", (2019, 5, 4)), ("2019-05-04T10:00:00Z", (2019, 5, 4, 10)),
        ("2019-05-04 10:00:00 UTC", (2019, 5, 4, 10)), ("05/04/2019", (2019, 5, 4)),
        ("25/04/2019", (2019, 4, 25)), ("04-05-2019", (2019, 5, 4)), ("4.5.19", (2019, 5, 4)),
        ("05-25-2019", (2019, 5, 25)), ("05/04/2019 10:30 PM", (2019, 5, 4, 22, 30)),
        ("5/4/2019, 12:05 AM", (2019, 5, 4, 0, 5)), ("2019-05-04T10:00:00+02:00", (2019, 5, 4, 8)),
    ],
)  # fmt: skip
def test_dates_are_read_as_systems_write_them(text, moment):
    assert moments.read(text) == datetime(*moment).replace(tzinfo=UTC)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text", ["", "soon", "31/31/2019", "0001-01-01T00:00:00+23:00", "1/2/3/4"]
)
def test_what_is_no_date_is_none(text):
    assert moments.read(text) is None


@pytest.mark.parametrize("text", ["0000-00-00 00:00:00", "1901-01-01"])
def test_a_date_that_no_list_holds_is_none(text):
    assert cells.moment(text) is None


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Rosa <rosa@example.org>", "rosa@example.org"), ("mailto:a@x.org", "a@x.org"),
        ("a@x.org.", "a@x.org"), ("zoë@bücher.example", "zoë@bücher.example"), ("a@b", ""),
        ("a b@x.org", ""), ("@x.org", ""), ("a@@x.org", ""), (f"{'a' * 250}@x.org", ""),
        ("o'brien+news@x.co.uk", "o'brien+news@x.co.uk"),
    ],
)  # fmt: skip
def test_addresses_are_found_and_others_refused(text, address):
    assert cells.address(text) == address


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (("", "MA", "2134"), ("", "MA", "02134", ())),
        (("", "Ohio", "2134"), ("", "OH", "", ("postal_code",))),
        (("", "", "45701-1234"), ("", "OH", "45701", ())),
        (("", "Narnia", "x"), ("", "", "", ("region", "postal_code"))),
        (("Germany", "", "10115"), ("DE", "", "10115", ())),
        (("U.S.A.", "", ""), ("US", "", "", ())), (("UK", "", ""), ("GB", "", "", ())),
        (("Narnia", "", ""), ("", "", "", ("country",))),
    ],
)  # fmt: skip
def test_places_get_their_one_written_form(written, expected):
    assert cells.place(*written) == expected


def test_names_addresses_and_attributes_come_apart():
    assert cells.full_name("Diaz, Rosa") == ("Rosa", "Diaz")
    assert cells.full_name("Rosa Maria Diaz") == ("Rosa Maria", "Diaz")
    assert cells.full_name("Rosa") == ("Rosa", "")
    assert cells.whole_address("1 Main St") == {"street": "1 Main St"}
    assert cells.attributes("none") == {"attributes": "none"}
    assert cells.attributes('{"a": 1, "b": "", "c": {"d": 2}}') == {"a": "1", "c": '{"d": 2}'}
    assert key_of("???") == "field"


def test_a_cell_that_is_too_long_is_cut_and_told():
    parse = parser(["email", "city", "field:x", "full_name"], ["email", "city", "x", "name"])

    (row,), refused = parse([2], [["a@x.org", "c" * 300, "d" * 3000, "Rosa Diaz"]])

    assert not refused
    assert row.without == ["cut", "cut"]
    assert (len(row.values[AT["city"]]), len(str(row.fields["x"]))) == (100, 2000)
    assert row.values[AT["family_name"]] == "Diaz"
