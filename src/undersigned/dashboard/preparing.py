"""A campaign with all that belongs to it in several rooms; the pictures that it shows."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from undersigned.campaigns import preparing
from undersigned.campaigns.models import Campaign
from undersigned.lib import uploads
from undersigned.officials import keeping
from undersigned.organisations import auditing
from undersigned.organisations.models import Organisation
from undersigned.petitions.models import Petition


@transaction.atomic
def create(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    demands: Sequence[preparing.DemandLine],
    new_target: Mapping[str, object] | None,
    contacts: Sequence[tuple[str, str]] = (),
    at: datetime,
    by: auditing.Actor,
) -> Campaign:
    """A draft with its petition, and its target where that one is new."""
    typed = with_target(
        organisation=organisation, values=values, new_target=new_target, contacts=contacts,
        at=at, by=by,
    )  # fmt: skip
    campaign = preparing.create(
        organisation=organisation, values=typed, demands=demands, at=at, by=by
    )
    Petition.objects.create(campaign=campaign)
    return campaign


def with_target(
    *,
    organisation: Organisation,
    values: Mapping[str, object],
    new_target: Mapping[str, object] | None,
    contacts: Sequence[tuple[str, str]],
    at: datetime,
    by: auditing.Actor,
) -> dict[str, object]:
    """The values, with the id of the decision maker who was typed beside them, if one was."""
    if new_target is None:
        return dict(values)
    person = keeping.add(
        organisation=organisation, values=new_target, contacts=contacts, at=at, by=by
    )
    return {**values, "target_id": person.pk}


def keep_picture(file: IO[bytes], *, organisation: Organisation) -> str:
    """Its path below MEDIA_ROOT; the same picture has the same path. Raises PictureError."""
    picture = uploads.picture(file)
    path = f"campaigns/{organisation.slug}/{picture.name}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(picture.content))
    return path
