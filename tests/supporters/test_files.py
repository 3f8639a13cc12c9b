"""Any table is read: each row comes, or is refused by itself and says why."""

import csv
import gzip
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.supporters.files import found, table, workbook, zipped
from undersigned.supporters.files import moments, reading, unpacking
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


def short(value):
    """A test's name is the same in each process: an archive holds the second of its making."""
    return "bytes" if isinstance(value, bytes) else None


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
