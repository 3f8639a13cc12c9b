"""Looks at a list of polls and stores it: a short one at once, a long one as a job."""

import time
import uuid
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from undersigned.evidence import storing, taking
from undersigned.evidence.layouts.reading import NotPollsError
from undersigned.evidence.models import PollList
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation

AT_ONCE = 300  # questions; more would keep a page waiting
LOOKED_AT_ONCE = 1_000  # rows; eight thousand beside as many on record took 3 s
_SHOWN = 30
_KEPT_FOR = timedelta(days=1)


def path_of(organisation_id: int, digest: str) -> Path:
    return Path(settings.IMPORT_ROOT) / f"polls-{organisation_id}-{digest}"


def lay(organisation_id: int, digest: str, raw: bytes) -> None:
    """Kept until it is stored, or for a day: private, like every list on its way in."""
    root = Path(settings.IMPORT_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in root.glob("polls-*"):
        if time.time() - old.stat().st_mtime > _KEPT_FOR.total_seconds():
            old.unlink(missing_ok=True)
    path_of(organisation_id, digest).write_bytes(raw)


def start(
    compared: storing.Compared,
    *,
    organisation: Organisation,
    digest: str,
    source: str,
    topic: str,
    licence: str,
    at: datetime,
    by: Actor,
) -> PollList:
    """What was looked at, and laid down under its digest, is stored: now or by a worker."""
    summary = _summary(compared)
    with transaction.atomic():
        row = PollList.objects.create(
            organisation=organisation, sha256=digest, source=source, topic=topic,
            licence=licence, by_label=by.label, by_id_text=by.id, created_at=at, **summary,
        )  # fmt: skip
        if row.wanted > AT_ONCE:
            go_on.enqueue(str(row.uuid))
    if row.wanted <= AT_ONCE:
        _store(row, compared)
        row.refresh_from_db()
    return row


def look_later(
    organisation: Organisation,
    *,
    digest: str,
    source: str,
    topic: str,
    licence: str,
    at: datetime,
    by: Actor,
) -> PollList:
    """What was laid down is looked at by a worker; nothing is stored before a person's yes."""
    with transaction.atomic():
        row = PollList.objects.create(
            organisation=organisation, sha256=digest, state=PollList.State.LOOKING,
            source=source, topic=topic, licence=licence, by_label=by.label, by_id_text=by.id,
            created_at=at,
        )  # fmt: skip
        look.enqueue(str(row.uuid))
    return row


@task()
def look(number: str) -> None:
    row = PollList.objects.select_related("organisation").get(uuid=uuid.UUID(number))
    compared = _compared(row) if row.is_looking else None
    if compared is not None:
        new = [[line.number, line.label, _answers(line)] for line in compared.new[:_SHOWN]]
        PollList.objects.filter(pk=row.pk, state=PollList.State.LOOKING).update(
            state=PollList.State.LOOKED, first=new, **_summary(compared)
        )


def _answers(line: taking.Line) -> str:
    said = []
    for topic, record in line.records:
        shares = (f"{name} {share:g} %" for name, share in record.answers.items())
        said.append(f"{topic}: {', '.join(shares)}")
    return "; ".join(said)


def _summary(compared: storing.Compared) -> dict[str, Any]:
    return {
        "layout": compared.taken.layout, "wanted": len(storing.wanted(compared)),
        "known": len(compared.known), "reasons": compared.reasons,
        "remarks": compared.remarks,
        "refused": [
            [line.number, line.label, line.refusal.value, line.detail]
            for line in compared.refused if line.refusal
        ],
    }  # fmt: skip


def store_later(row: PollList, *, by: Actor) -> bool:
    """By whoever says yes. False: it is not looked at yet, or somebody was quicker."""
    with transaction.atomic():
        rows = PollList.objects.filter(pk=row.pk, state=PollList.State.LOOKED)
        yes = {"by_label": by.label, "by_id_text": by.id}
        if not rows.update(state=PollList.State.STORING, **yes):
            return False
        go_on.enqueue(str(row.uuid))
    return True


def _day(row: PollList) -> date:
    return row.organisation.as_of or timezone.localdate(row.created_at)


@task()
def go_on(number: str) -> None:
    """Compares the list once more: what a worker stored before it died stays as it is."""
    row = PollList.objects.select_related("organisation").get(uuid=uuid.UUID(number))
    compared = _compared(row) if row.is_moving and not row.is_looking else None
    if compared is not None:
        _store(row, compared)


def _compared(row: PollList) -> storing.Compared | None:
    """None: it cannot be read, and its page says why."""
    try:
        raw = path_of(row.organisation_id, row.sha256).read_bytes()
        taken = taking.take(raw, topic=row.topic, today=_day(row))
    except (FileNotFoundError, NotPollsError) as error:
        is_gone = isinstance(error, FileNotFoundError)
        words = _("The list is no longer on the server. Choose it once more.")
        _end(row, PollList.State.FAILED, failure=(words if is_gone else str(error))[:300])
        return None
    return storing.compare(taken, organisation_id=row.organisation_id)


def _store(row: PollList, compared: storing.Compared) -> None:
    origin = storing.Origin(
        organisation=row.organisation, source=row.source, licence=row.licence,
        at=row.created_at, by=Actor(row.by_id_text, row.by_label),
    )  # fmt: skip
    rows = storing.wanted(compared)
    left = len(rows)
    for number in storing.slices(rows, origin):
        left -= number
        PollList.objects.filter(pk=row.pk).update(stored=max(0, row.wanted - left))
    with transaction.atomic():
        if _end(row, PollList.State.DONE, stored=row.wanted):
            storing.note(origin, questions=row.wanted, refused=len(row.refused))
    path_of(row.organisation_id, row.sha256).unlink(missing_ok=True)


def _end(row: PollList, state: PollList.State, **values: object) -> bool:
    """False: somebody else has ended it meanwhile."""
    rows = PollList.objects.filter(pk=row.pk, state=row.state)
    return rows.update(state=state, finished_at=timezone.now(), **values) == 1
