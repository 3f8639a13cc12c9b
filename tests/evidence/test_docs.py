"""The worked page of the library does what it says."""

import doctest

from tests.architecture.source import ROOT


def test_the_worked_page_prints_what_it_shows():
    page = ROOT / "docs" / "evidence.md"

    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")

    assert found.attempted > 10
    assert found.failed == 0
