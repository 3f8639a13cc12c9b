"""Changes rules piece by piece, as a page does it. Pure: each answer is new rules.

A path says where a part is: (0, 2) is the third part of the first part of the outermost group.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any, cast

from django.utils.translation import gettext as _

from undersigned.segments.compiling import GROUPS
from undersigned.segments.criteria import RuleError

Path = Sequence[int]
Group = dict[str, list[Any]]
_MOST = 60  # rules and groups in all
_DEEPEST = 4  # groups within groups, as people can still read them


def grouped(rules: Mapping[str, Any]) -> Group:
    """The rules as one group: a single rule is the one part of 'all'."""
    if not rules:
        return {"all": []}
    return deepcopy(dict(rules)) if _is_group(rules) else {"all": [deepcopy(dict(rules))]}


def added(rules: Mapping[str, Any], path: Path, part: Mapping[str, Any]) -> Group:
    """With that part at the end of the group at the path. Raises RuleError."""
    made = grouped(rules)
    if _size(made) >= _MOST:
        raise RuleError(_("These are %(most)s rules already.") % {"most": _MOST})
    if _is_group(part) and len(path) >= _DEEPEST:
        raise RuleError(_("The rules are nested too deeply."))
    _parts(made, path).append(deepcopy(dict(part)))
    return made


def removed(rules: Mapping[str, Any], path: Path) -> Group:
    """Without the part at the path. Raises RuleError where there is none."""
    made = grouped(rules)
    if not path:
        return {"all": []}
    parts = _parts(made, path[:-1])
    if not 0 <= path[-1] < len(parts):
        raise RuleError(_("This rule is no longer there."))
    del parts[path[-1]]
    return made


def joined(rules: Mapping[str, Any], path: Path, name: str) -> Group:
    """With the group at the path joined by that word. Raises RuleError."""
    if name not in GROUPS:
        raise RuleError(_("There is no such way to join rules: %(name)s") % {"name": name})
    made = grouped(rules)
    group = _at(made, path)
    ((before, parts),) = group.items()
    del group[before]
    group[name] = parts
    return made


def _is_group(part: Mapping[str, Any]) -> bool:
    return len(part) == 1 and next(iter(part)) in GROUPS


def _at(group: Group, path: Path) -> Group:
    """The group at the path, itself: to be changed."""
    found: Any = group
    for place in path:
        (parts,) = found.values()
        if not 0 <= place < len(parts) or not _is_group(parts[place]):
            raise RuleError(_("This group of rules is no longer there."))
        found = parts[place]
    return cast("Group", found)  # groups alone were walked


def _parts(group: Group, path: Path) -> list[Any]:
    (parts,) = _at(group, path).values()
    return parts


def _size(part: Any) -> int:  # noqa: ANN401  JSON
    if isinstance(part, Mapping) and _is_group(part):
        (parts,) = part.values()
        return 1 + sum(map(_size, parts))
    return 1
