"""What the leaves of one petition add up to."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    """A petition in the tree so far; what its count.json says."""

    signed: int = 0
    voided: int = 0
    erased: int = 0
    paper: int = 0
    versions: int = 0
    by_reason: Counter[str] = field(default_factory=Counter)
    by_region: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        return self.signed - self.voided + self.paper

    def facts(self) -> dict[str, object]:
        """Those of count.json that the log alone decides."""
        return {
            "count": self.count,
            "voided": self.voided,
            "erased": self.erased,
            "paper": self.paper,
            "by_region": {region: n for region, n in sorted(self.by_region.items()) if n},
        }
