"""Why somebody is in an audience, or not: each rule by itself, as it is now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

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


def explain(
    rules: Mapping[str, Any], *, organisation_id: int, person: Supporter | None = None
) -> Part:
    """The outermost group; a query a rule when a person is asked about."""
    return _part(grouped(rules), (), organisation_id=organisation_id, person=person)


def _part(
    part: Mapping[str, Any], path: tuple[int, ...], *, organisation_id: int,
    person: Supporter | None,
) -> Part:  # fmt: skip
    where = ".".join(map(str, path))
    if "criterion" not in part and part:
        ((join, inner),) = part.items()
        parts = [
            _part(one, (*path, place), organisation_id=organisation_id, person=person)
            for place, one in enumerate(inner)
        ]
        applies = _joined(join, [one.applies for one in parts]) if person else None
        return Part(path=where, words="", join=join, parts=parts, applies=applies)
    try:
        words = reading.read(part, organisation_id=organisation_id)
        found = compiling.compile_rules(part, organisation_id=organisation_id)
        applies = found.filter(pk=person.pk).exists() if person else None
    except RuleError as error:
        return Part(path=where, words="", problem=str(error))
    return Part(path=where, words=words, applies=applies)


def _joined(join: str, applies: Sequence[bool | None]) -> bool | None:
    if None in applies:
        return None
    if join == "all":
        return all(applies)
    return any(applies) if join == "any" else not any(applies)
