"""Folds submissions into signatures that wait for confirmation, and asks for it by email."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from undersigned.actions import folding
from undersigned.actions.models import Submission
from undersigned.lib import bulk
from undersigned.lib.text import mail_domain
from undersigned.petitions import asking, confirming, emails, holding, texting
from undersigned.petitions.models import Petition, Signature
from undersigned.petitions.typed import PLAIN, Typed, read
from undersigned.supporters import remembering
from undersigned.supporters.models import Supporter

State = Signature.State
# What somebody is told by email who signs again, by what their signature is.
_TOLD = {State.CONFIRMED: "known", State.HELD: "held", State.REMOVED: "removed"}
_OPEN = (State.PENDING, State.WITHDRAWN)  # waits, or may wait again
Key = tuple[int, str, int]  # petition, canonical address, slot: what a signature is unique on


@dataclass(frozen=True, kw_only=True)
class Signing:
    """One person's form under one petition (with its campaign and organisation)."""

    petition: Petition
    typed: Typed
    network: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Signed:
    """What came of one: the signature, and whether it is new; None: the mailbox is full."""

    signature: Signature | None
    is_new: bool


def fold_due(*, at: datetime) -> int:
    """Folds a batch of submissions that wait; how many."""

    def with_(batch: Sequence[Submission]) -> None:
        sign(_signings(batch), at=at)

    return folding.fold(Submission.Kind.SIGN, with_, at=at)


def sign(batch: Sequence[Signing], *, at: datetime, ask: bool = True) -> list[Signed]:
    """Makes each a pending signature and asks by email; in the caller's transaction.

    Who has signed already is told so by email; who signs again before confirming is asked
    again, about what was typed last. Statements do not grow with the batch.
    """
    people = remembering.remember(
        [
            one.typed.person(organisation_id=one.petition.campaign.organisation_id)
            for one in batch
        ],
        at=at,
    )
    pairs = _pairs(batch, people)
    texts = texting.signed_at([(one.petition, one.at) for one in batch])
    fresh = _fresh(pairs, texts, asked_at=at if ask else None)
    known = _insert(fresh, [person for _one, person in pairs])
    made = {row.uuid for row in fresh.values()}
    changed: dict[Key, Signature] = {}
    answers = []
    for (one, person), text in zip(pairs, texts, strict=True):
        signature = known[_key(one, person)] if person else None
        is_new = signature is not None and signature.uuid in made
        # What is new was inserted with what was typed last.
        if signature is not None and not is_new and signature.state in _OPEN:
            _take_over(signature, one, text=text)
            changed[_key(one, person)] = signature
        answers.append(Signed(signature=signature, is_new=is_new))
    _update(changed.values())
    if ask:
        _write_to(pairs, answers, at=at)
    return answers


def _signings(batch: Sequence[Submission]) -> list[Signing]:
    petitions = {
        petition.campaign_id: petition
        for petition in Petition.objects.select_related("campaign__organisation").filter(
            campaign_id__in={row.campaign_id for row in batch}
        )
    }
    return [
        Signing(
            petition=petitions[row.campaign_id],
            typed=read(row.payload),
            network=row.network,
            at=row.at,
        )
        for row in batch
    ]


class Signer(NamedTuple):
    """A supporter, and under which mailbox and slot they sign a petition."""

    supporter: Supporter
    is_new: bool
    address: str
    slot: int


Pair = tuple[Signing, Signer | None]


def _pairs(
    batch: Sequence[Signing], people: Sequence[remembering.Remembered | None]
) -> list[Pair]:
    """Each with who it is, under the mailbox and slot by which they sign that petition.

    Who signed from another of their mailboxes before has signed: nobody counts twice.
    """
    several = {one.supporter.pk for one in people if one and one.has_more}
    before: dict[tuple[int, int], tuple[str, int]] = {}
    if several:
        rows = Signature.objects.filter(
            supporter__in=several, petition_id__in={one.petition.pk for one in batch}
        )
        for petition, supporter, address, slot in rows.order_by("-pk").values_list(
            "petition_id", "supporter_id", "canonical_address", "slot"
        ):
            before[petition, supporter] = (address, slot)
    found: list[Pair] = []
    for one, who in zip(batch, people, strict=True):
        if who is None:
            found.append((one, None))
            continue
        person = who.supporter
        first = (person.canonical_address, person.slot)
        address, slot = before.get((one.petition.pk, person.pk), first)
        found.append((one, Signer(person, who.is_new, address, slot)))
    return found


def _key(one: Signing, person: Signer | None) -> Key:
    if person is None:
        return one.petition.pk, one.typed.canonical, 0
    return one.petition.pk, person.address, person.slot


def _fresh(
    pairs: Sequence[Pair], texts: Sequence[int | None], *, asked_at: datetime | None
) -> dict[Key, Signature]:
    """A row for each; the last of two by the same person. Most are asked at once by email, and
    are written as asked: to write it afterwards costs as much as to insert them.
    """
    asked = {"asked_at": asked_at, "asked_times": 1} if asked_at else {}
    referrers = _referrers({one.typed.referred_by for one, _person in pairs} - {None})
    return {
        _key(one, person): Signature(
            organisation_id=one.petition.campaign.organisation_id,
            petition_id=one.petition.pk,
            supporter_id=person.supporter.pk,
            canonical_address=person.address,
            slot=person.slot,
            text_id=text,
            referred_by_id=referrers.get(one.typed.referred_by),
            mailing_uuid=one.typed.mailing_uuid,
            is_new_person=person.is_new,
            network=one.network,
            mail_domain=mail_domain(one.typed.canonical),
            signed_at=one.at,
            **(asked if _is_asked(one, person.supporter) else {}),
            **one.typed.fields(),
        )
        for (one, person), text in zip(pairs, texts, strict=True)
        if person is not None
    }


def _is_asked(one: Signing, supporter: Supporter) -> bool:
    """Whether the email goes now: not later, and not to somebody who needs none."""
    return not one.typed.late and not _needs_no_asking(one, supporter)


def _referrers(uuids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, int]:
    wanted = list(uuids)
    if not wanted:
        return {}
    return dict(Signature.objects.filter(uuid__in=wanted).values_list("uuid", "pk"))


def _insert(
    fresh: Mapping[Key, Signature], people: Iterable[Signer | None]
) -> dict[Key, Signature]:
    """Adds those that are not there yet, and answers with all of these people's.

    Who is new has signed nothing; of the others it is asked first.
    """
    supporters = {one.supporter.pk: one.supporter for one in people if one}
    for row in fresh.values():
        row.supporter = supporters[row.supporter_id]
    known = _known([row for row in fresh.values() if not row.is_new_person], supporters)
    missing = {key: row for key, row in fresh.items() if key not in known}
    added = {row.pk for row in bulk.add(list(missing.values()), were_free=True)}
    known |= {key: row for key, row in missing.items() if row.pk in added}
    # Somebody else has written these at the same moment.
    late = [row for row in missing.values() if row.pk not in added]
    return known | _known(late, supporters)


def _known(
    rows: Sequence[Signature], supporters: Mapping[int, Supporter]
) -> dict[Key, Signature]:
    """What these mailboxes have signed before."""
    if not rows:
        return {}
    found = (
        Signature.objects.select_for_update()
        .filter(
            petition_id__in={row.petition_id for row in rows},
            canonical_address__in={row.canonical_address for row in rows},
        )
        .order_by("pk")
    )  # all lock in one order
    known = {(row.petition_id, row.canonical_address, row.slot): row for row in found}
    for row in known.values():
        if row.supporter_id in supporters:  # else somebody else of that mailbox
            row.supporter = supporters[row.supporter_id]
    return known


def _take_over(signature: Signature, one: Signing, *, text: int | None) -> None:
    """What was typed last stands; a withdrawn signature waits for its confirmation again."""
    shown = signature.name
    for name, value in one.typed.fields().items():
        setattr(signature, name, value)
    if signature.name != shown:  # nobody has looked at this one
        signature.name_approved = False
    if signature.state == State.WITHDRAWN:
        signature.state = State.PENDING
        signature.confirmed_at = signature.withdrawn_at = None
        signature.held_at = signature.held_until = None
        signature.held_for = ""
        signature.reminders = 0
    signature.signed_at, signature.text_id = one.at, text
    signature.mailing_uuid = one.typed.mailing_uuid or signature.mailing_uuid


def _update(rows: Iterable[Signature]) -> None:
    rows = list(rows)
    if rows:
        names = [
            "state", "text", "confirmed_at", "withdrawn_at", "held_at", "held_until",
            "held_for", "reminders", "signed_at", "mailing_uuid", "comment_state",
            "name_approved", *PLAIN,
        ]  # fmt: skip
        Signature.objects.bulk_update(rows, names, batch_size=50)


def _write_to(pairs: Sequence[Pair], answers: Sequence[Signed], *, at: datetime) -> None:
    """Asks the pending, tells those who had signed, and those whose mailbox is full."""
    to_ask: dict[Key, asking.Asked] = {}
    others: list[emails.Note] = []
    at_once: dict[Key, asking.Asked] = {}
    for (one, person), answer in zip(pairs, answers, strict=True):
        signature = answer.signature
        if signature is None or person is None:
            others.append(emails.Note(one.petition, one.typed.email, kind="full"))
        elif signature.state in _TOLD:
            kind = _TOLD[State(signature.state)]
            others.append(
                emails.Note(one.petition, signature.email, kind=kind, signature=signature)
            )
        else:
            asked = asking.Asked(
                petition=one.petition, signature=signature,
                late_network=one.network if one.typed.late else None,
                is_noted=answer.is_new and _is_asked(one, person.supporter),
            )  # fmt: skip
            known = _needs_no_asking(one, signature.supporter)
            (at_once if known else to_ask)[_key(one, person)] = asked
    sure, unsure = _sorted(list(at_once.values()), at=at)
    asking.ask([*to_ask.values(), *unsure], at=at)
    asking.tell(others, at=at)
    if sure:
        uuids = [asked.signature.uuid for asked in sure]
        confirming.confirm(uuids, at=at, by_owner=False, hold=False)


def _needs_no_asking(one: Signing, supporter: Supporter | None) -> bool:
    return (
        one.petition.confirm == Petition.Confirm.NEW
        and supporter is not None
        and supporter.first_confirmed_at is not None
        and not one.typed.late
    )


def _sorted(
    at_once: Sequence[asking.Asked], *, at: datetime
) -> tuple[list[asking.Asked], list[asking.Asked]]:
    """Those that count without an email; and those that are asked all the same, because their
    mail domain is suspicious at this moment.
    """
    judged = holding.judge([asked.signature for asked in at_once], at=at)
    sure = [asked for asked, (_row, why) in zip(at_once, judged, strict=True) if why is None]
    return sure, [asked for asked in at_once if asked not in sure]
