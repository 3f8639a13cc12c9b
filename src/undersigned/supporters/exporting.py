"""People as a CSV file for spreadsheets, streamed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice

from django.db.models import QuerySet

from undersigned.lib import spreadsheets
from undersigned.supporters import fielding, valuing
from undersigned.supporters.models import Field, Supporter, Tagging

_COLUMNS = {
    "first_name": "given_name", "last_name": "family_name", "email": "email", "phone": "phone",
    "street": "street", "city": "city", "postal_code": "postal_code", "country": "country",
    "state": "region", "language": "language", "email_consent": "email_consent",
    "source": "source", "first_seen": "created_at", "first_confirmed": "first_confirmed_at",
}  # fmt: skip
_BATCH = 1000


def as_csv(people: QuerySet[Supporter], *, organisation_id: int) -> Iterator[str]:
    """One line a person, oldest first; times in ISO 8601, UTC; memory stays flat.

    Behind their own columns stand their tags and the organisation's fields, by their labels.
    """
    fields = fielding.fields(organisation_id)
    header = [*_COLUMNS, "tags", *(field.label for field in fields)]
    return spreadsheets.lines(header, _rows(people, fields))


def _rows(people: QuerySet[Supporter], fields: Sequence[Field]) -> Iterator[list[object]]:
    """A query for the tags of each thousand people."""
    rows = people.order_by("pk").values_list("pk", "fields", *_COLUMNS.values())
    found = rows.iterator(chunk_size=_BATCH)
    while batch := list(islice(found, _BATCH)):
        tags = _tags([pk for pk, *_rest in batch])
        for pk, own, *values in batch:
            told = (
                valuing.plain(own[field.key]) if field.key in own else "" for field in fields
            )
            yield [*map(_plain, values), ", ".join(tags[pk]), *told]


def _tags(people: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Tagging.objects.filter(supporter__in=people).order_by("tag__name")
    for pk, name in rows.values_list("supporter_id", "tag__name"):
        found[pk].append(name)
    return found


def _plain(value: object) -> object:
    if value is None:
        return ""
    return value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value
