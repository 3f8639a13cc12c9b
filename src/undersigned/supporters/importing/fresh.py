"""What a row becomes whose mailbox nobody has: as `deciding` says it, without a look around.

It is what nearly every row of a list that is moved in becomes, so it is made column by column,
beside the process that writes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from undersigned.lib import bulk, uuids
from undersigned.lib.bulk import Encoded
from undersigned.supporters.importing import beside, meaning
from undersigned.supporters.importing.cells import BOUNCED, COMPLAINED, NO
from undersigned.supporters.importing.meaning import GIVEN, NONE, SAID, WITHDRAWN, Terms
from undersigned.supporters.importing.rows import CARRIED, Row
from undersigned.supporters.models import Consent, Import, PastAct, Supporter

# Each is written behind the id of the person, which is known last.
PERSON = (
    "organisation", "uuid", "canonical_address", "address_hash", "slot", "email", *CARRIED,
    "first_confirmed_at", "email_consent", "fields", "created_at", "changed_at", "version",
    "primary",
)  # fmt: skip
CONSENT = (
    "organisation", "channel", "said", "how", "wording", "reason", "source", "by_label", "at",
    "batch",
)  # fmt: skip
ACT = ("organisation", "kind", "title", "at", "batch")

_EMAIL, _IMPORT = str(Consent.Channel.EMAIL), str(Consent.How.IMPORT)
_TOLD = {GIVEN: "agreed", WITHDRAWN: "unsubscribed", NONE: "no_consent"}

Said = tuple[str, datetime | None]
Make = Callable[[Sequence[Row], Sequence[str]], "Fresh"]


@dataclass(slots=True)
class Fresh:
    """An entry a row in each list; no person where the row cannot be taken without a look."""

    people: list[Encoded | None] = field(default_factory=list)
    consents: list[Encoded | None] = field(default_factory=list)
    tags: list[Sequence[str]] = field(default_factory=list)
    acts: list[Sequence[Encoded]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # as what they are counted
    places: list[str] = field(default_factory=list)  # and where
    without: list[Sequence[tuple[int, str]]] = field(default_factory=list)
    labels: list[Mapping[str, str]] = field(default_factory=list)
    more: list[beside.More] = field(default_factory=list)


def maker(batch: Import, terms: Terms) -> Make:
    """A function from rows and the hashes of their addresses."""
    write_consent = _consents(batch)

    def make(rows: Sequence[Row], hashes: Sequence[str]) -> Fresh:
        plain = [_is_plain(row) for row in rows]
        said = [_said(row, terms) for row in rows]
        acts = [meaning.acts(row, terms) for row in rows]
        return Fresh(
            people=_people(batch, rows, hashes, plain, said, terms),
            consents=[write_consent(one) for one in said],
            tags=[row.tags for row in rows],
            acts=[_acts(batch, one) if one else () for one in acts],
            told=[_TOLD[word] for word, _at in said],
            places=[meaning.place(row.values) for row in rows],
            without=[_without(row) for row in rows],
            labels=[row.labels for row in rows],
            more=[row.more for row in rows],
        )

    return make


def _is_plain(row: Row) -> bool:
    """A row that stops an address is more than a person; one of our own export too."""
    return row.own is None and row.status not in {BOUNCED, COMPLAINED}


def _said(row: Row, terms: Terms) -> Said:
    if row.status == NO:
        return WITHDRAWN, row.left_at or terms.at
    if meaning.agreed(row, terms):
        return GIVEN, row.agreed_at or terms.at
    return NONE, None


def _people(
    batch: Import,
    rows: Sequence[Row],
    hashes: Sequence[str],
    plain: Sequence[bool],
    said: Sequence[Said],
    terms: Terms,
) -> list[Encoded | None]:
    at, organisation_id = terms.at, batch.organisation_id
    table = [
        (
            organisation_id, uuid, row.canonical, hashed, 1, row.email, *meaning.values(row),
            None, word, row.fields, min(meaning.earliest(row) or at, at),
            min(row.changed_at or at, at), 1, None,
        )
        for row, hashed, uuid, (word, _at) in zip(
            rows, hashes, uuids.fresh(len(rows)), said, strict=True
        )
    ]  # fmt: skip
    lines = bulk.encoded(Supporter, PERSON, table)
    if all(plain):
        return lines
    return [line if is_plain else None for line, is_plain in zip(lines, plain, strict=True)]


def _consents(batch: Import) -> Callable[[Said], Encoded | None]:
    @lru_cache(maxsize=10_000)
    def write(one: Said) -> Encoded | None:
        word, at = one
        if word == NONE:
            return None
        row = (
            batch.organisation_id, _EMAIL, SAID[word], _IMPORT, "",
            batch.basis if word == GIVEN else "", batch.file_name, batch.by_label, at,
            batch.pk,
        )  # fmt: skip
        return bulk.encoded(Consent, CONSENT, [row])[0]

    return write


def _acts(batch: Import, acts: Sequence[Any]) -> Sequence[Encoded]:
    """Each once, as the table has it."""
    rows = [(batch.organisation_id, *act, batch.pk) for act in dict.fromkeys(acts)]
    return bulk.encoded(PastAct, ACT, rows)


def _without(row: Row) -> Sequence[tuple[int, str]]:
    return [(row.line, reason) for reason in dict.fromkeys(row.without)] if row.without else ()
