"""People as a CSV file, streamed."""

from collections.abc import Iterator

from django.db.models import QuerySet

from undersigned.lib import spreadsheets
from undersigned.supporters.models import Supporter

HEADER = (
    "first_name", "last_name", "email", "postal_code", "country", "state", "email_consent",
    "source", "first_seen", "first_confirmed",
)  # fmt: skip
_FIELDS = (
    "given_name", "family_name", "email", "postal_code", "country", "region", "email_consent",
    "source", "created_at", "first_confirmed_at",
)  # fmt: skip


def as_csv(people: QuerySet[Supporter]) -> Iterator[str]:
    """One line a person, oldest first; times in ISO 8601, UTC; memory stays flat."""
    rows = people.order_by("pk").values_list(*_FIELDS)
    return spreadsheets.lines(HEADER, map(_plain, rows.iterator(chunk_size=2000)))


def _plain(row: tuple[object, ...]) -> list[object]:
    *words, created_at, confirmed_at = row
    return [*words, _iso(created_at), _iso(confirmed_at)]


def _iso(moment: object) -> str:
    return moment.isoformat(timespec="seconds") if hasattr(moment, "isoformat") else ""
