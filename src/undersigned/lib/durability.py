"""Transactions that need not be on the disk when they are over."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def soon() -> Iterator[None]:
    """A transaction whose commit waits for no disk.

    It is whole or not there, as any other, and whatever kills a process takes nothing back; a
    power cut may take the last ones back. For work that goes on from where the database says
    that it is. Whatever commits after it in the usual way has it on the disk too.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit = off")
            yield
        return
    if connection.in_atomic_block:  # SQLite lets it be chosen outside of a transaction alone
        with transaction.atomic():
            yield
        return
    with connection.cursor() as cursor:
        (before,) = cursor.execute("PRAGMA synchronous").fetchone()
        cursor.execute("PRAGMA synchronous = NORMAL")
    try:
        with transaction.atomic():
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous = {before}")
