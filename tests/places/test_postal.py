"""Postal codes: the state of a ZIP code is known or said to be unknown, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from undersigned.places import coding, countries, postal, regions


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("50309", "IA"), ("02134", "MA"), ("03301", "NH"), ("00501", "NY"), ("06390", "NY"),
        ("06320", "CT"), ("20500", "DC"), ("96799", "AS"), ("00901", "PR"), ("09002", "AE"),
        ("99501", "AK"), ("88510", "TX"), ("83414", "WY"), ("50309-1234", "IA"),
        ("503091234", "IA"), (" 50309 ", "IA"),
    ],
)  # fmt: skip
def test_a_zip_code_lies_in_its_state(code, state):
    assert postal.state_of("US", code) == state


@pytest.mark.parametrize("code", ["", "2134", "00000", "06399", "ABCDE", "123456", "٥٠٣٠٩"])
def test_what_is_not_known_is_not_guessed(code):
    assert postal.state_of("US", code) == ""


def test_other_countries_have_no_state_by_postal_code():
    assert postal.state_of("DE", "50309") == ""


@pytest.mark.parametrize("code", ["2134", "5030", "503099", "5O309", "50309-12"])
def test_a_zip_code_without_its_five_digits_is_refused_by_name(code):
    with pytest.raises(postal.PostalCodeError, match=code):
        postal.normalise("US", code)


def test_postal_codes_of_other_countries_are_taken_as_typed():
    assert postal.normalise("GB", " sw1a  1aa ") == "SW1A 1AA"
    assert postal.normalise("CA", "") == ""


def test_a_sentence_is_no_postal_code():
    with pytest.raises(postal.PostalCodeError, match="longer than 16"):
        postal.normalise("GB", "I would rather not say")


@given(some.text())
def test_whatever_is_typed_is_normalised_once_or_refused(text):
    try:
        code = postal.normalise("US", text)
    except postal.PostalCodeError:
        return
    assert postal.normalise("US", code) == code
    assert code == "" or (len(code) == 5 and code.isdigit())


@given(some.from_regex(r"[0-9]{5}", fullmatch=True))
def test_every_known_state_has_a_name(code):
    state = postal.state_of("US", code)

    assert state == "" or state in regions.US


def test_every_state_has_zip_codes():
    states = set(coding._states().values())

    assert states == set(regions.US)


def test_states_are_read_from_code_or_name():
    assert regions.code_of("US", "new  hampshire") == "NH"
    assert regions.code_of("US", "nh") == "NH"
    assert regions.code_of("US", "Cumbria") == ""
    assert regions.code_of("GB", "nh") == ""


def test_states_and_countries_have_names():
    assert regions.name("US", "IA") == "Iowa"
    assert regions.name("GB", "Cumbria") == "Cumbria"
    assert regions.choices("GB") == []
    assert ("DC", "District of Columbia") in regions.choices("US")
    assert countries.name("DE") == "Germany"
    assert countries.name("??") == "??"
    assert countries.CHOICES[0][0] == "US"
    assert len({code for code, _ in countries.CHOICES}) == len(countries.CHOICES) == 250
