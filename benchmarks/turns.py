"""How long writers of one SQLite file wait: Django's engine, and ours, where they take turns.

Three processes of three threads each write 50 rows a transaction, with a rest between two.
Run: make bench, or python benchmarks/turns.py
"""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ENGINES = ("django.db.backends.sqlite3", "undersigned.lib.sqlite")
_PROCESSES = 3
_WRITER = """
import json, sys, time
from concurrent.futures import ThreadPoolExecutor
import django
from django.conf import settings
engine, path = sys.argv[1:]
settings.configure(DATABASES={"default": {"ENGINE": engine, "NAME": path, "OPTIONS": {
    "transaction_mode": "IMMEDIATE", "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"}}})
django.setup()
from django.db import connection, transaction
waits = []
def write():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS rows (number)")
    until = time.monotonic() + 5
    while (began := time.monotonic()) < until:
        with transaction.atomic(), connection.cursor() as cursor:
            waits.append(time.monotonic() - began)
            cursor.executemany("INSERT INTO rows VALUES (%s)", [(n,) for n in range(50)])
            time.sleep(0.004)
        time.sleep(0.002)
    connection.close()
with ThreadPoolExecutor(3) as pool:
    for done in [pool.submit(write) for _ in range(3)]:
        done.result()
print(json.dumps(waits))
"""


def main() -> None:
    for engine in _ENGINES:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-c", _WRITER, engine, f"{folder}/rows.sqlite3"]
            writers = [
                subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
                for _ in range(_PROCESSES)
            ]
            waits = [wait for one in writers for wait in json.loads(one.communicate()[0])]
        median, longest = 1e3 * statistics.median(waits), 1e3 * max(waits)
        print(
            f"{engine:28} {len(waits) / 5:6,.0f} transactions/s; "
            f"waited {median:.0f} ms (median), {longest:,.0f} ms (longest)",
            flush=True,
        )


if __name__ == "__main__":
    main()
