"""Why somebody is in an audience, or not: each rule by itself, as it is now."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import BooleanField, Case, Q, Value, When

from undersigned.segments import compiling, reading
from undersigned.segments.criteria import RuleError
from undersigned.segments.editing import grouped
from undersigned.supporters.models import Supporter


@dataclass(frozen=True, kw_only=True)
class Part:
    """A rule, or a group with its parts. `path` as editing has it, with dots: '0.2'.

    `applies` is None where nobody was asked about, or the rule cannot be used (`problem`).
    """

    path: str
    words: str
    join: str = ""  # of a group: all, any, none
    parts: Sequence["Part"] = field(default_factory=list)
    applies: bool | None = None
    problem: str = ""
    asked: Q | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every rule can be used."""
        return not self.problem and all(part.is_whole for part in self.parts)


def explain(
    rules: Mapping[str, Any], *, organisation_id: int, person: Supporter | None = None
) -> Part:
    """The outermost group; one query for all its rules when a person is asked about."""
    tree = _part(grouped(rules), (), organisation_id)
    return _answered(tree, _asked(tree, person)) if person else tree


def _part(part: Mapping[str, Any], path: tuple[int, ...], organisation_id: int) -> Part:
    where = ".".join(map(str, path))
    if "criterion" not in part and part:
        ((join, inner),) = part.items()
        parts = [_part(one, (*path, place), organisation_id) for place, one in enumerate(inner)]
        return Part(path=where, words="", join=join, parts=parts)
    try:
        words = reading.read(part, organisation_id=organisation_id)
        asked = compiling.condition(part, organisation_id=organisation_id)
    except RuleError as error:
        return Part(path=where, words="", problem=str(error))
    return Part(path=where, words=words, asked=asked or Q(pk__isnull=False))


def _leaves(part: Part) -> Iterator[Part]:
    for one in part.parts:
        yield from _leaves(one)
    if part.asked is not None:
        yield part


def _asked(tree: Part, person: Supporter) -> Mapping[str, bool]:
    """By the rule's path: whether it applies to the person. One query."""
    names = {f"rule_{number}": part for number, part in enumerate(_leaves(tree))}
    found = (
        Supporter.objects.filter(pk=person.pk, organisation=person.organisation_id)
        .annotate(**{name: _truth(part.asked) for name, part in names.items() if part.asked})
        .values(*names)
    )
    row = found.first() if names else None
    return {part.path: bool(row[name]) for name, part in names.items()} if row else {}


def _truth(asked: Q) -> Case:
    then = When(asked, then=Value(value=True))
    return Case(then, default=Value(value=False), output_field=BooleanField())


def _answered(part: Part, found: Mapping[str, bool]) -> Part:
    if not part.join:
        return replace(part, applies=found.get(part.path))
    parts = [_answered(one, found) for one in part.parts]
    applies = _joined(part.join, [one.applies for one in parts])
    return replace(part, parts=parts, applies=applies)


def _joined(join: str, applies: Sequence[bool | None]) -> bool | None:
    if None in applies:
        return None
    if join == "all":
        return all(applies)
    return any(applies) if join == "any" else not any(applies)
