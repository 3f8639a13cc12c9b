"""Two auditors that are not ours accept the log of a campaign that lived through something."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from tests import make
from tests.ledger import go, reference
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.examples import crowd, invented, showing
from undersigned.ledger import tiles
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.petitions import counting, removing, texting
from undersigned.petitions.models import Petition, Signature, TextVersion

pytestmark = [pytest.mark.django_db, go.NEEDED]
LATER = make.NOON + timedelta(hours=1)


def remove(number: int) -> None:
    """As a rule does it, in batches."""
    rows = list(Signature.objects.order_by("pk").values_list("uuid", flat=True)[:number])
    for start in range(0, number, 100):
        batch = rows[start : start + 100]
        done = removing.remove(batch, reason=Signature.Reason.FRAUD, at=LATER, by=COMMAND_LINE)
        assert done == len(batch)


def rename(campaign: Campaign) -> None:
    """Another title for the same ask: its second text."""
    Campaign.objects.filter(pk=campaign.pk).update(title="Keep every night bus")
    petition = Petition.objects.select_related("campaign__target").get(campaign=campaign)
    assert texting.write(petition, at=LATER) == 1
    texting.decide(
        petition=petition, number=2, kind=TextVersion.Kind.CORRECTION, at=LATER, by=COMMAND_LINE
    )


def public_files(size: int) -> dict[str, bytes]:
    root = Path(settings.LOG_ROOT)
    return {path: (root / path).read_bytes() for path in ["checkpoint", *tiles.all_paths(size)]}


@pytest.mark.parametrize(
    ("signers", "removed"), [(300, 20), pytest.param(10_000, 500, marks=pytest.mark.endure)]
)
def test_both_count_what_the_page_says_after_removals_and_a_rename(
    signers: int, removed: int, tmp_path: Path
) -> None:
    campaign = invented.load(at=make.NOON)
    crowd.gather(campaign, at=make.NOON, people=signers, signers=signers)
    showing.show(at=make.NOON)

    remove(removed)
    rename(campaign)
    showing.show(at=LATER)

    vkey = (Path(settings.LOG_ROOT) / "vkey").read_text(encoding="utf-8").splitlines()[0]
    size = signers + removed + 2  # and the two texts
    petition = Petition.objects.get(campaign=campaign)
    assert counting.shown_count(petition).count == signers - removed
    assert reference.audit(public_files(size), vkey)[str(petition.uuid)] == signers - removed
    assert go.build(tmp_path)(settings.LOG_ROOT, vkey) == f"ok {size}"
    print(f"{size:,} leaves, {signers - removed:,} in the count")  # noqa: T201  for `make endure`
