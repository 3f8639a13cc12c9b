"""What a row of a file means by itself, whoever has its mailbox. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from undersigned.supporters.importing.cells import YES
from undersigned.supporters.importing.rows import AT, Row
from undersigned.supporters.models import Consent, EmailConsent, Import, PastAct

COUNTRY, REGION, LANGUAGE = AT["country"], AT["region"], AT["language"]
# Plain text: a driver that is handed a choice has to look twice.
WITHDRAWN, GIVEN, NONE = map(
    str, (EmailConsent.WITHDRAWN, EmailConsent.GIVEN, EmailConsent.NONE)
)
SAID = {GIVEN: str(Consent.Said.GIVEN), WITHDRAWN: str(Consent.Said.WITHDRAWN)}
_SIGNED, _ACTED, _CLICKED = map(
    str, (PastAct.Kind.SIGNED, PastAct.Kind.ACTED, PastAct.Kind.CLICKED)
)

Act = tuple[str, str, datetime]


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What was said once for the file."""

    at: datetime
    kind: str
    agreed: str


def agreed(row: Row, terms: Terms) -> bool:
    if row.own is not None:  # their consents come along as events
        return False
    if row.status == YES:
        return terms.agreed != Import.Agreed.NOBODY
    return terms.agreed == Import.Agreed.EVERYONE and not row.status


def earliest(row: Row) -> datetime | None:
    """When the row says that the person was first there, one way or another."""
    found = row.first_seen
    for moment in (row.agreed_at, row.signed_at):
        if moment is not None and (found is None or moment < found):
            found = moment
    return found


def acts(row: Row, terms: Terms) -> tuple[Act, ...]:
    """What the row says that they did elsewhere."""
    if not (row.signed or row.signed_at or row.acted_at or row.clicked_at):
        return ()
    found: list[Act] = []
    if row.signed or row.signed_at:
        found.append((_SIGNED, row.signed, row.signed_at or row.first_seen or terms.at))
    if row.acted_at:
        found.append((_ACTED, "", row.acted_at))
    if row.clicked_at:
        found.append((_CLICKED, "", row.clicked_at))
    return tuple(found)


def values(row: Row) -> Sequence[str]:
    """By rows.CARRIED, of somebody new: who says nothing else lives here and speaks English."""
    if row.values[COUNTRY] and row.values[LANGUAGE]:
        return row.values
    found = list(row.values)
    found[COUNTRY], found[LANGUAGE] = found[COUNTRY] or "US", found[LANGUAGE] or "en"
    return found


def place(of: Sequence[str]) -> str:
    """Where somebody of these values is counted."""
    return f"at:{of[REGION]}" if of[COUNTRY] in {"", "US"} else "at:abroad"
