"""Remembers that a backup was made, so that the dashboard can say when the last one was."""

from datetime import datetime

from undersigned.jobs.models import Backup


def record(*, file_name: str, size: int, at: datetime) -> None:
    Backup.objects.create(made_at=at, file_name=file_name[:255], size=size)


def last() -> Backup | None:
    """The newest backup that this installation made, or None."""
    return Backup.objects.order_by("-made_at").first()
