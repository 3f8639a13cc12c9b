"""How often is too often. Generous: a couple at home and an office share one address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True)
class Limit:
    """At most `most` in a span of `every`."""

    scope: str
    most: int
    every: timedelta

    def span(self, seconds: float) -> int:
        return int(seconds // self.every.total_seconds())


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

SIGN_NETWORK: Final = Limit("sign network", 120, _HOUR)  # under all petitions together
SIGN_PETITION: Final = Limit("sign petition", 60, _HOUR)  # a network under one petition
RESEND_NETWORK: Final = Limit("resend network", 20, _HOUR)
ASK_ADDRESS: Final = Limit("ask address", 3, _DAY)  # emails that ask one mailbox to confirm
