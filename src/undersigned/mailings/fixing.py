"""Fixes what a mailing says as it begins: everybody gets the same figures and conditions."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from undersigned.mailings import figuring
from undersigned.mailings.models import Mailing
from undersigned.segments import nesting
from undersigned.segments.criteria import RuleError

_CHOSEN = "chosen"


def fix(mailing: Mailing, *, at: datetime) -> list[str]:
    """What cannot be fixed, in sentences; in the caller's transaction.

    A kept audience in a condition becomes its rules: nobody who changes or removes it later
    changes what is on its way. What was chosen stays beside them, for `as_written`.
    """
    wrong = [f"{one.what} {one.remedy}" for one in figuring.freeze(mailing, at=at)]
    try:
        blocks = [_fixed(block, mailing.organisation_id) for block in mailing.blocks]
    except RuleError as error:
        return [*wrong, str(error)]
    if not wrong and blocks != mailing.blocks:
        mailing.blocks = blocks
        Mailing.objects.filter(pk=mailing.pk).update(blocks=blocks)
    return wrong


def digest(mailing: Mailing) -> str:
    """Of the rules of its audience and its blocks' conditions, those of kept audiences in
    their place: hexadecimal SHA-256. Raises RuleError for an audience that is gone.
    """
    asked = [mailing.audience, *(block.get("when") for block in mailing.blocks)]
    rules = nesting.opened(asked, organisation_id=mailing.organisation_id)
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def goes_to_others(mailing: Mailing) -> bool:
    """Whether a kept audience of it was changed or removed since it was asked to be sent."""
    if not mailing.rules_seen:
        return False
    try:
        return digest(mailing) != mailing.rules_seen
    except RuleError:
        return True


def as_written(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As they were before they were fixed, for whoever writes on from them."""
    made = [dict(block) for block in blocks]
    for block in made:
        if chosen := block.pop(_CHOSEN, None):
            block["when"] = chosen
    return made


def _fixed(block: Mapping[str, Any], organisation_id: int) -> dict[str, Any]:
    when = block.get("when")
    rules = nesting.opened(when, organisation_id=organisation_id)
    return dict(block) | ({"when": rules, _CHOSEN: when} if rules != when else {})
