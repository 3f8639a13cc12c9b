"""What people say about email: appended as events, with the newest kept on the person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from undersigned.lib import bulk
from undersigned.supporters.models import Consent, EmailConsent, Supporter

SNAPSHOT = {
    Consent.Said.GIVEN: EmailConsent.GIVEN,
    Consent.Said.WITHDRAWN: EmailConsent.WITHDRAWN,
}


@dataclass(frozen=True, kw_only=True)
class Saying:
    """One supporter's word about email: agreed or unsubscribed, how, and to which words."""

    organisation_id: int
    supporter_id: int
    said: Consent.Said
    how: Consent.How
    at: datetime
    wording: str = ""
    reason: str = ""
    source: str = ""
    by_label: str = ""


@transaction.atomic(savepoint=False)
def record(sayings: Sequence[Saying]) -> None:
    """Appends an event each and updates the people; of two about one person the later counts.

    Three statements whatever the number. The snapshot's version goes up, so that a member who
    edits the person meanwhile is told.
    """
    append(sayings)
    newest = {saying.supporter_id: saying.said for saying in sayings}
    for said, snapshot in SNAPSHOT.items():
        people = [person for person, word in newest.items() if word == said]
        if people:
            Supporter.objects.filter(pk__in=people).update(
                email_consent=snapshot, version=F("version") + 1
            )


def append(sayings: Sequence[Saying]) -> None:
    """The events alone, for a caller that writes the people itself, by SNAPSHOT."""
    bulk.insert_all([_event(saying) for saying in sayings])


def unsubscribe_mailbox(
    *,
    organisation_id: int,
    canonical_address: str,
    how: Consent.How,
    source: str,
    at: datetime,
) -> None:
    """Everybody with that mailbox: the email went to it. A second time changes nothing."""
    people = Supporter.objects.filter(
        organisation_id=organisation_id, canonical_address=canonical_address
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


def _event(saying: Saying) -> Consent:
    return Consent(
        organisation_id=saying.organisation_id,
        supporter_id=saying.supporter_id,
        said=saying.said,
        how=saying.how,
        wording=saying.wording,
        reason=saying.reason,
        source=saying.source,
        by_label=saying.by_label,
        at=saying.at,
    )
