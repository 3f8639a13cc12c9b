"""A mailing's list frozen at a million people on PostgreSQL, beside the same rows copied.

The copy asks nobody anything, not after the people either: it is what the table and its
indexes cost alone.
Run: make bench, or python benchmarks/freezing.py [people]
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers
from tests import postgres

_MAKE = """
from benchmarks.load import audiences
from undersigned.organisations.models import Organisation
audiences.make({people})
Organisation.objects.update(warms_up=False)
"""
_FREEZE = """
import json, time
from django.db import connection, transaction
from django.utils import timezone
from undersigned.lib import references
from undersigned.mailings import freezing
from undersigned.mailings.models import Mailing, Recipient
from undersigned.organisations.models import Organisation
def made(name):
    return Mailing.objects.create(organisation=Organisation.objects.get(), name=name,
        subject="Tuesday", from_name="Bench", from_address="news@example.org", body="x",
        created_at=timezone.now(), created_by_id_text="x", created_by_label="x")
frozen, copy, columns = made("frozen"), made("copied"), []
began = time.perf_counter()
with transaction.atomic():
    number = freezing.freeze(mailing=frozen)
done = time.perf_counter()
for field in Recipient._meta.concrete_fields:
    columns += [] if field.primary_key else [field.column]
taken = ["gen_random_uuid()" if one == "uuid" else str(copy.pk) if one == "mailing_id" else one
    for one in columns]
with transaction.atomic(), references.unchecked(), connection.cursor() as cursor:
    cursor.execute(f"INSERT INTO mailings_recipient ({{', '.join(columns)}}) SELECT"
        f" {{', '.join(taken)}} FROM mailings_recipient WHERE mailing_id = %s", [frozen.pk])
copied = time.perf_counter() - done
print(json.dumps([number, done - began, copied]))
"""


def main() -> None:
    people = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    with postgres.running() as url, servers.installation("PostgreSQL", url) as made:
        made.shell(_MAKE.format(people=people))
        printed = made.shell(_FREEZE.format())
    number, frozen, copied = json.loads(printed.splitlines()[-1])
    print(f"{number:,} of {people:,} frozen in {frozen:.1f} s; copied in {copied:.1f} s"
          f" ({frozen / copied:.1f} x)")  # fmt: skip


if __name__ == "__main__":
    main()
