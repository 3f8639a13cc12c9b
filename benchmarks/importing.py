"""A list of supporters imported, on both databases, beside what one would write in an hour.

A file of 12 columns, as Action Network exports it: everybody is new, a fifth of them
unsubscribed or bouncing, 1.2 tags each. Two times are told: the comparison (the dry run over the
whole file) and the import, which reads, matches and merges anew. Beside them: the bare file copied into a
table of text without an index (COPY, or executemany), and update_or_create a row, whose time is
scaled up from 2,000 rows. PostgreSQL and SQLite are durable.
Run: make bench, or python benchmarks/importing.py [rows ...]
"""

import csv
import json
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers
from tests import postgres

_HEADER = (
    "email", "first_name", "last_name", "can2_phone", "can2_user_address", "can2_user_city",
    "can2_state_abbreviated", "zip_code", "can2_user_tags", "can2_subscription_status",
    "source", "can2_subscription_date",
)  # fmt: skip
_FEW = 2000
_OURS = """
import json, resource, time
from functools import partial
from pathlib import Path
from django.utils import timezone
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import Organisation
from undersigned.segments import areas
from undersigned.supporters.importing import running, starting, storing
from undersigned.supporters.models import Import, Supporter
path = Path({path!r})
batch = starting.take(organisation_id=Organisation.objects.get().pk, kind=Import.Kind.PEOPLE,
    file_name=path.name, store=partial(storing.copy, source=path), at=timezone.now(),
    by=COMMAND_LINE)
starting.match(batch, mapping=batch.mapping, agreed="stated", basis="Ticked a box")
def reader():
    return resource.getrusage(resource.RUSAGE_CHILDREN)
def read():  # as process_time: what the kernel did for it too
    return reader().ru_utime + reader().ru_stime
def stage():
    began, worked, beside = time.perf_counter(), time.process_time(), read()
    for done in running.run(batch.uuid, at=timezone.now(), inside=areas.of_import):
        pass
    batch.refresh_from_db()
    assert not batch.failure, batch.failure
    ended = time.perf_counter()
    return ended - began, time.process_time() - worked, read() - beside
checked = stage()
starting.start(batch, at=timezone.now(), by=COMMAND_LINE)
merged = stage()
print(json.dumps({{"checked": checked, "merged": merged, "people": Supporter.objects.count(),
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    "beside": reader().ru_maxrss / 1024}}))
"""
_BARE = """
import csv, json, time
from django.db import connection
path = {path!r}
with connection.cursor() as cursor:
    columns = ", ".join(f"c{{n}} text" for n in range(12))
    cursor.execute(f"CREATE TABLE bare ({{columns}})")
    began = time.perf_counter()
    if connection.vendor == "postgresql":
        copying = cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)")
        with open(path, "rb") as file, copying as copy:
            while block := file.read(1 << 18):
                copy.write(block)
    else:
        cursor.execute("BEGIN")
        with open(path, newline="") as file:
            rows = csv.reader(file)
            next(rows)
            cursor.executemany(f"INSERT INTO bare VALUES ({{', '.join(['%s'] * 12)}})", rows)
        cursor.execute("COMMIT")
print(json.dumps({{"seconds": time.perf_counter() - began}}))
"""
_UPSERT = """
import csv, json, time
from itertools import islice
from django.utils import timezone
from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import Supporter
ours, now = Organisation.objects.get(), timezone.now()
with open({path!r}, newline="") as file:
    rows = list(islice(csv.DictReader(file), {few}))
Supporter.objects.filter(email__in=[row["email"] for row in rows]).delete()
began = time.perf_counter()
for row in rows:
    canonical = canonical_address(row["email"])
    Supporter.objects.update_or_create(organisation=ours, canonical_address=canonical, slot=1,
        defaults={{"email": row["email"], "given_name": row["first_name"],
            "family_name": row["last_name"], "phone": row["can2_phone"],
            "postal_code": row["zip_code"], "region": row["can2_state_abbreviated"],
            "address_hash": address_hash(canonical), "created_at": now}})
print(json.dumps({{"seconds": time.perf_counter() - began}}))
"""


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [100_000, 1_000_000]
    with tempfile.TemporaryDirectory(prefix="undersigned-bench-") as folder:
        for rows in sizes:
            path = Path(folder) / f"{rows}.csv"
            write(path, rows)
            print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB", flush=True)
            with servers.installation("SQLite") as sqlite:
                measure(sqlite, path, rows)
            # Durable, unlike in the tests: a commit waits for the disk.
            postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
            with postgres.running() as url, servers.installation("PostgreSQL", url) as other:
                measure(other, path, rows)


def write(path: Path, rows: int) -> None:
    dice = random.Random(7)
    names = ("Rosa", "Luis", "Ana", "Maya", "Tom", "Grace", "Omar", "Li", "Edith", "Ivan")
    family = (
        "Diaz",
        "Ortega",
        "Lopez",
        "Chen",
        "Brown",
        "Haddad",
        "Okafor",
        "Nguyen",
        "Miller",
    )
    places = (
        ("OH", "45701"),
        ("IA", "50309"),
        ("NH", "03101"),
        ("SC", "29201"),
        ("NY", "10001"),
    )
    tags = ("volunteer", "donor 2024", "door knocker", "host", "climate")
    hosts = ("gmail.com", "yahoo.com", "aol.com", "example.org")
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(_HEADER)
        for number in range(rows):
            given, last, (state, code) = (
                dice.choice(names),
                dice.choice(family),
                dice.choice(places),
            )
            left = dice.random()
            table.writerow((
                f"{given}.{last}.{dice.randrange(1 << 32):x}.{number}@{dice.choice(hosts)}".lower(),
                given, last, f"+1614{dice.randrange(10**7):07}", f"{dice.randrange(9999)} Main St",
                "Athens", state, code, ", ".join(dice.sample(tags, dice.choice((0, 1, 1, 1, 2, 2)))),
                "subscribed" if left < 0.8 else "unsubscribed" if left < 0.95 else "bouncing",
                dice.choice(("web", "tabling", "")),
                f"{dice.randrange(2012, 2026)}-{dice.randrange(1, 13):02}-03 10:11:12 UTC",
            ))  # fmt: skip


def measure(made: servers.Installation, path: Path, rows: int) -> None:
    print(f"  {made.name}", flush=True)
    found = json.loads(made.shell(_OURS.format(path=str(path))))
    (checked, *_worked), (merged, worked, beside) = found["checked"], found["merged"]
    told("ours: the dry run", checked, rows)
    told("ours: the import", merged, rows)
    told("  of which the writing process worked", worked, rows)
    told("  and the reading one, beside it", beside, rows)
    told("ours: both", checked + merged, rows)
    lost = "" if found["people"] == rows else f"   {found['people']:,} PEOPLE OF {rows:,}"
    print(
        f"    memory {found['memory']:,.0f} MB, of the reader {found['beside']:,.0f} MB{lost}",
        flush=True,
    )
    bare = json.loads(made.shell(_BARE.format(path=str(path))))["seconds"]
    told("bare file into a bare table", bare, rows)
    few = min(_FEW, rows)
    code = _UPSERT.format(path=str(path), few=few)
    upsert = json.loads(made.shell(code))["seconds"] * rows / few
    told(f"one upsert a row, scaled from {few:,}", upsert, rows)
    print(
        f"    the import takes {merged / bare:.1f} x the bare file, and is "
        f"{upsert / merged:.1f} x as quick as one upsert a row",
        flush=True,
    )


def told(name: str, seconds: float, rows: int) -> None:
    print(f"    {name:40} {seconds:8.1f} s {rows / seconds:10,.0f} rows/s", flush=True)


if __name__ == "__main__":
    main()
