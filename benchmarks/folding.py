"""Submissions folded into supporters, signatures, consents and letters, with nothing beside it.

By one hand, and by two as the worker has them; the processor's time is of all hands.
Run: make bench, or python benchmarks/folding.py [number [SQLite|PostgreSQL]]
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers
from tests import postgres

_WAITING = """
import uuid
from django.utils import timezone
from undersigned.actions.models import Submission
from undersigned.campaigns.models import Campaign
campaign, now, salt = Campaign.objects.get(), timezone.now(), uuid.uuid4().hex[:6]
Submission.objects.bulk_create([Submission(uuid=uuid.uuid4(), campaign_id=campaign.pk,
    kind="sign", network="10.1.2.3", at=now, payload={{
        "email": f"s{{n}}.{{salt}}@town{{n}}.example", "given_name": "Luis",
        "family_name": f"Ortega {{n}}", "postal_code": "43004", "country": "US",
        "consent": "yes", "consent_how": "form", "consent_wording": "I agree"}})
    for n in range({number})], batch_size=2000)
"""
_FOLDED = """
import json, time
from concurrent.futures import ThreadPoolExecutor
from django.utils import timezone
from undersigned.petitions import signing
def fold(_hand):
    return sum(iter(lambda: signing.fold_due(at=timezone.now()), 0))
began, cpu = time.perf_counter(), time.process_time()
with ThreadPoolExecutor() as pool:
    number = sum(pool.map(fold, range({hands})))
print(json.dumps({{"number": number, "took": time.perf_counter() - began,
    "cpu": time.process_time() - cpu}}))
"""


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 15_000
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    # Durable, unlike in the tests: a commit waits for the disk.
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    for made in servers.each(only):
        for hands in (1, 2):
            made.shell(_WAITING.format(number=number))
            found = json.loads(made.shell(_FOLDED.format(hands=hands)))
            print(
                f"{made.name}, {hands} hands: {found['number'] / found['took']:,.0f}/s, "
                f"{1e6 * found['cpu'] / found['number']:.0f} us of our processor each",
                flush=True,
            )


if __name__ == "__main__":
    main()
