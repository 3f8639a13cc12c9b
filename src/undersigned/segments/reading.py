"""Rules in plain words: 'signed “Keep rural post offices open” and lives in Ohio or Iowa'."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from undersigned.segments import criteria
from undersigned.segments.compiling import group_of
from undersigned.segments.criteria import RuleError


def read(rules: object, *, organisation_id: int) -> str:
    """A sentence without its full stop. Raises RuleError as compiling does."""
    words = _read(rules, organisation_id=organisation_id, top=True)
    return words[:1].upper() + words[1:]


def _read(rules: object, *, organisation_id: int, top: bool = False) -> str:
    if not isinstance(rules, Mapping):
        raise RuleError(_("A rule is missing here: %(found)s.") % {"found": rules})
    if not rules:
        return _("everyone")
    if "criterion" in rules:
        return criteria.get(rules["criterion"]).read(rules.get("value"), organisation_id)
    name, parts = group_of(rules)
    inner = [_read(part, organisation_id=organisation_id) for part in parts]
    if not inner:
        return _("no one") if name == "any" else _("everyone")
    joined = (_(" and ") if name == "all" else _(" or ")).join(inner)
    if name == "none":
        return _("does not match: %(rules)s") % {"rules": joined}
    return joined if top or len(inner) == 1 else f"({joined})"
