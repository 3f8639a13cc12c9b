"""Makes one person of two records: all that hangs on the one moves to the other.

The more restrictive word about email wins. Both addresses stay known. For 30 days it can be
taken back.
"""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from undersigned.lib import references
from undersigned.lib.hashing import address_hash
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.outbox.models import Suppression
from undersigned.supporters import addressing, keeping, owning, rooms, telling
from undersigned.supporters.duplicates import keying
from undersigned.supporters.journal import Journal
from undersigned.supporters.merging import choosing, preferring
from undersigned.supporters.merging.choosing import Choice
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Merge,
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterPhone,
)

_PLACE = ("street", "city", "postal_code", "region", "country")
# An address that does not exist says nothing about the person's other one.
_OF_THE_PERSON = (
    Suppression.Reason.UNSUBSCRIBED, Suppression.Reason.COMPLAINED, Suppression.Reason.ERASED,
    Suppression.Reason.LEGAL,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Held:
    """How much of a kind each of the two has."""

    title: str
    winner: int
    loser: int


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What a merge would do, before anything happens."""

    winner: Supporter
    loser: Supporter
    choices: list[Choice]
    held: list[Held]
    consent: EmailConsent
    stopped: bool  # one of the addresses must not be mailed, so neither is
    sentences: list[str]


def in_order(one: Supporter, other: Supporter) -> tuple[Supporter, Supporter]:
    """Who is kept: the record that is older, whose links have been out for longer."""
    first, second = sorted((one, other), key=lambda person: (person.created_at, person.pk))
    return first, second


def preview(*, winner: Supporter, loser: Supporter) -> Preview:
    titles = {part.key: part.title for part in telling.everything(winner)}
    ours, theirs = _counts(winner), _counts(loser)
    held = [
        Held(title=titles[key], winner=ours[key], loser=theirs[key])
        for key in titles
        if key != "record" and (ours[key] or theirs[key])
    ]
    known = choosing.known(winner.organisation_id)
    return Preview(
        winner=winner, loser=loser, held=held,
        choices=choosing.choices(winner=winner, loser=loser, known=known),
        consent=choosing.stricter(winner.email_consent, loser.email_consent),
        stopped=bool(_stops(winner, loser)),
        sentences=[
            *preferring.foresee(loser=loser, winner=winner),
            *rooms.foresee(loser=loser, winner=winner),
        ],
    )  # fmt: skip


def _counts(person: Supporter) -> Mapping[str, int]:
    return {part.key: len(part.rows) for part in telling.everything(person)}


@transaction.atomic
def merge(
    *,
    organisation_id: int,
    winner: UUID,
    loser: UUID,
    versions: tuple[int, int],
    from_loser: Collection[str],
    at: datetime,
    by: Actor,
) -> Merge:
    """`versions` are the winner's and loser's as they were shown; `from_loser` names choices.

    Raises keeping.ChangedMeanwhileError.
    """
    references.announce_deletion(Supporter)
    kept, gone = _locked(organisation_id, winner, loser, versions)
    made = Merge.objects.create(
        organisation_id=organisation_id, supporter=kept, kept=kept.uuid, gone=gone.uuid,
        by_label=by.label[:200], at=at,
    )  # fmt: skip
    journal = Journal(made)
    _stop_both(journal, kept, gone, at=at)
    left = choosing.withdrawn(_said(kept), _said(gone))
    rooms.hand_over(journal, loser=gone, winner=kept, at=at)
    preferring.hand_over(journal, loser=gone, winner=kept)
    owning.hand_over(journal, loser=gone, winner=kept)
    _say_it(journal, kept, left, at=at, by=by)
    values = choosing.values(winner=kept, loser=gone, from_loser=from_loser)
    owning.check_nothing_left(gone)
    journal.remove(Supporter.objects.filter(pk=gone.pk))
    spare = kept if "email" in from_loser else gone
    further = (spare.email, spare.canonical_address)
    before = copy(kept)
    journal.change_one(kept, **values, changed_at=at, version=kept.version + 1)
    _keep_address(journal, kept, further, at=at)
    _keep_rest(journal, kept, before, gone, at=at)
    Merge.objects.filter(pk=made.pk).update(counts=journal.counts)
    auditing.record(
        organisation_id=organisation_id, at=at, by=by, verb="merged into one",
        subject=("two supporters", f"supporter:{kept.uuid}"),
        after={"moved": journal.counts},
    )  # fmt: skip
    made.counts = journal.counts
    return made


def _locked(
    organisation_id: int, winner: UUID, loser: UUID, versions: tuple[int, int]
) -> tuple[Supporter, Supporter]:
    rows = Supporter.objects.select_for_update().filter(
        organisation_id=organisation_id, uuid__in=[winner, loser]
    )
    found = {row.uuid: row for row in rows.order_by("pk")}
    pair = found.get(winner), found.get(loser)
    if winner == loser or pair[0] is None or pair[1] is None:
        raise keeping.ChangedMeanwhileError
    if (pair[0].version, pair[1].version) != versions:
        raise keeping.ChangedMeanwhileError
    return pair[0], pair[1]


def _said(person: Supporter) -> list[tuple[str, str]]:
    return list(person.consents.order_by("at", "pk").values_list("channel", "said"))


def _say_it(
    journal: Journal, kept: Supporter, left: Collection[str], *, at: datetime, by: Actor
) -> None:
    """Where the newest word of the two would be a yes, the no of the other is said again."""
    for channel, said in dict(_said(kept)).items():
        if channel in left and said != Consent.Said.WITHDRAWN:
            journal.make(Consent(
                organisation_id=kept.organisation_id, supporter=kept, channel=channel,
                said=Consent.Said.WITHDRAWN, how=Consent.How.STAFF, by_label=by.label, at=at,
                reason=_("another record of theirs had unsubscribed"),
            ))  # fmt: skip


def _stops(kept: Supporter, gone: Supporter) -> list[Suppression]:
    hashes = {*addressing.hashes(kept), *addressing.hashes(gone)}
    found = Suppression.objects.filter(
        organisation_id=kept.organisation_id, address_hash__in=hashes
    )
    return list(found.filter(reason__in=_OF_THE_PERSON).order_by("at"))


def _stop_both(journal: Journal, kept: Supporter, gone: Supporter, *, at: datetime) -> None:
    """What a person said at one address holds for the other."""
    stops = _stops(kept, gone)
    hashes = {*addressing.hashes(kept), *addressing.hashes(gone)}
    there = Suppression.objects.filter(
        organisation_id=kept.organisation_id, address_hash__in=hashes
    )
    missing = hashes - set(there.values_list("address_hash", flat=True))
    for hashed in sorted(missing) if stops else ():
        journal.make(Suppression(
            organisation_id=kept.organisation_id, address_hash=hashed,
            reason=stops[0].reason, at=at,
        ))  # fmt: skip


def _keep_address(
    journal: Journal, kept: Supporter, further: tuple[str, str], *, at: datetime
) -> None:
    """The other address goes on leading to this person, unless somebody else lives there."""
    email, canonical = further
    ours = {"organisation_id": kept.organisation_id, "canonical_address": canonical}
    if (
        Supporter.objects.filter(**ours).exists()
        or SupporterEmail.objects.filter(**ours).exists()
    ):
        return
    journal.make(SupporterEmail(
        **ours, supporter=kept, email=email, address_hash=address_hash(canonical), at=at,
        source=_("merged record"),
    ))  # fmt: skip


def _keep_rest(
    journal: Journal, kept: Supporter, before: Supporter, gone: Supporter, *, at: datetime
) -> None:
    """A phone or a postal address that was not chosen stands among the further ones."""
    ours = {"organisation_id": kept.organisation_id, "supporter": kept, "at": at}
    known = {keying.digits(kept.phone), ""}
    known |= set(kept.more_phones.values_list("digits", flat=True))
    for phone in {before.phone, gone.phone}:
        digits = keying.digits(phone)
        if digits not in known:
            journal.make(SupporterPhone(**ours, phone=phone, digits=digits))
            known.add(digits)
    here = _place(kept)
    for place in {_place(before), _place(gone)} - {here}:
        if any(place[:3]):
            values = dict(zip(_PLACE, place, strict=True))
            journal.make(SupporterAddress(**ours, **values))


def _place(person: Supporter) -> tuple[str, ...]:
    return tuple(str(getattr(person, name)) for name in _PLACE)
