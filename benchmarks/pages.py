"""The dashboard of an organisation with a million people and five million acts, page by page.

Nothing is kept from one look to the next; medians of three. Half a million got the mailing.
Run: make bench, or python benchmarks/pages.py [people] [SQLite or PostgreSQL]
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers


def measure(made: servers.Installation, people: int) -> None:
    made.shell(f"from benchmarks.load import audiences; audiences.make({people})")
    printed = made.shell("from benchmarks.load import pages; pages.run()")
    print(f"\n{made.name}, {people:,} people: seconds, questions to the database")
    for name, took, questions in json.loads(printed.splitlines()[-1]):
        print(f"{name:30}{took:8.2f}{questions:6}")


if __name__ == "__main__":
    people = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    for made in servers.each(sys.argv[2] if sys.argv[2:] else ""):
        measure(made, people)
