"""Names of all peoples: kept as they are typed, and alike in the browser's check."""

import re
import sys
from pathlib import Path

import pytest

import undersigned.petitions
from undersigned.petitions import typed

SCRIPT = Path(undersigned.petitions.__file__).parent / "static" / "petitions" / "verify.js"


@pytest.mark.parametrize(
    ("as_typed", "kept"),
    [
        ("  Rosa \t  Diaz ", "Rosa Diaz"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        ("\U0001f469\u200d\U0001f33e", "\U0001f469\u200d\U0001f33e"),
        ("Zoe\u0301", "Zo\u00e9"),
        ("Rosa \u200d Diaz", "Rosa Diaz"),
        ("\u200b\u202eRosa", "Rosa"),
        ("\u200c", ""),
    ],
)
def test_a_name_keeps_what_joins_its_letters_and_loses_what_hides(
    as_typed: str, kept: str
) -> None:
    assert typed.name(as_typed) == kept


def test_the_browser_knows_the_same_white_space_as_the_log() -> None:
    found = re.search(r"const SPACE = /\[(.+)\]\+/;", SCRIPT.read_text())
    assert found is not None
    spaces = re.compile(f"[{found[1]}]")
    wrong = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if bool(spaces.match(chr(code))) != (not chr(code).split())
    ]
    assert wrong == []
