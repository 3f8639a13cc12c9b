"""Fixes what a mailing says as it begins: everybody gets the same figures and conditions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from undersigned.mailings import figuring
from undersigned.mailings.models import Mailing
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment
from undersigned.segments.values import parse_uuid

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


def as_written(blocks: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As they were before they were fixed, for whoever writes on from them."""
    made = [dict(block) for block in blocks]
    for block in made:
        if chosen := block.pop(_CHOSEN, None):
            block["when"] = chosen
    return made


def _fixed(block: Mapping[str, Any], organisation_id: int) -> dict[str, Any]:
    when = block.get("when")
    rules = _rules(when, organisation_id) if when else when
    return dict(block) | ({"when": rules, _CHOSEN: when} if rules != when else {})


def _rules(rules: Any, organisation_id: int) -> Any:  # noqa: ANN401  JSON
    """Raises RuleError for an audience that is gone."""
    if isinstance(rules, Mapping):
        if rules.get("criterion") == "segment":
            return _audience(rules.get("value"), organisation_id)
        return {name: _rules(part, organisation_id) for name, part in rules.items()}
    if isinstance(rules, Sequence) and not isinstance(rules, str):
        return [_rules(part, organisation_id) for part in rules]
    return rules


def _audience(value: object, organisation_id: int) -> dict[str, Any]:
    gone = _("The audience of a block's condition is no longer there.")
    uuid = parse_uuid(value, missing=gone)
    found = Segment.objects.filter(organisation_id=organisation_id, uuid=uuid).first()
    if found is None:
        raise RuleError(gone)
    return {"all": [found.rules]} if found.rules else {"all": []}
