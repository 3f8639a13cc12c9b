"""What a rule may ask of a person; filled by config/registries.py alone."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _


class RuleError(ValueError):
    """A rule that cannot be used; the text says what is wrong, for people."""


@dataclass(frozen=True)
class Criterion:
    """One question about a person, by name.

    `condition` and `read` take the value and the organisation's id, and raise RuleError for a
    value that they cannot use. `read` answers in words that follow 'who': 'lives in Ohio'.
    """

    name: str
    condition: Callable[[object, int], Q]
    read: Callable[[object, int], str]


_KNOWN: dict[str, Criterion] = {}


def register(*criteria: Criterion) -> None:
    for criterion in criteria:
        _KNOWN[criterion.name] = criterion


def get(name: object) -> Criterion:
    """Raises RuleError for one that no room offers."""
    if not isinstance(name, str) or name not in _KNOWN:
        raise RuleError(_("There is no criterion “%(name)s”.") % {"name": name})
    return _KNOWN[name]


def names() -> list[str]:
    return list(_KNOWN)
