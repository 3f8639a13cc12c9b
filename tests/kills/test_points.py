"""The table of what a death leaves is whole: it and these tests know each moment."""

import re

from tests.architecture import source

TABLE = source.ROOT / "docs/operator/crashes.md"


def _in_the_code():
    found = set()
    for path in source.modules():
        if path.name != "faults.py":
            found |= set(re.findall(r'faults\.point\("([a-z_.]+)"\)', source.text(path)))
    return found


def test_the_table_of_crashes_has_each_moment_in_the_code_and_no_other():
    rows = re.findall(r"^\| `([a-z_.]+)` \|", source.text(TABLE), re.MULTILINE)

    assert sorted(rows) == sorted(_in_the_code())


def test_a_process_is_killed_at_each_moment():
    tests = "\n".join(
        source.text(path) for path in (source.ROOT / "tests/kills").glob("test_*.py")
    )

    assert {name for name in _in_the_code() if f'"{name}' not in tests} == set()
