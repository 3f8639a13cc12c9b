"""Joins people who share a key: tables of this connection alone, gone when the work is over."""

import contextlib
from collections.abc import Iterable, Iterator

from django.db import connection

from undersigned.supporters.duplicates.keying import kind
from undersigned.supporters.models import Alike

_SLICE = 500
# A group of more is no pair of doubles but an office's phone, a tower block, a family name in a
# large town; and its pairs grow with its square.
_LARGEST = {
    Alike.NAME: 20, Alike.PHONE: 8, Alike.STREET: 20, Alike.SOUND: 40, Alike.MAILBOX: 4
}  # fmt: skip
_TABLES = ("duplicate_keys", "duplicate_groups", "duplicate_pairs")

# A pair has one row, whatever the number of keys that it shares; the lower id comes first.
_PAIRS = """
CREATE TEMPORARY TABLE duplicate_pairs AS
SELECT one.id AS first, other.id AS second, SUM(DISTINCT one.key & 31) AS alike
FROM duplicate_groups AS grp
JOIN duplicate_keys AS one ON one.key = grp.key
JOIN duplicate_keys AS other ON other.key = grp.key AND other.id > one.id
WHERE grp.number <= grp.largest
GROUP BY one.id, other.id
"""
_GROUPS = """
CREATE TEMPORARY TABLE duplicate_groups AS
SELECT key, COUNT(*) AS number, CASE key & 31 {largest} END AS largest
FROM duplicate_keys GROUP BY key HAVING COUNT(*) > 1
"""


@contextlib.contextmanager
def tables() -> Iterator[None]:
    """The tables are there inside."""
    _drop()
    _run("CREATE TEMPORARY TABLE duplicate_keys (key bigint NOT NULL, id bigint NOT NULL)")
    try:
        yield
    finally:
        _drop()


def _drop() -> None:
    if connection.needs_rollback:
        return  # the transaction takes them along
    for table in _TABLES:
        _run(f"DROP TABLE IF EXISTS {table}")


def add(rows: Iterable[tuple[int, int]]) -> None:
    """(key, id) of some people."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copying = cursor.copy("COPY duplicate_keys (key, id) FROM STDIN")
            with connection.wrap_database_errors, copying as copy:
                for row in rows:
                    copy.write_row(row)
            return
        # One transaction, and not Django's: a writing one would keep the form's writer waiting.
        whole = connection.in_atomic_block
        if not whole:
            cursor.execute("BEGIN DEFERRED")
        end = "ROLLBACK"
        try:
            cursor.executemany(
                "INSERT INTO duplicate_keys (key, id) VALUES (%s, %s)", list(rows)
            )
            end = "COMMIT"
        finally:
            if not whole:
                cursor.execute(end)


def pair() -> dict[str, list[int]]:
    """Makes the pairs. Which groups were too large: by name of Alike, how many, the largest."""
    largest = " ".join(f"WHEN {int(alike)} THEN {most}" for alike, most in _LARGEST.items())
    _run("CREATE INDEX duplicate_by_key ON duplicate_keys (key, id)")
    _analyze("duplicate_keys")
    _run(_GROUPS.format(largest=largest))
    _analyze("duplicate_groups")
    _run(_PAIRS)
    if connection.vendor == "postgresql":
        _run("ALTER TABLE duplicate_pairs ADD COLUMN place bigserial")
        _run("CREATE UNIQUE INDEX duplicate_by_place ON duplicate_pairs (place)")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key & 31, COUNT(*), MAX(number) FROM duplicate_groups"
            " WHERE number > largest GROUP BY key & 31"
        )
        return {
            kind(bits).name.lower(): [number, most]
            for bits, number, most in sorted(cursor.fetchall())
        }


def _analyze(table: str) -> None:
    """PostgreSQL knows nothing of a new table, and would join millions row by row."""
    if connection.vendor == "postgresql":
        _run(f"ANALYZE {table}")


def count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM duplicate_pairs")
        return int(cursor.fetchone()[0])


def slices() -> Iterator[list[tuple[int, int, int]]]:
    """(first, second, bits of Alike), some hundred at a time."""
    place = "place" if connection.vendor == "postgresql" else "rowid"
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {place}, first, second, alike FROM duplicate_pairs"  # noqa: S608  ours
                f" WHERE {place} > %s ORDER BY {place} LIMIT {_SLICE}",
                [last],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [(first, second, int(alike)) for _place, first, second, alike in rows]


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
