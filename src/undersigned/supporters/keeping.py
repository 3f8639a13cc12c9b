"""What staff do to a person's record by hand: add, change, tag, note, unsubscribe."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address
from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters import consenting
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Note,
    Supporter,
    SupporterEmail,
    Tag,
    Tagging,
)

FIELDS = (
    "given_name", "family_name", "email", "phone", "street", "city", "postal_code", "country",
    "region", "language",
)  # fmt: skip


class AlreadyKnownError(Exception):
    """The organisation has a supporter with that mailbox; `supporter` is who."""

    def __init__(self, supporter: Supporter) -> None:
        super().__init__("The address belongs to a supporter already.")
        self.supporter = supporter


class ChangedMeanwhileError(Exception):
    """Somebody saved the same person since the form was opened."""


def add(
    *, organisation_id: int, fields: Mapping[str, str], source: str, at: datetime, by: Actor
) -> Supporter:
    """A new person without consent to email. Raises AlreadyKnownError."""
    canonical = canonical_address(fields["email"])
    _refuse_further(organisation_id, canonical)
    supporter = Supporter(
        organisation_id=organisation_id,
        canonical_address=canonical,
        address_hash=address_hash(canonical),
        source=source,
        created_at=at,
        changed_at=at,
        **{name: fields[name] for name in FIELDS if name in fields},
    )
    try:
        with transaction.atomic():
            supporter.save(force_insert=True)
            _audit(supporter, verb="added", fields=list(fields), at=at, by=by)
    except IntegrityError as error:
        known = Supporter.objects.get(
            organisation_id=organisation_id, canonical_address=canonical, slot=1
        )
        raise AlreadyKnownError(known) from error
    return supporter


def change(
    *, supporter: Supporter, version: int, fields: Mapping[str, str], at: datetime, by: Actor
) -> list[str]:
    """Saves what differs and answers the names of those fields.

    Raises ChangedMeanwhileError, and AlreadyKnownError where somebody else has the address.
    """
    changed = [
        name for name in FIELDS if name in fields and getattr(supporter, name) != fields[name]
    ]
    if not changed:
        return []
    values: dict[str, object] = {name: fields[name] for name in changed}
    if "email" in changed:
        values["canonical_address"] = canonical_address(fields["email"])
        values["address_hash"] = address_hash(str(values["canonical_address"]))
        _refuse_further(supporter.organisation_id, str(values["canonical_address"]))
    try:
        with transaction.atomic():
            _change_if_still(supporter, version=version, values=values | {"changed_at": at})
            _audit(supporter, verb="changed", fields=changed, at=at, by=by)
    except IntegrityError as error:
        raise AlreadyKnownError(_holder(supporter, str(values["canonical_address"]))) from error
    return changed


def _refuse_further(organisation_id: int, canonical: str) -> None:
    """A further address of somebody is no first one of another."""
    rows = SupporterEmail.objects.filter(
        organisation_id=organisation_id, canonical_address=canonical
    )
    row = rows.select_related("supporter").first()
    if row is not None:
        raise AlreadyKnownError(row.supporter)


def _change_if_still(
    supporter: Supporter, *, version: int, values: Mapping[str, object]
) -> None:
    row = Supporter.objects.filter(pk=supporter.pk, version=version)
    if row.update(**values, version=F("version") + 1) != 1:
        raise ChangedMeanwhileError


def _holder(supporter: Supporter, canonical: str) -> Supporter:
    return Supporter.objects.get(
        organisation_id=supporter.organisation_id,
        canonical_address=canonical,
        slot=supporter.slot,
    )


@transaction.atomic
def tag(*, supporter: Supporter, name: str, at: datetime, by: Actor) -> bool:
    """Puts a tag on a person, making it where it is new; False if they had it."""
    word, _made = Tag.objects.get_or_create(
        organisation_id=supporter.organisation_id, name=name.strip()
    )
    _tagging, made = Tagging.objects.get_or_create(
        tag=word, supporter=supporter, defaults={"at": at}
    )
    if made:
        _audit(supporter, verb="tagged", fields=["tags"], at=at, by=by)
    return made


@transaction.atomic
def untag(*, supporter: Supporter, tag: Tag, at: datetime, by: Actor) -> bool:
    """Takes a tag off a person; False if they had it not."""
    gone, _by_model = Tagging.objects.filter(tag=tag, supporter=supporter).delete()
    if gone:
        _audit(supporter, verb="untagged", fields=["tags"], at=at, by=by)
    return gone > 0


@transaction.atomic
def note(*, supporter: Supporter, text: str, at: datetime, by: Actor) -> Note:
    """Writes something down about a person."""
    written = Note.objects.create(supporter=supporter, text=text, by_label=by.label, at=at)
    _audit(supporter, verb="wrote a note on", fields=["notes"], at=at, by=by)
    return written


@transaction.atomic
def unsubscribe(*, supporter: Supporter, reason: str, at: datetime, by: Actor) -> bool:
    """Takes a person off all mail, because they asked; False if they were off already."""
    if supporter.email_consent == EmailConsent.WITHDRAWN:
        return False
    saying = consenting.Saying(
        organisation_id=supporter.organisation_id,
        supporter_id=supporter.pk,
        said=Consent.Said.WITHDRAWN,
        how=Consent.How.STAFF,
        reason=reason,
        by_label=by.label,
        at=at,
    )
    consenting.record([saying])
    _audit(supporter, verb="unsubscribed", fields=["email_consent"], at=at, by=by)
    return True


def _audit(
    supporter: Supporter, *, verb: str, fields: list[str], at: datetime, by: Actor
) -> None:
    """Names of fields, never values: the trail outlives the person."""
    auditing.record(
        organisation_id=supporter.organisation_id,
        at=at,
        by=by,
        verb=verb,
        subject=("a supporter", f"supporter:{supporter.uuid}"),
        after={"fields": fields},
    )
