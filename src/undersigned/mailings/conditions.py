"""Who meets the conditions of a mailing's blocks: asked for many people in one query."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Case, Q, Value, When

from undersigned.mailings.bodies import Condition
from undersigned.segments import compiling
from undersigned.supporters.models import Supporter


def met(
    conditions: Sequence[Condition], people: Iterable[int], *, organisation_id: int
) -> Mapping[int, frozenset[str]]:
    """By the supporter's number, the names of those that they meet; no entry is none.

    Raises RuleError for a rule that cannot be used any more.
    """
    if not conditions:
        return {}
    names = [condition.name for condition in conditions]
    asked = {
        condition.name: Case(
            When(as_q(condition, organisation_id=organisation_id), then=Value(value=True)),
            default=Value(value=False),
        )
        for condition in conditions
    }
    rows = Supporter.objects.filter(pk__in=list(people)).annotate(**asked)
    return {
        pk: frozenset(name for name, flag in zip(names, flags, strict=True) if flag)
        for pk, *flags in rows.values_list("pk", *names)
    }


def as_q(condition: Condition, *, organisation_id: int) -> Q:
    """Everybody is spelt out: an empty condition is none for the database."""
    asked = compiling.condition(condition.rules, organisation_id=organisation_id)
    return asked or Q(pk__isnull=False)
