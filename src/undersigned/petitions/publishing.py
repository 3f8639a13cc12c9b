"""Writes count.json of each petition whose count changed, for the server to answer from."""

import json
import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from undersigned.campaigns import goals
from undersigned.petitions import counting
from undersigned.petitions.models import CountSnapshot, Signature


def publish_due(*, at: datetime) -> int:
    """Takes over what newer trees say, and replaces the files of what changed; how many."""
    counting.take_due(at=at)
    rows = CountSnapshot.objects.filter(published=False).values_list("pk", flat=True)
    return sum(_publish(pk) for pk in rows[:100])


@transaction.atomic
def _publish(pk: int) -> int:
    """Also under the addresses the campaign once had.

    The row is locked before those that are held are counted: who holds or lets go of one
    meanwhile asks for another file after this one.
    """
    waiting = CountSnapshot.objects.filter(pk=pk, published=False)
    row = waiting.select_for_update(of=("self",)).select_related("petition__campaign").first()
    if row is None:
        return 0
    campaign = row.petition.campaign
    held = Signature.objects.held().filter(organisation_id=campaign.organisation_id)
    row.held = held.filter(petition_id=row.petition_id).count()
    content = json.dumps(facts(row)).encode()
    old = campaign.old_slugs.values_list("slug", flat=True)
    for slug in [campaign.slug, *old]:
        replace(settings.PUBLISHED_ROOT / slug / "count.json", content)
    return waiting.update(published=True, held=row.held)


def facts(row: CountSnapshot) -> dict[str, object]:
    campaign = row.petition.campaign
    goal = goals.shown(campaign, count=row.count)
    moment = row.as_of.isoformat(timespec="seconds") if row.as_of else None
    facts: dict[str, object] = {
        "petition": str(row.petition.uuid),
        "size": row.size,
        "count": row.count,
        "voided": row.removed,
        "erased": row.erased,
        "paper": row.paper,
        "held": row.held,
        "by_region": row.by_region,
        "checkpoint_time": moment,
        "as_of": moment,
        "goal": goal,
    }
    if row.petition.is_simulated:
        facts["simulated"] = True
    return facts


def replace(path: Path, content: bytes) -> None:
    """Readers see the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
