"""What people say about a channel: appended as events, that of email kept on the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.lib import bulk
from undersigned.supporters import contacting
from undersigned.supporters.models import Consent, EmailConsent, Supporter

SNAPSHOT = {
    Consent.Said.GIVEN: EmailConsent.GIVEN,
    Consent.Said.WITHDRAWN: EmailConsent.WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One supporter's word about a channel: agreed or not, how, and to which words."""

    organisation_id: int
    supporter_id: int
    said: Consent.Said
    how: Consent.How
    at: datetime
    wording: str = ""
    reason: str = ""
    source: str = ""
    by_label: str = ""
    channel: Consent.Channel = Consent.Channel.EMAIL


@transaction.atomic(savepoint=False)
def record(sayings: Sequence[Saying]) -> None:
    """Appends an event each and updates the people; of two about one person the later counts.

    Three statements whatever the number. The snapshot's version goes up, so that a member who
    edits the person meanwhile is told.
    """
    append(sayings)
    newest = {
        saying.supporter_id: saying.said
        for saying in sayings
        if saying.channel == Consent.Channel.EMAIL
    }
    for said, snapshot in SNAPSHOT.items():
        people = [person for person, word in newest.items() if word == said]
        if people:
            Supporter.objects.filter(pk__in=people).update(
                email_consent=snapshot, version=F("version") + 1
            )


def append(sayings: Sequence[Saying]) -> None:
    """The events alone, for a caller that writes the people itself, by SNAPSHOT."""
    if sayings:
        bulk.insert(Consent, _COLUMNS, [_event(saying) for saying in sayings])


def unsubscribe_mailbox(
    *,
    organisation_id: int,
    canonical_address: str,
    how: Consent.How,
    source: str,
    at: datetime,
) -> None:
    """Everybody with that mailbox: the email went to it. A second time changes nothing.

    Also who has it as a further address: it was their first when the email went.
    """
    people = Supporter.objects.filter(
        contacting.owners(organisation_id, canonical_address)
    ).exclude(email_consent=EmailConsent.WITHDRAWN)
    record(
        [
            Saying(
                organisation_id=organisation_id,
                supporter_id=supporter_id,
                said=Consent.Said.WITHDRAWN,
                how=how,
                source=source[:200],
                at=at,
            )
            for supporter_id in people.values_list("pk", flat=True)
        ]
    )


def standing(supporter: Supporter) -> dict[str, Consent | None]:
    """The newest word about each channel; None where nothing was ever said. One query."""
    found: dict[str, Consent | None] = dict.fromkeys(Consent.Channel.values)
    for event in supporter.consents.order_by("at", "pk"):
        found[event.channel] = event
    return found


_COLUMNS = (
    "organisation", "supporter", "channel", "said", "how", "wording", "reason", "source",
    "by_label", "at",
)  # fmt: skip


def _event(saying: Saying) -> bulk.Row:
    return (
        saying.organisation_id, saying.supporter_id, saying.channel.value,
        saying.said.value, saying.how.value, saying.wording, saying.reason, saying.source,
        saying.by_label, saying.at,
    )  # fmt: skip
