"""Everything about all supporters, streamed; our importer makes the same people of it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from undersigned.lib import spreadsheets
from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import owning_more
from undersigned.supporters.importing.owning import NAMES, TEXTS
from undersigned.supporters.models import (
    Consent,
    Field,
    Note,
    PastAct,
    Supporter,
    Tagging,
)

_BATCH = 1000


def as_csv(organisation_id: int) -> Iterator[str]:
    """One line a person; what is of many parts stands in its cell as JSON."""
    rows = ([_cell(row[name]) for name in NAMES] for row in _rows(organisation_id))
    return spreadsheets.lines(NAMES, rows)


def as_json_lines(organisation_id: int) -> Iterator[str]:
    """One object a person."""
    for row in _rows(organisation_id):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _rows(organisation_id: int) -> Iterator[dict[str, Any]]:
    """In the order in which they came; twelve queries a thousand people; memory stays flat."""
    fields = {
        field.key: field for field in Field.objects.filter(organisation_id=organisation_id)
    }
    people = Supporter.objects.filter(organisation_id=organisation_id).order_by("pk")
    found = people.iterator(chunk_size=_BATCH)
    while batch := list(islice(found, _BATCH)):
        yield from _batch(organisation_id, batch, fields)


def _batch(
    organisation_id: int, batch: Sequence[Supporter], fields: dict[str, Field]
) -> Iterator[dict[str, Any]]:
    ids = [person.pk for person in batch]
    tags = _by_person(
        Tagging.objects.filter(supporter__in=ids).order_by("at", "tag__name")
        .values_list("supporter_id", "tag__name", "at")
    )  # fmt: skip
    acts = _by_person(
        PastAct.objects.filter(supporter__in=ids).order_by("at", "kind", "title")
        .values_list("supporter_id", "kind", "title", "at")
    )  # fmt: skip
    notes = _by_person(
        Note.objects.filter(supporter__in=ids).order_by("pk")
        .values_list("supporter_id", "text", "by_label", "at")
    )  # fmt: skip
    said = ("channel", "said", "how", "at", "wording", "reason", "source", "by_label")
    consents = _by_person(
        Consent.objects.filter(supporter__in=ids).order_by("pk")
        .values_list("supporter_id", *said)
    )  # fmt: skip
    stops = {
        hashed: (reason, at)
        for hashed, reason, at in Suppression.objects.filter(
            organisation_id=organisation_id, address_hash__in=[p.address_hash for p in batch]
        ).values_list("address_hash", "reason", "at")
    }
    more = {name: _by_person(rows) for name, rows in owning_more.rows(ids).items()}
    for person in batch:
        stop, stopped_at = stops.get(person.address_hash, ("", None))
        yield {
            "undersigned_uuid": str(person.uuid), "slot": person.slot, "email": person.email,
            **{header: getattr(person, name) for header, name in TEXTS.items()},
            "email_consent": person.email_consent, "first_seen": _plain(person.created_at),
            "first_confirmed": _plain(person.first_confirmed_at),
            "last_changed": _plain(person.changed_at), "version": person.version,
            "never_mail": stop, "never_mail_since": _plain(stopped_at),
            "tags": tags[person.pk],
            "fields": [_field(fields, key, value) for key, value in person.fields.items()],
            "consents": [dict(zip(said, row, strict=True)) for row in consents[person.pk]],
            "past_acts": acts[person.pk], "notes": notes[person.pk],
            "primary": json.dumps(person.primary) if person.primary is not None else "",
            **{name: rows[person.pk] for name, rows in more.items()},
        }  # fmt: skip


def _field(fields: dict[str, Field], key: str, value: object) -> list[object]:
    known = fields.get(key) or Field(key=key, label=key)
    return [key, known.label, value, str(known.kind), known.options]


def _by_person(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[list[Any]]]:
    found: dict[int, list[list[Any]]] = defaultdict(list)
    for supporter_id, *values in rows:
        found[supporter_id].append([_plain(value) for value in values])
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401  a field's value
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, datetime) else value
