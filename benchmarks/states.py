"""Numbers by state, counted and shown, at a million people and two million acts.

Beside the count of each column stands the same question in SQL as one writes it by hand; beside
the screen, the same screen counted at each look. PostgreSQL and SQLite are durable.
Run: make bench, or python benchmarks/states.py [people]
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
from undersigned.campaigns.models import Campaign
from undersigned.lib import bulk
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition, Signature
from undersigned.places import regions
from undersigned.supporters.models import PastAct, Supporter
number = {number}
ours, petition, now = Organisation.objects.get(), Petition.objects.get(), timezone.now()
Campaign.objects.update(launched_at=now)
chance, codes = random.Random(1), [*regions.STATES, ""]
def slices():
    for first in range(0, number, 20_000):
        yield range(first, min(first + 20_000, number))
for part in slices():
    with transaction.atomic():
        people = bulk.add([Supporter(organisation=ours, canonical_address=f"p{{n}}@example.org",
            email=f"p{{n}}@example.org", address_hash=f"h{{n}}", given_name="Rosa",
            created_at=now - timedelta(days=chance.random() * 900), region=chance.choice(codes),
            email_consent=chance.choice(["given", "none", "withdrawn"])) for n in part])
        bulk.insert_all([Signature(organisation=ours, petition=petition, supporter=one,
            canonical_address=one.canonical_address, slot=1, state="confirmed",
            signed_at=now, confirmed_at=now - timedelta(days=chance.random() * 300),
            given_name="Rosa", email=one.email, region=one.region) for one in people[::2]])
        bulk.insert_all([PastAct(organisation=ours, supporter=one, kind="signed", title=title,
            at=now - timedelta(days=chance.random() * 1500))
            for one in people for title in ("a", "b")][:len(people) * 3 // 2])
"""
_ASK = """
import json, statistics, time
from datetime import timedelta
from django.db import connection
from django.utils import timezone
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.states import counting, measures
from undersigned.dashboard.states.board import board
from undersigned.organisations.models import Organisation
ours, campaign = Organisation.objects.get(), Campaign.objects.get()
with connection.cursor() as cursor:
    cursor.execute("ANALYZE")
def seconds(do, times=3):
    took = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        took.append(time.perf_counter() - began)
    return statistics.median(took)
days = timezone.now().date()
since = {{n: str(days - timedelta(days=n)) for n in (7, 30, 90)}}
S, P, G = "supporters_supporter", "supporters_pastact", "petitions_signature"
active = ("id IN (SELECT supporter_id FROM petitions_signature WHERE state = 'confirmed' AND"
    " confirmed_at >= '%s' UNION SELECT supporter_id FROM supporters_pastact WHERE at >= '%s')")
by_hand = {{
    "people": "1 = 1",
    "reachable": "email_consent = 'given' AND NOT EXISTS (SELECT 1 FROM outbox_suppression AS x"
        " WHERE x.address_hash = supporters_supporter.address_hash)",
    "active_30": active % (since[30], since[30]),
    "active_90": active % (since[90], since[90]),
    "new": f"created_at >= '{{since[7]}}'",
}}
def run(where):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT region, count(*) FROM {{S}} WHERE organisation_id = {{ours.pk}}"
            f" AND {{where}} GROUP BY region")
        return dict(cursor.fetchall())
found = {{}}
for measure in measures.PEOPLE:
    asked = {{"all": [measure.rule]}}
    assert counting.count(ours.pk, asked) == run(by_hand[measure.name]), measure.name
    found[measure.name] = [seconds(lambda: counting.count(ours.pk, asked)),
                           seconds(lambda: run(by_hand[measure.name]))]
found["all, with signers"] = [seconds(lambda: counting.take(ours, at=timezone.now()), 1), 0]
found["screen"] = [seconds(lambda: board(ours, group=None, campaign=campaign), 9), 0]
print(json.dumps(found))
"""


def measure(made: servers.Installation, number: int) -> None:
    made.shell(_MAKE.format(number=number))
    found = json.loads(made.shell(_ASK.format()).splitlines()[-1])
    print(f"\n{made.name}, {number:,} people")
    for name, (ours, by_hand) in found.items():
        beside = f"   by hand {by_hand:6.2f} s ({ours / by_hand:.2f} x)" if by_hand else ""
        print(f"  {name:20} {ours * 1000:8.0f} ms{beside}")
    live = found["all, with signers"][0] / found["screen"][0]
    print(f"  the screen, counted at each look: {live:,.0f} x as long")


if __name__ == "__main__":
    number = int(sys.argv[1]) if sys.argv[1:] else 1_000_000
    with servers.installation("SQLite") as made:
        measure(made, number)
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with postgres.running() as url, servers.installation("PostgreSQL", url) as made:
        measure(made, number)
