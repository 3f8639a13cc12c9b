"""UUIDs of version 7 (RFC 9562), for rows that are written by the million.

Each begins with its millisecond and goes on at random, so the index of a million grows at its
end; with random ones PostgreSQL takes a third longer to write them.
"""

import os
import time
from collections.abc import Iterator
from typing import Final

# Made by the database, in a statement with parameters; SQLite holds 32 hexadecimal digits.
SQL: Final = {
    "sqlite": "printf('%%012x7', CAST((julianday('now') - 2440587.5) * 86400000 AS integer))"
    " || substr(lower(hex(randomblob(2))), 2) || '8'"
    " || substr(lower(hex(randomblob(8))), 2)",
    # A random one from its sixteenth character on. With `extract`, which is exact, it takes a
    # fifth longer.
    "postgresql": "(lpad(to_hex((date_part('epoch', clock_timestamp()) * 1000)::bigint), 12,"
    " '0') || '7' || substr(gen_random_uuid()::text, 16))::uuid",
}


def fresh(count: int) -> Iterator[str]:
    """So many, in hex."""
    now = f"{time.time_ns() // 1_000_000:012x}7"
    chance = os.urandom(count * 9).hex()
    for start in range(0, count * 18, 18):
        variant = "89ab"[int(chance[start + 3], 16) & 3]
        yield f"{now}{chance[start : start + 3]}{variant}{chance[start + 3 : start + 18]}"
