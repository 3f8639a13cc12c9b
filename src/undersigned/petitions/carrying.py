"""Carries over signatures that were gathered elsewhere: one leaf, shown apart, for ever."""

import hashlib
import os
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from undersigned.ledger import appending, commitments
from undersigned.organisations import auditing
from undersigned.petitions.models import CarriedOver, Petition


class NoTextError(LookupError):
    """The petition has no text in the log yet, so nothing can stand under it."""


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """So many signatures, where they were gathered and until which day.

    `key` is made when the form is shown, so that pressing twice carries over once.
    """

    key: uuid.UUID
    number: int
    where: str
    until: date
    note: str = ""

    def manifest(self, petition: Petition) -> str:
        """What the leaf binds, word for word."""
        return (
            f"petition {petition.uuid}\nnumber {self.number}\nwhere {self.where}\n"
            f"until {self.until.isoformat()}\nnote {self.note}\n"
        )


@transaction.atomic
def carry(
    gathered: Gathered, *, petition: Petition, at: datetime, by: auditing.Actor
) -> CarriedOver:
    """They are in the public count with the next signed tree. Raises NoTextError."""
    Petition.objects.select_for_update().get(pk=petition.pk)
    known = CarriedOver.objects.filter(petition=petition, uuid=gathered.key).first()
    if known is not None:
        return known
    text = petition.text
    if text is None or text.leaf_id is None:
        raise NoTextError
    secret, manifest = os.urandom(commitments.SECRET_BYTES), gathered.manifest(petition)
    leaf = appending.paper(
        petition=petition.uuid, subject=gathered.key, text=text.leaf_id, region="-",
        number=gathered.number, at=at,
        commitment=commitments.paper_commitment(
            s1=secret, manifest_hash=hashlib.sha256(manifest.encode()).digest()
        ),
    )  # fmt: skip
    made = CarriedOver.objects.create(
        petition=petition, uuid=gathered.key, number=gathered.number, where=gathered.where,
        until=gathered.until, note=gathered.note, manifest=manifest, secret=secret, leaf=leaf,
        by_label=by.label, at=at,
    )  # fmt: skip
    auditing.record(
        organisation_id=petition.campaign.organisation_id, at=at, by=by, verb="carried over",
        subject=("signatures from elsewhere", f"campaign:{petition.campaign_id}"),
        after={"number": made.number, "where": made.where},
    )  # fmt: skip
    return made
