"""Counts what networks and mailboxes do, in one statement for many."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from undersigned.guard.limits import Limit
from undersigned.guard.models import Tally

_ROWS = 1_000  # a statement: five values a row, and SQLite takes 32,766

# The ORM can replace a row on conflict, but not add to it.
_ADD = """
INSERT INTO guard_tally (scope, key, count, span, ends_at) {rows}
ON CONFLICT (scope, span, key) DO UPDATE SET count = guard_tally.count + excluded.count
RETURNING scope, key, count
"""

_LISTS = (
    "SELECT * FROM unnest(%s::text[], %s::text[], %s::int[], %s::bigint[], %s::timestamptz[])"
)
Counted = tuple[str, str]  # a limit's scope, and whose


def add(done: Iterable[tuple[Limit, str]], *, at: datetime) -> dict[Counted, int]:
    """Adds one to each, in the caller's transaction; how many each has now.

    Rows are locked in one order by all.
    """
    counted = sorted(Counter(done).items(), key=lambda item: (item[0][0].scope, item[0][1]))
    spans = {limit: _span(limit, at) for limit in {pair[0] for pair, _n in counted}}
    found: dict[Counted, int] = {}
    for start in range(0, len(counted), _ROWS):
        part = counted[start : start + _ROWS]
        lines = [(limit.scope, key, n, *spans[limit]) for (limit, key), n in part]
        with connection.cursor() as cursor:
            cursor.execute(*_statement(lines))
            found |= {(scope, key): count for scope, key, count in cursor.fetchall()}
    return found


def before(limit: Limit, keys: Sequence[str], *, at: datetime) -> Counter[str]:
    """Adds one for each of the keys; how often each had done it before these.

    Counted before anybody is judged by it, so exact, however many do so at a moment.
    """
    after = add([(limit, key) for key in keys], at=at)
    found = Counter({key: count for (_scope, key), count in after.items()})
    found.subtract(keys)
    return found


def _statement(lines: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """PostgreSQL reads a list a column, which is quicker than a mark a value."""
    if connection.vendor == "postgresql":
        return _ADD.format(rows=_LISTS), [list(column) for column in zip(*lines, strict=True)]
    marks = ", ".join(["(%s, %s, %s, %s, %s)"] * len(lines))
    return _ADD.format(rows=f"VALUES {marks}"), [value for line in lines for value in line]


def _span(limit: Limit, at: datetime) -> tuple[int, str]:
    span = limit.span(at.timestamp())
    ends_at = datetime.fromtimestamp(limit.end(span), UTC) + limit.kept
    return span, str(connection.ops.adapt_datetimefield_value(ends_at))


def forget_due(*, at: datetime) -> int:
    """Deletes what is no longer asked for: networks are not kept after their hour."""
    over = Tally.objects.filter(ends_at__lt=at).values("pk")[:5_000]
    return Tally.objects.filter(pk__in=over).delete()[0]
