"""Likely duplicates among a million people: looked for as the worker does it.

One in fifty is there twice: the same name and ZIP code, the same phone, or a slip of the pen at
one address. PostgreSQL and SQLite are durable. Prints time, processor time, people and pairs.
Run: make bench, or python benchmarks/duplicates.py [people]
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers
from tests import postgres

_MAKE = """
import random
from datetime import timedelta
from django.db import transaction
from django.utils import timezone
from undersigned.lib import bulk
from undersigned.organisations.models import Organisation
from undersigned.supporters.models import Supporter
number = {number}
ours, now, chance = Organisation.objects.get(), timezone.now(), random.Random(1)
heads = "ba be bi bo da de di do ka ke ki ko la le li lo ma me mi mo".split()
tails = "n r s t l".split()
given = [a + b + c for a in heads for b in heads[:10] for c in tails]
family = [a + b + c + d for a in heads for b in heads for c in heads[:5] for d in tails]
def person(n):
    code = chance.randrange(30_000)
    return dict(given_name=chance.choice(given).title(), postal_code=f"{{code:05}}",
        family_name=chance.choice(family).title(),
        phone=f"6{{chance.randrange(10**9):09}}" if chance.random() < .5 else "",
        street=f"{{chance.randrange(2_000)}} {{chance.choice(heads)}} Street")
def again(one):
    kind, two = chance.randrange(3), dict(one)
    if kind == 0:
        two |= dict(street="", phone="")
    elif kind == 1:
        two |= dict(family_name=one["family_name"] + "e",
                    street=one["street"].replace("Street", "St."))
    else:
        two |= dict(given_name="", postal_code="", phone=one["phone"] or "6140000000")
    return two
made, last = 0, None
while made < number:
    with transaction.atomic():
        rows = []
        for n in range(made, min(made + 20_000, number)):
            last = again(last) if last and n % 50 == 49 else person(n)
            mail = f"p{{n}}@example.org"
            rows.append(Supporter(organisation=ours, canonical_address=mail, email=mail,
                address_hash=f"h{{n}}", created_at=now, **last))
        bulk.insert_all(rows)
        made += len(rows)
"""
_LOOK = """
import json, resource, time
from django.utils import timezone
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.supporters.duplicates import searching
from undersigned.supporters.models import DuplicateSearch, LikelyDuplicate
ours, found = Organisation.objects.get(), []
for again in (False, True):
    searching.ask(organisation_id=ours.pk, at=timezone.now(), by=auditing.COMMAND_LINE)
    began, worked = time.perf_counter(), time.process_time()
    searching.search_due(at=timezone.now())
    found.append([time.perf_counter() - began, time.process_time() - worked])
row = DuplicateSearch.objects.order_by("-pk").first()
print(json.dumps({{"took": found, "people": ours.supporter_set.count(), "pairs": row.found,
    "kept": LikelyDuplicate.objects.count(), "left": row.left_out,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}}))
"""


def measure(made: servers.Installation, number: int) -> None:
    made.shell(_MAKE.format(number=number))
    found = json.loads(made.shell(_LOOK.format()).splitlines()[-1])
    print(f"\n{made.name}, {found['people']:,} people, {found['memory']} MB")
    for name, (seconds, worked) in zip(("first search", "again"), found["took"], strict=True):
        print(f"  {name:14} {seconds:7.1f} s   processor {worked:7.1f} s")
    print(f"  pairs {found['pairs']:,}; too large to be pairs: {found['left'] or 'none'}")


if __name__ == "__main__":
    number = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    with servers.installation("SQLite") as made:
        measure(made, number)
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with postgres.running() as url, servers.installation("PostgreSQL", url) as made:
        measure(made, number)
