"""Districts come from the operator's file or stay unknown; other countries plug in."""

import contextlib
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from tests.make import NOON
from undersigned.places import coding, districting, postal, regions

CENSUS = (
    "\ufeffOID_CD119_20|GEOID_CD119_20|NAMELSAD_CD119_20|OID_ZCTA5_20|GEOID_ZCTA5_20|AREALAND_PART\n"
    "1|3903|Congressional District 3|2|43215|900\n"
    "1|3903|Congressional District 3|2|43004|900\n"
    "1|3912|Congressional District 12|2|43004|5\n"
    "1|3904|Congressional District 4|2|43215|0\n"
    "1|39ZZ|Congressional Districts not defined|2|43440|0\n"
    "1|5600|Congressional District (at Large)|2|82001|7\n"
    "1|3903|Congressional District 3|||0\n"
)


def bring(text):
    return districting.bring(
        districts=districting.read(text),
        source="Census Bureau",
        as_of=date(2025, 1, 3),
        at=NOON,
    )


@pytest.mark.django_db
def test_without_a_file_no_district_is_known():
    assert districting.of("US", "43215").words == (
        "not known: no file of districts has been brought"
    )
    assert districting.of("CA", "K1P 1J1") is None


@pytest.mark.django_db
def test_a_zip_code_in_several_districts_is_said_to_be_unknown():
    file = bring(CENSUS)

    assert districting.of("US", "43215").words == "OH-03"
    assert districting.of("US", "82001").words == "WY at large"
    assert districting.of("US", "43004").words == (
        "not known: the ZIP code lies in OH-03 and OH-12"
    )
    assert districting.of("US", "10001").words == (
        "not known: the file of districts does not have this ZIP code"
    )
    assert (file.codes, "Tabulation Areas" in file.note) == (3, True)


@pytest.mark.django_db
def test_a_second_file_takes_the_place_of_the_first():
    bring(CENSUS)
    bring("zip,district\n43215,OH-15\n")

    assert districting.of("US", "43215").words == "OH-15"
    assert not districting.of("US", "82001").names


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("zip,district\n43215,OH-3\n", ("43215", "OH", "03")),
        ("ZIP,CD\n43215,3903\n", ("43215", "OH", "03")),
        ("zip;state;district\n99501;AK;AL\n", ("99501", "AK", "00")),
        ("zip\tstate\tdistrict\n20001\tDC\t98\n", ("20001", "DC", "00")),
    ],
)
def test_layouts_are_read(text, place):
    assert districting.read(text).rows == {place}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("code,place\n1,2\n", "has to name"),
        ("zip,district\n43215-1234,OH-03\n", "five digits"),
        ("zip,district\n43215,XX-03\n", "Line 2: “XX-03” is no district"),
        ("zip,district\n", "no ZIP code with a district"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(text, words):
    with pytest.raises(districting.FileError, match=words):
        districting.read(text)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_words(text):
    with contextlib.suppress(districting.FileError):
        assert districting.read("zip,district\n" + text).rows


@pytest.mark.django_db
def test_the_command_tells_how_many_stay_unknown(tmp_path, capsys):
    path = tmp_path / "districts.txt"
    path.write_text(CENSUS, encoding="utf-8")
    told = ("--source", "Census Bureau", "--as-of", "2025-01-03")

    call_command("places", "districts", str(path), *told)

    assert "3 ZIP codes, 1 of them in several districts" in capsys.readouterr().out
    with pytest.raises(CommandError, match="There is no file"):
        call_command("places", "districts", str(tmp_path / "none"), *told)


@pytest.mark.parametrize(
    ("typed", "code", "province"),
    [("k1p1j1", "K1P 1J1", "ON"), ("G1R 2B5", "G1R 2B5", "QC"), ("X0A 0H0", "X0A 0H0", ""),
     ("K1A 0A6", "K1A 0A6", ""), ("", "", "")],
)  # fmt: skip
def test_a_canadian_code_names_its_province_where_one_is_settled(typed, code, province):
    assert postal.normalise("CA", typed) == code
    assert postal.region_of("CA", typed) == province
    assert postal.state_of("CA", typed) == ""


@pytest.mark.parametrize("typed", ["D1A 1A1", "K1A", "12345", "K1A 0O6"])
def test_what_is_no_canadian_code_says_how_one_looks(typed):
    with pytest.raises(postal.PostalCodeError, match="K1P 1J1"):
        postal.normalise("CA", typed)


def test_each_country_that_is_plugged_in_names_its_source_and_only_its_own_regions():
    for country in coding.COUNTRIES.values():
        assert country.source
        assert dict(regions.choices(country.code)) == dict(country.regions)
    assert regions.code_of("CA", "nova scotia") == "NS"
