"""What PostgreSQL's planner knows of our tables, kept as new as a list that was just moved in.

The server looks once a minute. Until then it takes a table of a million for an empty one, and
may compare each row with each other: the list of a mailing took minutes at 8,000 people.
"""

import logging
from datetime import datetime

from django.apps import apps
from django.db import DatabaseError, connection

from undersigned.lib import failures

logger = logging.getLogger(__name__)

# A fifth of the rows is new or changed. Pages tell at once, the counters a moment later.
_CHANGED = """
SELECT c.oid::regclass::text FROM pg_class c
LEFT JOIN pg_stat_user_tables s ON s.relid = c.oid
WHERE c.oid = ANY(SELECT to_regclass(name) FROM unnest(%s::text[]) AS name)
  AND (coalesce(s.n_mod_since_analyze, 0) > 1000 + greatest(c.reltuples, 0) / 5
       OR pg_relation_size(c.oid) / 8192 > 20 + c.relpages * 1.2)
ORDER BY 1
"""


def refresh() -> int:
    """Reads a sample of each table that has changed much; how many. SQLite plans without."""
    if connection.vendor != "postgresql":
        return 0
    ours = [f'"{model._meta.db_table}"' for model in apps.get_models()]  # noqa: SLF001  documented
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [ours])
        changed = [name for (name,) in cursor.fetchall()]
        for name in changed:
            # What is being cleaned or indexed just now is left for the next time.
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {name}")
    return len(changed)


def try_to_refresh() -> None:
    """For what goes on without: a mailing begins, and an import is over, all the same."""
    try:
        refresh()
    except DatabaseError as error:
        logger.warning("statistics were not renewed: %s", failures.class_name(error))


def refresh_due(*, at: datetime) -> int:
    """The clock's entry; 0, since it is never due again at once."""
    del at
    refresh()
    return 0
