"""The answer to a request for access: everything that is held of a person, in all rooms."""

import json
from collections.abc import Sequence
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder

from undersigned.organisations import auditing
from undersigned.organisations.auditing import Actor
from undersigned.supporters import owning, rooms
from undersigned.supporters.models import Supporter
from undersigned.supporters.told import Told


def everything(supporter: Supporter) -> list[Told]:
    """A part a table, in the order of the rooms; also those that are empty."""
    return [*owning.tell(supporter), *rooms.tell(supporter)]


def answer(*, supporter: Supporter, how: str, at: datetime, by: Actor) -> list[Told]:
    """Everything, and a line in the audit trail: who took it out, as a page or as a file."""
    auditing.record(
        organisation_id=supporter.organisation_id, at=at, by=by,
        verb="answered a request for access about",
        subject=("a supporter", f"supporter:{supporter.uuid}"), after={"as": how},
    )  # fmt: skip
    return everything(supporter)


def as_json(parts: Sequence[Told], *, organisation: str, at: datetime) -> str:
    """For machines: the keys are the same in every language."""
    content = {
        "organisation": organisation,
        "made_at": at,
        "data": {part.key: part.rows for part in parts},
        "words": {part.key: {"title": part.title, **part.columns} for part in parts},
    }
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
