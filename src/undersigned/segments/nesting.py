"""Audiences within audiences: their rules in the place of their names, never in a circle."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment
from undersigned.segments.values import parse_uuid

_MOST = 20  # in one rule, however deep: who names ten that name ten each asks a million things


def find(value: object, organisation_id: int) -> Segment:
    """The audience of that number. Raises RuleError."""
    gone = _("The audience of this rule is no longer there.")
    uuid = parse_uuid(value, missing=gone)
    found = Segment.objects.filter(organisation_id=organisation_id, uuid=uuid).first()
    if found is None:
        raise RuleError(gone)
    return found


def opened(rules: Any, *, organisation_id: int, of: Segment | None = None) -> Any:  # noqa: ANN401  JSON
    """The rules without the name of any other audience. Raises RuleError, also where they lead
    back to the one that they are `of`.
    """
    return _Opening(organisation_id).open(rules, (of.pk,) if of else ())


class _Opening:
    def __init__(self, organisation_id: int) -> None:
        self._organisation_id = organisation_id
        self._left = _MOST

    def open(self, rules: Any, within: tuple[int, ...]) -> Any:  # noqa: ANN401  JSON
        if isinstance(rules, list):
            return [self.open(part, within) for part in rules]
        if not isinstance(rules, Mapping):
            return rules
        if "criterion" not in rules:
            return {name: self.open(parts, within) for name, parts in rules.items()}
        return self._inner(rules, within) if rules["criterion"] == "segment" else rules

    def _inner(self, rule: Mapping[str, Any], within: tuple[int, ...]) -> Any:  # noqa: ANN401  JSON
        found = find(rule.get("value"), self._organisation_id)
        if found.pk in within:
            words = _("The audience “%(name)s” cannot be a part of itself.")
            raise RuleError(words % {"name": found})
        self._left -= 1
        if self._left < 0:
            raise RuleError(
                _("More than %(most)s audiences are a part of this one.") % {"most": _MOST}
            )
        return self.open(found.rules, (*within, found.pk))


def naming(segment: Segment) -> list[Segment]:
    """The audiences that this one is a part of."""
    others = Segment.objects.filter(organisation=segment.organisation_id)
    asked = str(segment.uuid)
    return [one for one in others.exclude(pk=segment.pk) if asked in str(one.rules)]
