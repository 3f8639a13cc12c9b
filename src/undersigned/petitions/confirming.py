"""Confirms signatures: they count from now, and what was typed reaches the supporter."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models import F

from undersigned.actions import answering
from undersigned.campaigns.models import Campaign
from undersigned.ledger import appending, reclaiming, sealing
from undersigned.lib import bulk
from undersigned.lib.grouping import Group
from undersigned.lib.text import canonical_address
from undersigned.outbox import queueing, suppression
from undersigned.petitions import emails, holding, reading, regions
from undersigned.petitions.models import Signature, TextVersion
from undersigned.supporters import consenting
from undersigned.supporters.models import Consent, EmailConsent, Supporter

State = Signature.State

# What a confirmed signature tells about the person; what was left empty changes nothing.
_CARRIED = ("email", "given_name", "family_name", "postal_code", "country", "region")


_LINGER = 0.004  # a transaction of confirmations costs its first as much as thirty more


class Outcome(StrEnum):
    CONFIRMED = "confirmed"  # just now, by this
    ALREADY = "already"
    HELD = "held"  # confirmed, and looked at before it counts
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"  # by the organisation
    CLOSED = "closed"  # the campaign takes no signatures any more
    UNKNOWN = "unknown"


# Of a signature that waits for nothing.
STANDING = {
    State.CONFIRMED: Outcome.ALREADY,
    State.HELD: Outcome.HELD,
    State.WITHDRAWN: Outcome.WITHDRAWN,
    State.REMOVED: Outcome.REMOVED,
}


def confirm_one(signature: uuid.UUID, *, at: datetime) -> Outcome:
    """For a page: together with what others confirm at this moment. Raises BusyError."""
    return _group.commit((signature, at))


async def confirmed(signature: uuid.UUID, *, at: datetime) -> Outcome:
    """The same on an event loop. Raises BusyError."""
    return await _group.committed((signature, at))


def want_no_receipt(signature: uuid.UUID) -> None:
    """Before confirming: no email then brings what proves the signature."""
    Signature.objects.pending().filter(uuid=signature).update(wants_receipt=False)


@transaction.atomic(savepoint=False)
def confirm(
    batch: Sequence[uuid.UUID],
    *,
    at: datetime,
    by_owner: bool = True,
    thank: bool = True,
    hold: bool = True,
) -> list[Outcome]:
    """Confirms those that wait; the outcome of each, in the order of the batch.

    `by_owner`: somebody who reads that mailbox pressed the button, so name, place, answers and
    consent reach the supporter. The statements do not grow with the batch. `hold`: what comes
    from a suspicious mail domain is held; it reaches the supporter when it is released.
    """
    rows = {row.uuid: row for row in locked(batch)}
    outcomes = {one: _outcome(rows.get(one)) for one in batch}
    waiting = [rows[one] for one, outcome in outcomes.items() if outcome == Outcome.CONFIRMED]
    judged = holding.judge(waiting, at=at) if hold else [(row, None) for row in waiting]
    held = [(row, why) for row, why in judged if why is not None]
    holding.hold(held, at=at)
    outcomes |= {row.uuid: Outcome.HELD for row, _why in held}
    count([row for row, why in judged if why is None], at=at, by_owner=by_owner, thank=thank)
    return [outcomes[one] for one in batch]


def count(
    rows: Sequence[Signature], *, at: datetime, by_owner: bool = True, thank: bool = True
) -> None:
    """Counts pending or held signatures; in the caller's transaction, which has locked them.

    They bring their supporter and texts, petition, campaign and organisation.
    """
    if not rows:
        return
    secrets = _confirm(rows, at=at)
    if by_owner:
        carry(rows, at=at)
    if thank:
        composer = emails.Composer(at=at)
        pairs = zip(rows, secrets, strict=True)
        queueing.queue([composer.thank(row.petition, row, one) for row, one in pairs], at=at)


def _write(batch: Sequence[tuple[uuid.UUID, datetime]]) -> list[Outcome]:
    return confirm([signature for signature, _at in batch], at=batch[0][1])


_group: Group[tuple[uuid.UUID, datetime], Outcome] = Group(
    _write, name="confirmations", linger=_LINGER, in_turn=True
)


def locked(batch: Sequence[uuid.UUID]) -> list[Signature]:
    """With their supporters, and their campaign's state as it is now; what else many share is
    one object, and about a second old.
    """
    rows = list(
        Signature.objects.select_for_update(of=("self",))
        .filter(uuid__in=batch)
        .select_related("supporter")
        .annotate(campaign_state=F("petition__campaign__state"))
        .order_by("pk")
    )
    petitions = reading.in_bulk(row.petition_id for row in rows)
    texts = {one.text_id: one.text for one in petitions.values()}
    if older := {row.text_id for row in rows} - texts.keys() - {None}:
        texts |= TextVersion.objects.in_bulk(older)
    for row in rows:
        row.petition, row.text = petitions[row.petition_id], texts.get(row.text_id)
    return rows


def _runs(row: Signature) -> bool:
    """Whether its campaign does at this moment, as locked() has read it."""
    return bool(row.campaign_state == Campaign.State.LIVE)  # type: ignore[attr-defined]


def _outcome(row: Signature | None) -> Outcome:
    if row is None:
        return Outcome.UNKNOWN
    if row.state == State.PENDING:
        is_open = _runs(row) and _text(row)
        return Outcome.CONFIRMED if is_open else Outcome.CLOSED
    return STANDING[State(row.state)]


def _confirm(rows: Sequence[Signature], *, at: datetime) -> list[sealing.Secrets]:
    """The rows are locked, so the count of the conditional update cannot be another."""
    waiting = Signature.objects.filter(
        pk__in=[row.pk for row in rows], state__in=(State.PENDING, State.HELD)
    )
    changed = waiting.update(state=State.CONFIRMED, confirmed_at=at)
    if changed != len(rows):
        raise RuntimeError(f"{changed} of {len(rows)} signatures were confirmed")
    leaves = [leaf(row) for row in rows]
    secrets = appending.sign(leaves, at=at)
    reclaiming.reclaim(leaves, at=at)
    return secrets


def leaf(row: Signature) -> appending.Confirmed:
    """As the log wants it; the signature brings its text and petition."""
    return appending.Confirmed(
        petition=row.petition.uuid,
        subject=row.uuid,
        text=_text(row),
        region=regions.of(row, row.petition),
        email=row.canonical_address,
        name=row.name,
        locality=row.postal_code,
        consent=row.consent,
    )


def _text(row: Signature) -> int:
    """The leaf of the text that was signed; 0 where the petition has none yet."""
    text = row.text or row.petition.text
    return 0 if text is None else text.leaf_id or 0


def carry(rows: Sequence[Signature], *, at: datetime) -> None:
    """What was typed reaches the supporters; locked() brings these."""
    people: dict[int, Supporter] = {}
    for row in rows:
        person = people.setdefault(row.supporter_id, row.supporter)
        row.supporter = person  # one object a person, also under two petitions
        for name in _CARRIED:
            if name != "email" or _is_first(row, person):
                setattr(person, name, getattr(row, name) or getattr(person, name))
        person.first_confirmed_at = person.first_confirmed_at or at
        person.changed_at = at
        person.version += 1
    _consent(rows, at=at)
    names = [*_CARRIED, "email_consent", "first_confirmed_at", "changed_at", "version"]
    bulk.update_all(list(people.values()), names)
    answering.keep(
        [
            answering.Said(
                campaign_id=row.petition.campaign_id, supporter_id=row.supporter_id,
                question=question, value=value,
            )
            for row in rows
            for question, value in row.answers.items()
        ],
        at=at,
    )  # fmt: skip


def _is_first(row: Signature, person: Supporter) -> bool:
    """Not a further address of the person: those stand beside the first."""
    return canonical_address(row.email) == person.canonical_address


def _consent(rows: Sequence[Signature], *, at: datetime) -> None:
    """Consent is given or withdrawn by what was answered; an empty box says nothing.

    On the people it stands in memory then, to be written with the rest of them.
    """
    said = {"yes": Consent.Said.GIVEN, "no": Consent.Said.WITHDRAWN}
    answered = [row for row in rows if row.consent in said]
    consenting.append(
        [
            consenting.Saying(
                organisation_id=row.organisation_id,
                supporter_id=row.supporter_id,
                said=said[row.consent],
                how=Consent.How(row.consent_how),
                wording=row.consent_wording,
                source=f"/{row.petition.campaign.slug}/",
                at=at,
            )
            for row in answered
        ]
    )
    for row in answered:  # few: those who come back after unsubscribing
        before = row.supporter.email_consent
        if row.consent == "yes" and before == EmailConsent.WITHDRAWN:
            _lift(row.supporter.organisation_id, row.canonical_address)
        row.supporter.email_consent = consenting.SNAPSHOT[said[row.consent]]


def _lift(organisation_id: int, canonical: str) -> None:
    suppression.allow(
        organisation_id=organisation_id,
        canonical=canonical,
        reason=suppression.Reason.UNSUBSCRIBED,
    )
