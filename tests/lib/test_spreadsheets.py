"""CSV files for spreadsheets: nothing in them is run."""

from undersigned.lib import spreadsheets


def test_a_formula_is_text_in_a_cell_and_in_the_name_of_a_column():
    header, line = spreadsheets.lines(["email", "=1+1"], [["rosa@example.org", "=2+2"]])

    assert header == "\ufeffemail,'=1+1\r\n"
    assert line == "rosa@example.org,'=2+2\r\n"


def test_a_number_is_no_formula():
    _header, line = spreadsheets.lines(["change"], [[-3]])

    assert line == "-3\r\n"
