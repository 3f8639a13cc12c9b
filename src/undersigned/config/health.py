"""Whether the installation works: database, migrations, worker, mail. No personal data."""

from datetime import datetime, timedelta

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from undersigned.jobs.models import Worker
from undersigned.outbox import transport
from undersigned.outbox.models import Message

_MAIL_LATE_AFTER = timedelta(minutes=10)

_migrated = False  # once true it stays so: this process's code does not change


def pending_migrations() -> list[str]:
    """The names of those that `undersigned upgrade` would apply."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def report(*, at: datetime) -> tuple[bool, dict[str, object]]:
    """Whether all is well, and the parts. Mail that waits is reported, but no illness."""
    try:
        migrated = _is_migrated()
        if not migrated:
            return False, {"ok": False, "database": "ok", "migrations": "pending"}
        age = _worker_age(at=at)
        alive = age is not None and Worker.objects.alive(at=at).exists()
        parts: dict[str, object] = {
            "ok": alive,
            "database": "ok",
            "migrations": "ok",
            "worker": {"alive": alive, "seconds_since_heartbeat": age},
            "mail": {"way": transport.state(), "late": _mail_is_late(at=at)},
        }
    except DatabaseError:
        return False, {"ok": False, "database": "unreachable"}
    return alive, parts


def _is_migrated() -> bool:
    global _migrated  # noqa: PLW0603  a fact of the process
    if not _migrated:
        _migrated = not pending_migrations()
    return _migrated


def _worker_age(*, at: datetime) -> float | None:
    beat = Worker.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    return None if beat is None else round((at - beat).total_seconds(), 1)


def _mail_is_late(*, at: datetime) -> bool:
    return Message.objects.due(at=at - _MAIL_LATE_AFTER).exists()
