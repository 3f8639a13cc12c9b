"""Twenty audiences counted, at a million people and five million acts, beside SQL by hand.

The rules and the SQL stand in benchmarks/load/audiences.py. PostgreSQL as it comes, without
waiting for the disk while the people are made. Seconds on the clock, and of the processors.
Run: make bench, or python benchmarks/segments.py [people] [SQLite | PostgreSQL]
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers

LIMITS = {"SQLite": 3.0, "PostgreSQL": 1.5}


def measure(made: servers.Installation, number: int) -> None:
    made.shell(f"from benchmarks.load import audiences; audiences.make({number})")
    printed = made.shell("from benchmarks.load import audiences; audiences.run()")
    rows = json.loads(printed.splitlines()[-1])
    print(f"\n{made.name}, {number:,} people, {number * 5:,} acts; asked {LIMITS[made.name]} s")
    print(f"{'':50}{'people':>10}{'s':>8}{'cpu s':>8}{'by hand':>9}{'cpu s':>8}{'ratio':>7}")
    for name, people, took, used, by_hand, theirs in rows:
        ratio = used / theirs if theirs else 1.0
        print(f"{name[:48]:50}{people:>10,}{took:>8.2f}{used:>8.2f}{by_hand:>9.2f}{theirs:>8.2f}"
              f"{ratio:>7.2f}")  # fmt: skip


if __name__ == "__main__":
    number = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    for made in servers.each(sys.argv[2] if sys.argv[2:] else ""):
        measure(made, number)
