"""Rules to one SQL query.

A rule is {"criterion": name, "value": …}, or a group of rules: {"all": […]}, {"any": […]} or
{"none": […]}. {} is everyone. An empty "any" is no one; an empty "all" or "none" is everyone.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from undersigned.segments import acts, areas, criteria
from undersigned.segments.areas import Area
from undersigned.segments.criteria import RuleError
from undersigned.supporters.models import Supporter

_DEEPEST = 8
GROUPS = ("all", "any", "none")


def compile_rules(rules: object, *, organisation_id: int, by: Area) -> QuerySet[Supporter]:
    """The organisation's people to whom the rules apply and whom the area of the one who asks
    lets them reach, in one query; raises RuleError. PostgreSQL is asked for the numbers of what
    the rules name before.
    """
    with acts.of_many():
        asked = acts.led(condition(rules, organisation_id=organisation_id))
    inside = areas.condition(by, organisation_id=organisation_id)
    return Supporter.objects.filter(organisation_id=organisation_id).filter(inside, asked)


def condition(rules: object, *, organisation_id: int, depth: int = 0) -> Q:
    """The rules as one condition on a supporter; asks the database nothing."""
    if depth > _DEEPEST:
        raise RuleError(_("The rules are nested too deeply."))
    if not isinstance(rules, Mapping):
        raise RuleError(_("A rule is missing here: %(found)s.") % {"found": rules})
    if not rules:
        return Q()
    if "criterion" in rules:
        criterion = criteria.get(rules["criterion"])
        return criterion.condition(rules.get("value"), organisation_id)
    name, parts = group_of(rules)
    inner = [
        condition(part, organisation_id=organisation_id, depth=depth + 1) for part in parts
    ]
    return _join(name, inner, Supporter.objects.filter(organisation_id=organisation_id))


def group_of(rules: Mapping[object, object]) -> tuple[str, Sequence[object]]:
    """The one group in the mapping and its parts; raises RuleError."""
    names = list(rules)
    if len(names) != 1 or names[0] not in GROUPS:
        words = _("Rules are joined by one of all, any, none; found: %(found)s.")
        raise RuleError(words % {"found": ", ".join(map(str, names))})
    parts = rules[names[0]]
    if not isinstance(parts, list):
        raise RuleError(_("“%(name)s” holds a list of rules.") % {"name": names[0]})
    return str(names[0]), parts


def _join(name: str, parts: Sequence[Q], people: QuerySet[Supporter]) -> Q:
    # Everyone and no one are spelt out: an empty Q joined to another vanishes.
    everyone = Q(pk__isnull=False)
    whole = [part or everyone for part in parts]
    if not whole:
        return ~everyone if name == "any" else everyone
    if name == "any":
        return acts.any_of(whole, people)
    return reduce(and_, map(refused, whole) if name == "none" else whole)


def refused(asked: Q) -> Q:
    """Not that, with each 'not' before a single question: PostgreSQL makes a join of
    'not one of his signatures …' where it stands alone, and of 'not (this or that)' none.
    """
    if asked.negated:
        return Q(*asked.children, _connector=asked.connector)
    parts = [
        refused(one) if isinstance(one, Q) else acts.none_of(one) for one in asked.children
    ]
    other = Q.OR if asked.connector == Q.AND else Q.AND
    return Q(*parts, _connector=other)
