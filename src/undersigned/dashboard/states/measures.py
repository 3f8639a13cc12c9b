"""What is counted by state. Each measure is a rule, so that any number opens as an audience."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from undersigned.segments.criteria import RuleError

Rules = dict[str, object]
SIGNED: Final = "signed"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A column: `rule` says whom it counts, {} everybody."""

    name: str
    label: Promise
    rule: Mapping[str, object]


PEOPLE: Final = (
    Measure(name="people", label=_("People"), rule={}),
    Measure(
        name="reachable", label=_("Reachable"), rule={"criterion": "reachable", "value": True}
    ),
    Measure(
        name="active_30", label=_("Active in 30 days"),
        rule={"criterion": "active", "value": 30},
    ),
    Measure(
        name="active_90", label=_("Active in 90 days"),
        rule={"criterion": "active", "value": 90},
    ),
    Measure(
        name="new", label=_("New this week"), rule={"criterion": "joined_within", "value": 7}
    ),
)  # fmt: skip
BY_NAME: Final = {measure.name: measure for measure in PEOPLE}


def signed(campaign: UUID | str, *, since: str = "") -> Rules:
    """Signed that campaign; `since` as segments.values.parse_since takes it."""
    value = {"campaign": str(campaign), "since": since}
    return {"criterion": SIGNED, "value": value}


def rules(name: str, *, states: Sequence[str], campaign: UUID | str | None = None) -> Rules:
    """Whom the number of that measure in these states counts. RuleError: there is no such."""
    if name == SIGNED and campaign is not None:
        rule: Mapping[str, object] = signed(campaign)
    elif name in BY_NAME:
        rule = BY_NAME[name].rule
    else:
        raise RuleError(name)
    parts = [{"criterion": "state", "value": list(states)}] if states else []
    return {"all": [*parts, *([rule] if rule else [])]}
