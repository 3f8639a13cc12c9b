"""The people behind a number, as an address names them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from undersigned.dashboard.states import measures
from undersigned.places import regions
from undersigned.segments.criteria import RuleError

_NOWHERE: Final = "-"  # as an address names 'no state that we know'


@dataclass(frozen=True, kw_only=True)
class Behind:
    """A measure, the codes of states ('' is none that we know), a campaign or ''."""

    measure: str
    states: Sequence[str]
    campaign: str = ""

    @property
    def query(self) -> str:
        """Written down as `read` reads it."""
        asked = [("of", self.measure), *(("state", code or _NOWHERE) for code in self.states)]
        if self.campaign:
            asked.append(("campaign", self.campaign))
        return urlencode(asked)

    def rules(self) -> measures.Rules:
        """Raises RuleError for a measure that there is not."""
        return measures.rules(self.measure, states=self.states, campaign=self.campaign or None)


def read(measure: str, *, states: Sequence[str], campaign: str) -> Behind:
    """As an address names them. Raises RuleError where a state is none of ours."""
    states = ["" if code == _NOWHERE else code for code in states]
    if any(code and code not in regions.US for code in states):
        raise RuleError(", ".join(states))
    return Behind(measure=measure, states=states, campaign=campaign)
