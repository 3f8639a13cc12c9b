"""Rows of our own full export: they hold everything, so a new person comes as they were."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from undersigned.outbox.models import Suppression
from undersigned.supporters.importing import owning_more
from undersigned.supporters.models import Consent, EmailConsent, Field, PastAct
from undersigned.supporters.valuing import Plain

# Columns of the export, by what our importer makes of them; exporting.py writes them so.
TEXTS = {
    "first_name": "given_name", "last_name": "family_name", "phone": "phone",
    "street": "street", "city": "city", "postal_code": "postal_code", "country": "country",
    "state": "region", "language": "language", "source": "source",
}  # fmt: skip
NAMES = (
    "undersigned_uuid", "slot", "email", *TEXTS, "email_consent", "first_seen",
    "first_confirmed", "last_changed", "version", "never_mail", "never_mail_since", "tags",
    "fields", "consents", "past_acts", "notes", "primary", *owning_more.NAMES,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Own:
    """What an exported row holds beside the values that every row has."""

    uuid: UUID
    slot: int
    texts: dict[str, str]  # by field of Supporter, empty ones too
    version: int
    email_consent: str
    created_at: datetime
    changed_at: datetime | None
    first_confirmed_at: datetime | None
    never_mail: str
    never_mail_at: datetime | None
    fields: dict[str, Plain]  # by key
    labels: dict[str, str]  # of the fields, by key
    kinds: dict[str, list[Any]]  # of the fields: kind and options
    tags: list[tuple[str, datetime]]
    consents: list[dict[str, Any]]  # by field of Consent
    acts: list[tuple[str, str, datetime]]
    notes: list[tuple[str, str, datetime]]  # the words, whose, when
    primary: dict[str, Any] | None
    more: owning_more.More  # what stands beside their row


def read(cells: Mapping[str, str]) -> Own | None:
    """None where a cell is not as we write it."""
    try:
        return _read(cells)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _read(cells: Mapping[str, str]) -> Own:
    fields = _list(cells, "fields")
    stop = cells.get("never_mail", "")
    return Own(
        uuid=UUID(cells["undersigned_uuid"]),
        slot=_one_of(int(cells["slot"]), (1, 2)),
        texts={name: cells.get(header, "") for header, name in TEXTS.items()},
        version=int(cells["version"]),
        email_consent=str(EmailConsent(cells["email_consent"])),
        created_at=datetime.fromisoformat(cells["first_seen"]),
        changed_at=_moment(cells.get("last_changed", "")),
        first_confirmed_at=_moment(cells.get("first_confirmed", "")),
        never_mail=str(Suppression.Reason(stop)) if stop else "",
        never_mail_at=_moment(cells.get("never_mail_since", "")),
        fields={str(key): _scalar(value) for key, _label, value, *_kind in fields},
        labels={str(key): str(label) for key, label, *_rest in fields},
        kinds={str(one[0]): _kind(one[3:]) for one in fields},
        tags=[(str(name), datetime.fromisoformat(at)) for name, at in _list(cells, "tags")],
        consents=[_consent(said) for said in _list(cells, "consents")],
        acts=[
            (str(PastAct.Kind(kind)), str(title), datetime.fromisoformat(at))
            for kind, title, at in _list(cells, "past_acts")
        ],
        notes=[
            (str(text), str(by), datetime.fromisoformat(at))
            for text, by, at in _list(cells, "notes")
        ],
        primary=_primary(cells.get("primary") or ""),
        more=owning_more.read({name: _list(cells, name) for name in owning_more.NAMES}),
    )


def _list(cells: Mapping[str, str], name: str) -> list[Any]:
    found = json.loads(cells.get(name) or "[]")
    if not isinstance(found, list):
        raise TypeError(name)
    return found


def _scalar(value: object) -> Plain:
    if not isinstance(value, str | int | float | bool):
        raise TypeError(value)
    return value


def _kind(given: list[Any]) -> list[Any]:
    """Of a field; files from before there were kinds name none."""
    kind, options = (given or [Field.Kind.TEXT, []])[:2]
    return [str(Field.Kind(kind)), [str(option) for option in options]]


def _primary(text: str) -> dict[str, Any] | None:
    found = json.loads(text) if text else None
    if found is not None and not isinstance(found, dict):
        raise TypeError(text)
    return found


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _one_of(value: int, allowed: tuple[int, ...]) -> int:
    if value not in allowed:
        raise ValueError(value)
    return value


def _consent(said: Mapping[str, str]) -> dict[str, Any]:
    return {
        "channel": str(Consent.Channel(said.get("channel", Consent.Channel.EMAIL))),
        "said": str(Consent.Said(said["said"])),
        "how": str(Consent.How(said["how"])),
        "at": datetime.fromisoformat(said["at"]),
        **{
            name: str(said.get(name, ""))
            for name in ("wording", "reason", "source", "by_label")
        },
    }
