"""Makes `places/zip_prefixes.txt`: which state the first three digits of a ZIP code lie in.

Run: uv run --no-project --with zipcodes==1.3.0 python tools/zip_prefixes.py
(the package's data are the public ZIP codes of the US Postal Service). Where a prefix spans
states, each five-digit code is listed by itself, so that nothing has to be guessed.
"""

import collections
import itertools
from pathlib import Path

import zipcodes

TARGET = Path(__file__).parents[1] / "src/undersigned/places/zip_prefixes.txt"
# Military mail is AA, AE or AP by prefix; the data put some of it where it was handed over.
MILITARY = {
    "09": "AE",
    "340": "AA",
    "962": "AP",
    "963": "AP",
    "964": "AP",
    "965": "AP",
    "966": "AP",
}
HEAD = """\
# State by ZIP code: made by tools/zip_prefixes.py from the PyPI package zipcodes, whose data
# are the ZIP codes of the US Postal Service. Three digits are a prefix, five a whole code;
# 100-104 is a range.
"""


def military(code: str) -> str:
    return next((state for prefix, state in MILITARY.items() if code.startswith(prefix)), "")


def codes_by_state() -> dict[str, set[str]]:
    """Prefixes where one state holds them all, else whole codes."""
    by_prefix: dict[str, dict[str, str]] = collections.defaultdict(dict)
    for row in zipcodes.list_all():
        code = row["zip_code"]
        by_prefix[code[:3]][code] = military(code) or row["state"]
    found: dict[str, set[str]] = collections.defaultdict(set)
    for prefix, codes in by_prefix.items():
        states = set(codes.values())
        if len(states) == 1:
            found[states.pop()].add(prefix)
            continue
        for code, state in codes.items():
            found[state].add(code)
    return found


def ranges(codes: set[str]) -> list[str]:
    """Neighbours become a range: 100 101 102 is 100-102."""
    ordered = sorted(codes, key=lambda code: (len(code), code))
    runs = itertools.groupby(
        enumerate(ordered), key=lambda pair: (len(pair[1]), int(pair[1]) - pair[0])
    )
    lists = [[code for _, code in run] for _, run in runs]
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in lists]


if __name__ == "__main__":
    found = codes_by_state()
    lines = [f"{state} {' '.join(ranges(found[state]))}\n" for state in sorted(found)]
    TARGET.write_text(HEAD + "".join(lines), encoding="ascii")
