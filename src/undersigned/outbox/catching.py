"""The demo's mail: caught in a table and shown on pages of this machine, never sent."""

import re
from collections.abc import Callable
from datetime import timedelta

from undersigned.lib import leasing
from undersigned.outbox.models import CaughtMessage
from undersigned.outbox.outcomes import Delivered, Outcome

_LINK = re.compile(r"https?://[^\s<>\"']+")
_KEPT = timedelta(days=30)


class CatchingConnection:
    """Takes every message, like a relay that never refuses."""

    def deliver(
        self, *, envelope_from: str, to: str, data: bytes, before_data: Callable[[], None],
        never_leaves: bool,
    ) -> Outcome:  # fmt: skip
        before_data()
        CaughtMessage.objects.create(
            at=leasing.now(), envelope_from=envelope_from, to_address=to, data=data,
            never_leaves=never_leaves,
        )  # fmt: skip
        return Delivered(reply="caught by the demo")

    def close(self) -> None:
        """Nothing is open."""
