"""Keeps what came back, once however often it is read or told."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from undersigned.outbox import return_path
from undersigned.outbox.models import Return
from undersigned.outbox.outcomes import Refused
from undersigned.outbox.return_path import About, Named
from undersigned.outbox.returns import reading
from undersigned.outbox.returns.kinds import STATUS, Kind, classify
from undersigned.outbox.returns.reading import Report, without_addresses

KEPT = timedelta(days=90)
_BATCH = 500
_ABOUT = {About.LETTER: Return.About.LETTER, About.RECIPIENT: Return.About.RECIPIENT}


@dataclass(frozen=True, kw_only=True)
class Came:
    """A report, what it is about, and by what it is known when it comes again."""

    report: Report
    named: Named | None
    key: str
    by: Return.CameBy


def read_mail(data: bytes) -> Came | None:
    """None for a mail that tells of no failure."""
    report = reading.read(data)
    if report is None:
        return None
    named = return_path.found_in(data)
    digest = hashlib.sha256(data).hexdigest()
    return Came(report=report, named=named, key=digest, by=Return.CameBy.MAIL)


def of_refusal(refused: Refused, *, named: Named, to: str, attempt: int) -> Came:
    """What a relay said for good as a message was handed over. `to` is the address."""
    kind = classify(code=refused.code, words=refused.reply)
    if refused.stage == "mail" and kind == Kind.HARD:
        kind = Kind.OTHER  # of the sender's address: it says nothing of the recipient
    status = STATUS.search(refused.reply)
    report = Report(
        kind=kind,
        domain=to.rpartition("@")[2].lower()[:253],
        status=status[0] if status else "",
        code=refused.code,
        words=without_addresses(refused.reply),
    )
    key = f"relay {named.uuid} {attempt}"
    return Came(report=report, named=named, key=key, by=Return.CameBy.RELAY)


def record(batch: Sequence[Came], *, at: datetime) -> None:
    """One statement. What concerns nobody we know is kept too, as settled: it is counted."""
    if batch:
        rows = [_row(came, at=at) for came in batch]
        Return.objects.bulk_create(rows, ignore_conflicts=True)


def forget_due(*, at: datetime) -> int:
    """The clock's entry: what came back is kept for 90 days."""
    old = Return.objects.filter(at__lt=at - KEPT).order_by("at").values_list("pk", flat=True)
    return Return.objects.filter(pk__in=list(old[:_BATCH])).delete()[0]


def _row(came: Came, *, at: datetime) -> Return:
    report, named = came.report, came.named
    return Return(
        fingerprint=hashlib.sha256(came.key.encode()).hexdigest(),
        came_by=came.by,
        kind=report.kind,
        about=_ABOUT[named.about] if named else Return.About.UNKNOWN,
        about_uuid=named.uuid if named else None,
        domain=report.domain,
        status=report.status[:12],
        code=report.code,
        words=report.words,
        at=at,
        settled_at=None if named else at,
    )
