"""How often is too often. Generous: a couple at home and an office share one address."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final


@dataclass(frozen=True)
class Limit:
    """At most `most` in a span of `every`; the count is kept for `kept` after its span."""

    scope: str
    most: int
    every: timedelta
    kept: timedelta = timedelta(0)

    def span(self, seconds: float) -> int:
        return int(seconds // self.every.total_seconds())

    def end(self, span: int) -> float:
        """When that span is over, in seconds since 1970."""
        return (span + 1) * self.every.total_seconds()


_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

# Of signing. `most` is what holds until an organisation sets its own (rates.py). Who confirms
# days later is judged by the hour in which they signed, so those counts stay a while.
NETWORK: Final = Limit("sign network", 120, _HOUR)
DOMAIN: Final = Limit("sign domain", 30, _HOUR, kept=8 * _DAY)
PETITION: Final = Limit("sign petition", 500_000, _HOUR, kept=8 * _DAY)
LATE: Final = Limit("late network", 0, _DAY)  # signatures whose email is sent later
# Of a petition: what was taken although somewhere was busy, after work or later. In small
# spans, so that the last hour can be summed at any minute.
OVER: Final = Limit("over petition", 0, timedelta(minutes=5), kept=_HOUR)

INTEREST_NETWORK: Final = Limit("interest network", 120, _HOUR)
RESEND_NETWORK: Final = Limit("resend network", 20, _HOUR)
ASK_ADDRESS: Final = Limit("ask address", 3, _DAY)  # emails that ask one mailbox to confirm
